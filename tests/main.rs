//! One test binary: a folder per room, and the harness that they share.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed, and says so")]

mod api;
mod base;
mod cli;
mod compose;
mod engine;
mod export;
mod house;
mod media;
mod plan;
mod project;
mod queue;
mod sound;
mod support;
mod timeline;
mod tui;
mod worker;

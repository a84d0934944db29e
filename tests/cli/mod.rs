//! Tests of the cli room.

mod analyse;
mod bench;
mod engine;
mod fonts;
mod hanging;
mod init;
mod jobs;
mod logs;
mod night;
mod plan;
mod progress;
mod seen;
mod still;
mod stopping;
mod words;

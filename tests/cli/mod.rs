//! Tests of the cli room.

mod engine;
mod init;
mod jobs;
mod progress;
mod words;

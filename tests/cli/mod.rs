//! Tests of the cli room.

mod init;
mod progress;
mod words;

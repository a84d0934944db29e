//! Tests of the tui room.

mod keys;
mod looks;
mod models;
mod screens;
mod stage;
mod storms;
mod updates;
mod waits;
mod words;

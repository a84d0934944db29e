//! Tests of the tui room.

mod keys;
mod looks;
mod models;
mod screens;
mod storms;
mod updates;
mod words;

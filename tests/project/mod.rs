//! Tests of the project room.

mod bombs;
mod broken;
mod documents;
mod durations;
pub mod fixture;
mod free_form;
mod nested;
mod table;
mod times;

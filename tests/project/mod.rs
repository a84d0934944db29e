//! Tests of the project room.

mod bombs;
mod broken;
mod documents;
mod durations;
mod expressions;
pub mod fixture;
mod free_form;
mod image_names;
mod nested;
mod presets;
mod table;
mod times;

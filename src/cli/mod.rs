//! The words that a person types; one file per verb.
//!
//! Owns arguments, exit codes and plain output. Must not know how anything is done: a verb reads its words, asks the room
//! that can do it, and prints the answer.

pub mod add;
pub mod analyse;
pub mod arguments;
pub mod bench;
pub mod cache;
pub mod cancel;
pub mod check;
pub mod choice;
pub mod completions;
pub mod doctor;
pub mod document;
pub mod engine;
pub mod exit;
pub mod forecast;
pub mod frozen;
pub mod init;
pub mod jobs;
pub mod logs;
pub mod man;
pub mod output;
pub mod plan;
pub mod presets;
pub mod problems;
pub mod progress;
pub mod project_template;
pub mod reach;
pub mod render;
pub mod schema;
pub mod screen;
pub mod screen_link;
pub mod still;
pub mod verify;
pub mod version;
pub mod wait;
pub mod worker;

pub use arguments::run;
pub use exit::Exit;

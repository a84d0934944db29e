//! The words that a person types; one file per verb.
//!
//! Owns arguments, exit codes and plain output. Must not know how anything is done: a verb reads its words, asks the room
//! that can do it, and prints the answer.

pub mod arguments;
pub mod choice;
pub mod completions;
pub mod exit;
pub mod init;
pub mod man;
pub mod output;
pub mod progress;
pub mod project_template;
pub mod screen;
pub mod version;

pub use arguments::run;
pub use exit::Exit;

//! Presets: what kind of file an export becomes, in the words of an export itself. Some are part of the program, others are
//! files of the user's own; which of them may start from which, and what a document's export makes of them.

mod builtin;
mod chain;
mod merge;

pub use builtin::{NAMES, builtin};
pub use chain::{Chain, Preset, Unusable, read};
pub use merge::applied;

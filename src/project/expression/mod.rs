//! Expressions: `= 1 + 0.25 * bass` → a typed tree of numbers and truths, constants folded, every mistake with its place.
//!
//! Owns the grammar, the names and what each takes and gives. Must not know a moment: what an input is worth is the
//! timeline's business.

mod compile;
pub mod formula;
pub mod functions;
mod lexer;
pub mod names;
mod parser;
mod place;
pub mod tree;
mod typing;

pub use compile::{Compiled, Scope, Wanted, compile};
pub use formula::{FormedOf, Formula, Part};
pub use place::{Written, place_of};
pub use tree::{Div, Input, Number, Pure, Truth};

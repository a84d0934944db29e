//! One walk over the tree that holds it against the table of keys and collects every problem.
//!
//! Owns the messages about keys and values. Must not know what a value is used for: that is `build`'s.

mod layers;
mod moves;
mod scalar;
mod walker;

pub use layers::MAX_LAYERS;
pub use moves::expression_fits;
pub use walker::Walk;

//! What an export costs on this box, and what its parts would cost alone.
//!
//! Owns the standard project that boxes and versions are compared by. Must not know how its figures are shown.

mod cost;
mod floors;
mod material;
mod parts;

pub use cost::Cost;
pub use floors::{Measured, measure};
pub use material::standard;

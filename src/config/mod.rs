//! Settings and places: where state, cache, socket and logs lie.
//!
//! Owns paths and limits that a person may set. Must not know any other room but base, and never writes the user's file.

mod documents;
pub mod numbers;
pub mod places;
pub mod sizes;

pub use documents::located;
pub use places::Places;

//! What lies over the screen: help, palette, questions, notices. While one is open it gets all keys.
//!
//! Must not know how the panes below are drawn.

mod help;
mod notice;
mod palette;
mod shape;

pub use shape::{draw, key};

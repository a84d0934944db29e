//! Frames to chunks: keys, render class, estimates. Pure: the same arguments always give the same plan.
//!
//! Owns what a chunk's key is made of. Must not do I/O or look at a clock.

pub mod chunks;
pub mod class;
pub mod estimate;
pub mod key;
mod key_effects;
mod key_solids;
mod text_key;

pub use chunks::{Chunk, Plan, plan};
pub use class::{Determinism, RenderClass};

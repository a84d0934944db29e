//! Frames to chunks: keys, render class, estimates. Pure: the same arguments always give the same plan.
//!
//! Owns what a chunk's key is made of. Must not do I/O or look at a clock.

mod bits;
pub mod chains;
pub mod chunks;
pub mod class;
pub mod encoder_choice;
pub mod estimate;
pub mod forecast;
pub mod hearing_key;
pub mod key;
mod key_codec;
mod key_effects;
mod key_heard;
mod key_solids;
mod key_sound;
pub mod parts;
pub mod path;
mod shader_key;
mod text_key;
pub mod why;

pub use chains::Chains;
pub use chunks::{Chunk, Plan, plan, plan_watched};
pub use class::{Determinism, RenderClass};
pub use path::RenderPath;

//! What is done to a layer's picture before it meets what lies below: blur, bloom, grading, chroma key, shadow, vignette.
//!
//! Works on a sheet: gamma-encoded R'G'B' multiplied by alpha, 16 bits each, row by row, and one pixel more.

mod bloom;
mod blur;
mod cube;
mod grade;
mod once;
mod passes;
mod reach;
mod steps;

pub use cube::{Lut, load_lut};
pub use once::effects_on;
pub(super) use passes::{EffectPass, Effects};

//! Plain scenes on the CPU, straight in the planes that an encoder takes: 8-bit 4:2:0.
//!
//! Source-over commutes with the way from R'G'B' to Y'CbCr, so that layers which only lie on each other need no R'G'B' at all.
//! What comes out is what the device makes of the same scene, but for how chroma is filtered, the rounding of 8 bits between
//! the layers, and values out of range, which are not cut off. All of it is whole numbers, or single steps of floating point
//! that are the same on every box.

mod bars;
mod composer;
mod cover;
mod groups;
mod ink;
mod kept;
mod mix;
mod pixels;
mod recode;
mod rows;
mod sampling;
mod scale;
mod sprite;
mod stack;
mod stills;
mod video;

pub use composer::PlanarComposer;

//! Text as pixels: fonts, line breaking, rasterising.
//!
//! Owns the bundled typeface and the search for others. Must not know the GPU: what it gives are premultiplied pixels.

mod block;
mod faces;
mod raster;

pub use block::{Block, Typesetter};
pub use faces::BUNDLED_FAMILY;
pub(super) use faces::FILES as BUNDLED_FILES;
pub(super) use raster::{Raster, trimmed};

//! Facts about a source file: identity, hash, and what is in it.
//!
//! Owns the reading of foreign files without decoding more than must be. Must not know what a project wants of them.

mod animation;
mod color;
mod examine;
mod image;
mod scan;
mod segment;
mod times;

pub use examine::{probe, probe_telling};
pub(super) use scan::{StreamScan, scan};
pub(super) use times::origin_ticks;
pub use times::{TimedFrames, frame_times};

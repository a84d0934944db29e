//! Sound: decode, resample to 48 kHz, trim, gain, fades, mix, as a stream that never holds the whole film.
//!
//! Owns samples. Must not know pictures, projects' text or files other than the sources it is told to read.

pub mod analysis;
pub mod beats;
pub mod decoder;
pub mod downmix;
pub mod mixer;
pub mod native;
pub mod resample;
pub mod source;
pub mod voice;

pub use beats::Beats;
pub use decoder::{Block, Decoder, Fallback, Speaker};
pub use mixer::{EPOCH, Mixer};

//! Sound: decode, resample to 48 kHz, trim, run faster or slower, gain, pan, fades, make room, mix, master, as a stream that
//! never holds the whole film; and what is heard in it, frame by frame: spectra, beginnings, beats.
//!
//! Owns samples. Must not know pictures, projects' text or files other than the sources it is told to read and the files of
//! analyses that it is handed.

pub mod analysis;
pub mod beats;
pub mod decoder;
pub mod downmix;
mod duck;
mod follow;
mod level;
pub mod limiter;
mod master;
pub mod mixer;
pub mod native;
pub mod resample;
pub mod source;
mod stretch;
mod sum;
pub mod tape;
pub mod voice;

pub use beats::Beats;
pub use decoder::{Block, Decoder, Fallback, Speaker};
pub use limiter::Limiter;
pub use mixer::{EPOCH, Mixer};

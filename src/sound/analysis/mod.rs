//! What a sound is like over time: spectra as a browser's AnalyserNode gives them, sudden beginnings, and how loud it is.
//!
//! Everything here is fed with blocks of mono samples at 48 kHz, in any sizes, and holds no more of them than a window.
//! Owns what is computed of samples, and the file in which it is kept. Must not know whose samples they are.

pub mod analyser;
mod epoch;
pub mod file;
pub mod flux;
pub mod glance;
pub mod hearing;
pub mod loudness;
pub mod mono;
pub mod onsets;
pub mod settings;
pub mod spectra;
pub mod writer;

pub use analyser::Analyser;
pub use epoch::EPOCH;
pub use flux::{Flux, Novelty};
pub use glance::{Column, Glance};
pub use loudness::Loudness;
pub use mono::Mono;
pub use onsets::Onset;
pub use settings::{Settings, Steps};
pub use spectra::Spectra;

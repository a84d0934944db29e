//! What is audible when, in samples of the output.

use std::path::PathBuf;

use serde::Serialize;

use crate::base::Rational;

/// Samples a second of every mix.
pub const SAMPLE_RATE: u32 = 48_000;

/// The whole sound of one export.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SoundPlan {
    /// Length of the mix: exactly `round(frames · 48000 / fps)`.
    pub samples: u64,
    pub clips: Vec<SoundClip>,
}

/// One stretch of a source in the mix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SoundClip {
    pub source: PathBuf,
    /// Which stream, counted among the file's audio streams.
    pub stream: usize,
    /// Output sample at which the clip begins; before zero where an export's range cuts into it.
    pub start: i64,
    /// How many output samples the clip lasts.
    pub samples: u64,
    /// Where in the source it begins, seconds.
    pub from: Rational,
    /// Factor on the amplitude.
    pub gain: f32,
    /// Output samples over which it comes in and goes out (linear), measured from the clip's own ends.
    pub fade_in: u64,
    pub fade_out: u64,
}

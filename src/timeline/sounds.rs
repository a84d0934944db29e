//! What is audible when, in samples of the output.

use std::path::PathBuf;

use serde::Serialize;

use crate::base::Rational;
use crate::base::facts::{AudioFacts, Facts};
use crate::project::model::{Project, Sound};
use crate::project::span;

use super::frames::Frames;

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

/// The sound of an export's frames: every sound clip that reaches into them, moved to their beginning.
pub fn plan(project: &Project, facts: &Facts, frames: &Frames, duration: Rational) -> SoundPlan {
    let in_samples = |time: Rational| (time * Rational::from_int(i64::from(SAMPLE_RATE))).round();
    let total = frames.samples();
    let mut clips = Vec::new();
    for sound in &project.audio {
        let (start, end) = span::sound_span(sound, facts, duration);
        let end =
            source_end(sound, facts).map_or(end, |source_end| end.min(start + source_end - span::start_of(sound.from)));
        let start_sample = in_samples(start - frames.start);
        let end_sample = in_samples(end - frames.start);
        if end_sample <= 0 || start_sample >= i128::from(total) || end_sample <= start_sample {
            continue;
        }
        let length = |time: Rational| u64::try_from(in_samples(time)).unwrap_or(0);
        clips.push(SoundClip {
            source: sound.source.clone(),
            stream: sound.stream,
            start: i64::try_from(start_sample).unwrap_or(i64::MIN),
            samples: u64::try_from(end_sample - start_sample).unwrap_or(0),
            from: span::start_of(sound.from),
            gain: libm::pow(10.0, sound.gain / 20.0) as f32,
            fade_in: length(sound.fade.fade_in),
            fade_out: length(sound.fade.fade_out),
        });
    }
    SoundPlan { samples: total, clips }
}

/// Where in its source a sound stops at the latest: where `from` says, and where there is no more of it. What is left of
/// `at` is silent, and a fade out ends where the sound does.
fn source_end(sound: &Sound, facts: &Facts) -> Option<Rational> {
    let said = sound.from.and_then(|from| from.end);
    let stream = facts.sources.get(&sound.source).and_then(|source| source.audio().get(sound.stream));
    said.into_iter().chain(stream.map(AudioFacts::end)).min()
}

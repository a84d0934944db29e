//! Beats and notes over time, as closed forms: any moment can be asked at once.

use crate::base::Rational;
use crate::base::facts::Facts;
use crate::project::model::Project;

/// What a project's `tempo` and `tracks` say.
#[derive(Debug, Clone, Default)]
pub struct Score {}

/// One note of a track; a round of one that repeats has notes of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// Its place in its track, from 0.
    pub number: u64,
    /// Seconds of the project's time line.
    pub on: f64,
    pub off: f64,
    /// As MIDI counts: 60 is middle C.
    pub pitch: u8,
    /// 0..1.
    pub velocity: f64,
}

impl Score {
    pub fn new(_project: &Project, _facts: &Facts) -> Self {
        Self::default()
    }

    /// Adds the notes of a track that sound at some time in `from..to`, by the time at which they begin.
    pub fn notes(&self, _track: &str, _from: f64, _to: f64, _into: &mut Vec<Note>) {}

    /// Beats since the first one; `None` without a tempo.
    pub fn beat(&self, _time: Rational) -> Option<f64> {
        None
    }

    /// Seconds at which a beat falls.
    pub fn time_of(&self, _beat: f64) -> Option<f64> {
        None
    }
}

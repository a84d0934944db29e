//! The beat of a sound, as it was found by listening to it.

use serde::{Deserialize, Serialize};

use super::Rational;
use super::tempo::TempoMap;

/// What was found in one stream of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DetectedBeats {
    /// Beats a minute.
    pub bpm: f64,
    /// 0..1: how sure that is.
    pub confidence: f64,
    /// All beats have one length.
    pub even: bool,
    /// When they fall, in seconds of the file, ascending.
    pub times: Vec<f64>,
}

/// How a sound stands on a time line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Playing {
    /// Seconds of the time line at which it begins.
    pub at: Rational,
    /// Seconds of the file that are heard there.
    pub from: Rational,
    /// Seconds of the file a second; above 0.
    pub speed: Rational,
}

/// Times and lengths are whole numbers of these parts of a second.
const FINEST_TIME: i64 = 1_000_000;
const FINEST_LENGTH: i64 = 1_000_000_000;
/// A beat this little before a sound begins is the one that it begins with.
const NEARLY: f64 = 0.03;

impl DetectedBeats {
    /// The beats on the time line on which the sound is played: beat 0 is the first that is heard.
    pub fn tempo(&self, playing: &Playing, signature: (u32, u32)) -> Option<TempoMap> {
        let from = playing.from.to_f64() - NEARLY;
        let placed = |time: f64| {
            let since = parts(time, FINEST_TIME)?.checked_sub(playing.from)?;
            since.checked_div(playing.speed)?.checked_add(playing.at)
        };
        let first = self.times.iter().position(|time| *time >= from)?;
        if self.even {
            let length = parts(60.0 / self.bpm, FINEST_LENGTH)?.checked_div(playing.speed)?;
            return TempoMap::constant(length, signature)?.moved(placed(self.times[first])?);
        }
        let times: Option<Vec<Rational>> = self.times[first..].iter().map(|time| placed(*time)).collect();
        TempoMap::through(&times?, signature)
    }
}

fn parts(value: f64, finest: i64) -> Option<Rational> {
    let scaled = (value * finest as f64).round();
    (scaled.abs() < 1e17).then(|| Rational::new(scaled as i64, finest))
}

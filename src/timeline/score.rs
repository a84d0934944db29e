//! Beats and notes over time, as closed forms: any moment can be asked at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::Rational;
use crate::base::facts::Facts;
use crate::base::tempo::TempoMap;
use crate::project::expression::Div;
use crate::project::model::Project;

use super::tracks::Line;

/// What a project's `tempo` and `tracks` say.
#[derive(Debug, Clone, Default)]
pub struct Score {
    tempo: Option<Arc<TempoMap>>,
    tracks: BTreeMap<String, Line>,
}

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

/// Where a time stands between two points of a grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// 0..1, 0 at the point.
    pub phase: f64,
    /// Seconds.
    pub since: f64,
    pub until: f64,
}

/// Times finer than this are rounded before beats are counted, so that exact ratios stay within bounds.
const FINEST: i128 = 1_000_000_000;
/// Releases longer than this end here.
const LONGEST_RELEASE: f64 = 60.0;

impl Score {
    pub fn new(project: &Project, facts: &Facts) -> Self {
        let tempo = project.tempo.clone();
        let line = |track| Some(Line::new(track, tempo.as_ref(), facts)).filter(|line| !line.is_empty());
        let tracks = project.tracks.iter().filter_map(|track| Some((track.name.clone(), line(track)?))).collect();
        Self { tempo, tracks }
    }

    /// Adds the notes of a track that sound at some time in `from..to`, by the time at which they begin.
    pub fn notes(&self, track: &str, from: f64, to: f64, into: &mut Vec<Note>) {
        let Some(line) = self.tracks.get(track) else { return };
        line.visit(from, to, &mut |note| {
            if note.on < to && note.off > from {
                into.push(note);
            }
        });
    }

    /// The pitches that a track plays from `from` to `to`, ascending.
    pub fn pitches(&self, track: &str, from: f64, to: f64) -> Vec<u8> {
        self.tracks.get(track).map_or_else(Vec::new, |line| line.pitches(from, to))
    }

    /// Beats since the first one; `None` without a tempo.
    pub fn beat(&self, time: Rational) -> Option<f64> {
        Some(self.tempo.as_ref()?.beat(tamed(time))?.to_f64())
    }

    /// Seconds at which a beat falls.
    pub fn time_of(&self, beat: f64) -> Option<f64> {
        Some(self.tempo.as_ref()?.seconds(rounded(beat)?)?.to_f64())
    }

    /// Beats a minute.
    pub fn bpm(&self, time: Rational) -> Option<f64> {
        Some(60.0 / self.tempo.as_ref()?.length_at(tamed(time)).to_f64())
    }

    /// The number of the bar from 0, and the beats since its beginning.
    pub fn bar(&self, time: Rational) -> Option<(f64, f64)> {
        let tempo = self.tempo.as_ref()?;
        let beat = tempo.beat(tamed(time))?;
        let (bar, start) = tempo.bar_at(beat)?;
        Some((bar as f64, beat.checked_sub(start)?.to_f64()))
    }

    /// Where a time stands on a grid whose points are counted from the first beat.
    pub fn grid(&self, div: Div, time: Rational) -> Option<Grid> {
        let (tempo, time) = (self.tempo.as_ref()?, tamed(time));
        let beat = tempo.beat(time)?;
        let step = match div {
            Div::Bar => {
                let (_, start) = tempo.bar_at(beat)?;
                return grid(tempo, time, beat, (start, tempo.bar_end(beat)?));
            }
            Div::Beat => Rational::ONE,
            Div::Note(part) => part.checked_mul(tempo.meter_at(beat).whole)?,
        };
        let start = Rational::checked(beat.checked_div(step)?.floor(), 1)?.checked_mul(step)?;
        grid(tempo, time, beat, (start, start.checked_add(step)?))
    }

    /// How hard the loudest note of a track is struck that sounds at a time; 0 where none does.
    pub fn loudest(&self, track: &str, time: Rational) -> f64 {
        let (Some(line), time) = (self.tracks.get(track), time.to_f64()) else { return 0.0 };
        let mut loudest = 0.0_f64;
        line.visit(time, time, &mut |note| {
            if note.on <= time && time < note.off {
                loudest = loudest.max(note.velocity);
            }
        });
        loudest
    }

    /// The highest of the envelopes of a track's notes at a time, each as high as its note is struck hard. All slopes are
    /// straight, and a release begins at the level that was reached.
    pub fn envelope(&self, track: &str, time: Rational, [attack, decay, sustain, release]: [f64; 4]) -> f64 {
        let (Some(line), time) = (self.tracks.get(track), time.to_f64()) else { return 0.0 };
        let length = |part: f64| if part > 0.0 { part } else { 0.0 };
        let (attack, decay) = (length(attack), length(decay));
        let release = length(release).min(LONGEST_RELEASE);
        let sustain = if sustain > 0.0 { sustain.min(1.0) } else { 0.0 };
        let held = |since: f64| {
            if since < attack {
                since / attack
            } else if since < attack + decay {
                1.0 - (1.0 - sustain) * (since - attack) / decay
            } else {
                sustain
            }
        };
        let mut highest = 0.0_f64;
        line.visit(time - release, time, &mut |note| {
            if note.on > time || time >= note.off + release {
                return;
            }
            let level = if time < note.off {
                held(time - note.on)
            } else {
                held(note.off - note.on) * (1.0 - (time - note.off) / release)
            };
            highest = highest.max(level * note.velocity);
        });
        highest
    }
}

fn grid(tempo: &TempoMap, time: Rational, beat: Rational, (start, end): (Rational, Rational)) -> Option<Grid> {
    let phase = beat.checked_sub(start)?.checked_div(end.checked_sub(start)?)?.to_f64();
    let since = time.checked_sub(tempo.seconds(start)?)?.to_f64();
    Some(Grid { phase, since, until: tempo.seconds(end)?.checked_sub(time)?.to_f64() })
}

fn tamed(time: Rational) -> Rational {
    if time.den() <= FINEST {
        return time;
    }
    let scaled = time.checked_mul(Rational::from_int(FINEST as i64)).map_or(0, Rational::round);
    Rational::checked(scaled, FINEST).unwrap_or(Rational::ZERO)
}

/// A number as a ratio, to the billionth.
pub(super) fn rounded(value: f64) -> Option<Rational> {
    let scaled = libm::round(value * FINEST as f64);
    (scaled.abs() < 1e18).then(|| Rational::checked(scaled as i128, FINEST))?
}

//! What a MIDI file plays: its notes, tracks, tempi and signatures. Times are ticks; a map makes seconds of them.

use serde::{Deserialize, Serialize};

use super::Rational;
use super::tempo::TempoMap;

/// Endings of the files that are read as MIDI.
pub const ENDINGS: [&str; 3] = ["mid", "midi", "smf"];

/// A MIDI file, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MidiFacts {
    /// When beats fall; a beat is a quarter note.
    pub tempo: TempoMap,
    pub clock: MidiClock,
    /// In the order of the file, those without notes too.
    pub tracks: Vec<MidiTrack>,
}

/// What a tick is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MidiClock {
    /// So many are a quarter note.
    Beats { ticks: u32 },
    /// Each is a part of a second, whatever the tempo.
    Seconds { tick: Rational },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MidiTrack {
    pub name: Option<String>,
    /// Ascending by beginning.
    pub notes: Vec<MidiNote>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MidiNote {
    pub on: u64,
    pub off: u64,
    /// From 1, as people count them.
    pub channel: u8,
    pub pitch: u8,
    /// 1 to 127.
    pub velocity: u8,
}

impl MidiFacts {
    /// Seconds from the file's beginning; `None` beyond all that can be held.
    pub fn seconds(&self, tick: u64) -> Option<Rational> {
        let tick = Rational::checked(i128::from(tick), 1)?;
        match self.clock {
            MidiClock::Beats { ticks } => self.tempo.seconds(tick.checked_div(Rational::from_int(i64::from(ticks)))?),
            MidiClock::Seconds { tick: length } => tick.checked_mul(length),
        }
    }
}

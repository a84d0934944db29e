//! Tracks: notes that pictures follow, as a document says them.

use std::path::PathBuf;

use super::place::Place;
use crate::base::Rational;
use crate::base::midi::{MidiFacts, MidiTrack};

#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    pub name: String,
    pub place: Place,
    pub playing: Playing,
}

/// Where a track's notes come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Playing {
    Midi {
        source: PathBuf,
        /// All tracks of the file where none is said.
        track: Option<TrackChoice>,
        /// From 1.
        channel: Option<u8>,
        /// When the file's first tick falls.
        start: Rational,
    },
    Rhythm(Rhythm),
    Notes(Vec<SaidNote>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrackChoice {
    /// From 0, in the order of the file.
    Number(usize),
    Name(String),
}

/// A row of equally long signs, some of which are hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// How hard each is struck; never empty.
    pub hits: Vec<Option<f64>>,
    /// A sign's length as a part of a whole note.
    pub step: Rational,
    pub looped: bool,
}

/// A note that the document itself says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SaidNote {
    pub on: Rational,
    pub off: Rational,
    pub pitch: u8,
    pub velocity: f64,
}

/// The track of a file that is meant.
pub fn chosen<'a>(midi: &'a MidiFacts, choice: &TrackChoice) -> Option<&'a MidiTrack> {
    match choice {
        TrackChoice::Number(number) => midi.tracks.get(*number),
        TrackChoice::Name(name) => {
            let same = |track: &&MidiTrack| track.name.as_deref().is_some_and(|own| own.trim() == name.trim());
            midi.tracks.iter().find(same)
        }
    }
}

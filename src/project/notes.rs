//! A track's notes as pictures.

use super::model::{Length, Moving, Paint, Rgba};
use crate::base::Rational;

#[derive(Debug, Clone, PartialEq)]
pub struct Notes {
    pub track: String,
    pub style: NoteStyle,
    /// How much of the track is seen at once.
    pub window: Rational,
    /// Lowest and highest pitch that are seen; the track's own where not said.
    pub low: Option<u8>,
    pub high: Option<u8>,
    /// Width and height; per cent are of the canvas.
    pub extent: [Moving<Length>; 2],
    /// Of notes, over the whole.
    pub paint: Paint,
    /// What a note that sounds comes to; brighter where there is none.
    pub lit: Option<Rgba>,
    /// How visible notes are that don't sound, 0..1.
    pub rest: f64,
    /// How far light reaches out of a note that sounds; per cent are of its shorter side.
    pub glow: Moving<Length>,
    /// How round their corners are; per cent of their shorter side.
    pub radius: Length,
    /// Room between neighbours; per cent of a note's share.
    pub gap: Length,
    /// How long a note needs to fade after it has ended.
    pub release: Rational,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoteStyle {
    /// They come from one side and pass a line where they sound.
    Roll {
        way: Way,
        /// Where between the side to which they go and the one from which they come the line stands, 0..1.
        now: f64,
        /// The line itself; not drawn where there is none.
        line: Option<Rgba>,
    },
    /// A field for each pitch.
    Pads,
    /// Rings about the middle that grow from each note.
    Pulse,
}

/// Where notes of a roll go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Left,
    Down,
}

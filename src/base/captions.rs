//! What a file of captions says: who speaks when, where and in which letters. Sizes are parts of the picture's height,
//! places are parts of its width and height, so that they hold for every canvas.

use serde::{Deserialize, Serialize};

use super::Rational;

/// Endings of the files that are read as captions.
pub const ENDINGS: [&str; 4] = ["srt", "vtt", "ass", "ssa"];

/// A file of captions, read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CaptionFacts {
    /// Ascending by start.
    pub cues: Vec<Cue>,
    /// What was left out or guessed, one sentence each.
    pub remarks: Vec<Remark>,
}

/// One caption.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cue {
    pub start: Rational,
    pub end: Rational,
    /// Lines, without any markup.
    pub text: String,
    /// Parts of the text that differ; ascending and apart from each other.
    pub spans: Vec<CueSpan>,
    pub look: CueLook,
    /// Nothing where the file does not say it.
    pub place: Option<CuePlace>,
}

/// Bytes of a cue's text in another wording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CueSpan {
    pub from: usize,
    pub to: usize,
    pub letters: Letters,
}

/// Letters as a file wants them; nothing is said where it leaves that open.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Letters {
    pub font: Option<String>,
    pub size: Option<f64>,
    pub bold: Option<bool>,
    pub italic: Option<bool>,
    pub underline: bool,
    /// Red, green, blue, alpha.
    pub color: Option<[u8; 4]>,
}

/// How a whole cue looks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CueLook {
    pub letters: Letters,
    /// The file says what is drawn around letters, be it nothing.
    pub frame: Option<CueFrame>,
}

/// What is drawn around letters.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CueFrame {
    /// How far a line reaches out of the letters.
    pub outline: f64,
    pub outline_color: [u8; 4],
    /// How far to the right and down a hard shadow falls.
    pub shadow: f64,
    pub shadow_color: [u8; 4],
    /// A box instead of the line, in this colour; the line's width is the room around the text.
    pub plate: Option<[u8; 4]>,
}

/// Where a cue stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CuePlace {
    pub at: [f64; 2],
    /// The point of the text that stands there, as parts of its size.
    pub anchor: [f64; 2],
    /// It stays there whatever else is shown.
    pub fixed: bool,
    pub align: Option<CueAlign>,
    /// Lines are broken at this part of the picture's width.
    pub width: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CueAlign {
    Left,
    Center,
    Right,
}

/// Something about a file of captions that its author may want to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Counted from one.
    pub line: usize,
    pub sentence: String,
}

impl CaptionFacts {
    /// When the last caption goes.
    pub fn end(&self) -> Rational {
        self.cues.iter().map(|cue| cue.end).max().unwrap_or(Rational::ZERO)
    }
}

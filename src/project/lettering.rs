//! Text and how it is set: the part of the model that is made of letters.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::base::Rational;

use super::model::{Length, Rgba, Stroke};

/// Shaped text and how it is set. Sizes are canvas pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub text: String,
    /// Family names in order of preference; the bundled face stands behind them.
    pub font: Vec<String>,
    pub size: f64,
    /// 1..1000, 400 is regular, 700 bold.
    pub weight: u16,
    pub italic: bool,
    pub color: Rgba,
    pub align: Align,
    /// Multiple of the size.
    pub line_height: f64,
    /// Lines are broken at this width.
    pub max_width: Option<Length>,
    /// How it appears; no part of what it looks like once it is there.
    pub reveal: Option<Reveal>,
    /// What most texts don't have.
    pub dress: Option<Box<Dress>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// Units that appear one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reveal {
    pub by: RevealBy,
    /// From one to the next.
    pub every: Rational,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevealBy {
    /// A letter as people count them, in the order in which the text is read.
    Char,
    Word,
    /// A line as it is broken.
    Line,
}

/// What is drawn around letters, and letters that differ from the others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dress {
    pub stroke: Option<Stroke>,
    pub shadow: Option<TextShadow>,
    pub plate: Option<Plate>,
    /// Ascending and apart from each other.
    pub stretches: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextShadow {
    /// Right and down.
    pub offset: [f64; 2],
    /// As CSS counts it: twice the deviation of the Gaussian.
    pub blur: f64,
    pub color: Rgba,
}

/// A box behind a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plate {
    pub color: Rgba,
    pub padding: f64,
    /// Per cent are of its shorter side.
    pub radius: Length,
}

/// A part of a text, in bytes, that is set in another way; what is not said is as in the rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stretch {
    pub from: usize,
    pub to: usize,
    pub font: Option<String>,
    pub size: Option<f64>,
    pub weight: Option<u16>,
    pub italic: Option<bool>,
    pub underline: bool,
    pub color: Option<Rgba>,
}

/// Captions from a file, each shown at its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Captions {
    pub source: PathBuf,
    /// What the file's own sizes and places are parts of.
    pub canvas: (u32, u32),
    /// How captions look that don't say it themselves; its text is empty.
    pub look: Text,
    /// The document says where they stand; else the file may, and the bottom's middle is left.
    pub placed: bool,
}

impl Text {
    /// The letters that can be drawn: fonts have boxes, not glyphs, for tabs and other controls.
    pub fn printed(&self) -> Cow<'_, str> {
        let text = &self.text;
        if !text.contains(|letter: char| letter.is_control() && letter != '\n') {
            return Cow::Borrowed(text);
        }
        let text = text.replace("\r\n", "\n").replace('\t', "    ");
        Cow::Owned(text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect())
    }
}

impl Dress {
    /// Nothing where all of it is plain.
    pub fn unless_plain(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

//! What the table says of a key: its name, type, default, bounds, whether it may move, whether a room renders it yet.

use crate::project::time::Sense;

/// One key of the document.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub ty: Type,
    /// As it would be written; empty where there is none.
    pub default: &'static str,
    pub required: bool,
    pub moves: Moves,
    pub built: bool,
    pub help: &'static str,
}

/// Whether a value can change over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    Never,
    Yes,
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    Text,
    /// Letters, digits, `-`, `_` and `.`.
    Name,
    Bool,
    Number {
        min: f64,
        max: f64,
    },
    Integer {
        min: i64,
        max: i64,
    },
    PowerOfTwo {
        min: i64,
        max: i64,
    },
    Quantity(&'static Quantity),
    Color,
    Time {
        sense: Sense,
        least: Least,
    },
    /// `a..b`.
    Range(Sense),
    /// `a..b`, or its start alone.
    Span(Sense),
    /// Pixels or per cent.
    Length {
        negative: bool,
    },
    Size,
    Fps,
    /// `9:16` or `4/4`: two whole numbers around a sign.
    Ratio(char),
    /// x, X and . of a rhythm.
    Rhythm,
    /// `C4`, or a MIDI number.
    Pitch,
    Ease,
    File(Holds),
    Words(&'static [Word]),
    List(&'static Type),
    Pair(&'static Type),
    Triple(&'static Type),
    Map(&'static [Key]),
    /// Names of the user's own, each with a value.
    Named(&'static Type),
    /// Names of the user's own, each with a value that may move.
    Inputs(&'static Key),
    /// The first that fits.
    Either(&'static [Type]),
    Layers,
    /// A list of maps with one key each.
    Effects,
    Vars,
}

/// The least value of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Least {
    Any,
    Zero,
    AboveZero,
}

/// What a named file is expected to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    Picture,
    Video,
    Sound,
    Captions,
    Shader,
    Project,
    Midi,
    Beats,
    Lut,
    Mesh,
    /// Where an export is written.
    Output,
}

/// A number with a unit.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    /// "a gain like `-3dB`".
    pub words: &'static str,
    /// Units with what one of them is worth.
    pub units: &'static [(&'static str, f64)],
    /// Whether a number without a unit is understood.
    pub bare: bool,
    pub min: f64,
    pub max: f64,
}

/// One word of an enumeration.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    pub word: &'static str,
    pub built: bool,
}

/// A layer kind: its own key, and the keys that only its layers have.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub key: Key,
    pub keys: &'static [Key],
}

pub const fn key(name: &'static str, ty: Type, help: &'static str) -> Key {
    Key { name, ty, default: "", required: false, moves: Moves::Never, built: true, help }
}

impl Key {
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub const fn moves(mut self) -> Self {
        self.moves = Moves::Yes;
        self
    }

    pub const fn unbuilt(mut self) -> Self {
        self.built = false;
        self
    }
}

pub const fn word(word: &'static str) -> Word {
    Word { word, built: true }
}

pub const fn unbuilt(word: &'static str) -> Word {
    Word { word, built: false }
}

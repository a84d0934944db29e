//! An expression once its types are known: nothing in it can go wrong any more.

use std::sync::Arc;

use crate::base::Rational;

/// Something that is a number at every moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    Constant(f64),
    Input(Input),
    /// A function of its arguments alone.
    Pure(Pure, Vec<Self>),
    Choose(Box<Truth>, Box<[Self; 2]>),
    /// How much of the way between two points of a grid is done, 0..1.
    Phase(Div),
    /// Seconds since the last point of a grid.
    Since(Div),
    /// Seconds until its next point.
    Until(Div),
    /// Falls from 1 at each point of a grid to 1/e in so many seconds.
    Pulse(Div, Box<Self>),
    /// The beat, its second half later than its first by this share.
    Swing(Box<Self>),
    /// Between two frequencies.
    Band(Box<[Self; 2]>),
    Bin(Box<Self>),
    Onset(Box<Self>),
    /// How hard the loudest note of a track is struck that sounds.
    Note(Arc<str>),
    /// Attack, decay, sustain, release.
    Envelope(Arc<str>, Box<[Self; 4]>),
}

/// Something that holds at a moment or does not.
#[derive(Debug, Clone, PartialEq)]
pub enum Truth {
    Constant(bool),
    Compare(Comparison, Box<[Number; 2]>),
    Not(Box<Self>),
    Both(Box<[Self; 2]>),
    Either(Box<[Self; 2]>),
    /// The second where the first holds, else the third.
    Choose(Box<[Self; 3]>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Different,
}

/// What a moment brings by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    Time,
    Frame,
    Progress,
    Width,
    Height,
    Beat,
    Bar,
    BeatInBar,
    Bpm,
    Level,
    Bass,
    Mid,
    Treble,
}

/// The distance of a grid's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Div {
    Bar,
    Beat,
    /// As a part of a whole note, above 0.
    Note(Rational),
}

/// Functions of numbers and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pure {
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Abs,
    Sign,
    Floor,
    Ceil,
    Round,
    Trunc,
    Fract,
    Mod,
    Min,
    Max,
    Clamp,
    Mix,
    Step,
    Smoothstep,
    Sqrt,
    Cbrt,
    Exp,
    Exp2,
    Log,
    Log2,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Sinh,
    Cosh,
    Tanh,
    Hypot,
    Degrees,
    Radians,
    Rand,
    Noise,
}

/// A function takes no more arguments than this.
pub const MOST_ARGUMENTS: usize = 8;

impl Number {
    /// Whether it needs the sound's analysis.
    pub fn hears(&self) -> bool {
        match self {
            Self::Constant(_) | Self::Phase(_) | Self::Since(_) | Self::Until(_) | Self::Note(_) => false,
            Self::Input(input) => matches!(input, Input::Level | Input::Bass | Input::Mid | Input::Treble),
            Self::Pure(_, arguments) => arguments.iter().any(Self::hears),
            Self::Choose(truth, either) => truth.hears() || either.iter().any(Self::hears),
            Self::Pulse(_, decay) | Self::Swing(decay) => decay.hears(),
            Self::Band(_) | Self::Bin(_) | Self::Onset(_) => true,
            Self::Envelope(_, parts) => parts.iter().any(Self::hears),
        }
    }

    pub fn constant(&self) -> Option<f64> {
        if let Self::Constant(value) = self { Some(*value) } else { None }
    }
}

impl Truth {
    fn hears(&self) -> bool {
        match self {
            Self::Constant(_) => false,
            Self::Compare(_, sides) => sides.iter().any(Number::hears),
            Self::Not(truth) => truth.hears(),
            Self::Both(sides) | Self::Either(sides) => sides.iter().any(Self::hears),
            Self::Choose(parts) => parts.iter().any(Self::hears),
        }
    }
}

impl Comparison {
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            Self::Equal => left == right,
            Self::Different => left != right,
        }
    }
}

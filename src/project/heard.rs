//! Layers that follow the sound, and swarms: spectrum, waveform, particles.

use std::path::PathBuf;
use std::sync::Arc;

use super::model::{Length, Moving, Paint, Rgba};
use crate::base::Rational;

/// What the analysis hears, side by side from low to high.
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    pub bars: u32,
    /// Hertz.
    pub from: f64,
    pub to: f64,
    /// Each octave is as wide as any other; else each hertz is.
    pub log: bool,
    pub style: SpectrumStyle,
    /// Low frequencies in the middle, high ones at both ends.
    pub symmetric: bool,
    /// Levels are multiplied by this power of two for every octave above 1 kHz.
    pub tilt: f64,
    /// How long a full bar's peak takes to fall to the ground; none is drawn where there is nothing here.
    pub peaks: Option<Rational>,
    /// Per cent of the canvas.
    pub width: Moving<Length>,
    pub height: Moving<Length>,
    /// Width of a line; per cent of the canvas's shorter side.
    pub thickness: Moving<Length>,
    /// The empty circle in the middle; per cent of the whole circle.
    pub inner: Moving<Length>,
    pub color: Paint,
    /// Room between bars; per cent of a bar's share.
    pub gap: Length,
    /// How round a bar's corners are; per cent of its width.
    pub radius: Length,
    /// Height at silence; per cent of the height at full level.
    pub floor: Length,
    /// How much of the colour the area under a line has.
    pub fill: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpectrumStyle {
    Bars,
    Line,
    Radial,
    /// Bars that grow upwards and downwards from the middle.
    Mirror,
}

/// The sound's own curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Waveform {
    /// How much of the sound is seen.
    pub window: Rational,
    pub style: WaveformStyle,
    /// It begins where the sound rises through zero.
    pub steady: bool,
    /// How much of each end is drawn towards silence, 0..0.5 of the whole.
    pub taper: f64,
    /// Per cent of the canvas.
    pub width: Moving<Length>,
    pub height: Moving<Length>,
    /// Per cent of the canvas's shorter side.
    pub thickness: Moving<Length>,
    /// The circle of silence; per cent of the whole circle.
    pub inner: Moving<Length>,
    pub color: Paint,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaveformStyle {
    Line,
    Filled,
    Radial,
}

/// Many small things, each a function of seed and time.
#[derive(Debug, Clone, PartialEq)]
pub struct Particles {
    /// At one time; of those that burst, at each burst.
    pub count: u32,
    pub seed: u64,
    pub shape: ParticleShape,
    /// What each shows instead of a shape.
    pub image: Option<Arc<PathBuf>>,
    pub from: Birthplace,
    pub born: Birth,
    /// Per cent of the canvas.
    pub width: Moving<Length>,
    pub height: Moving<Length>,
    /// Per cent of the canvas's shorter side, as speed and gravity.
    pub size: Moving<Length>,
    /// At least one.
    pub colors: Vec<Rgba>,
    pub life: Rational,
    /// Way in a second.
    pub speed: Moving<Length>,
    /// Degrees clockwise from the top.
    pub direction: Moving<f64>,
    pub spread: f64,
    /// Downwards, per second squared.
    pub gravity: Length,
    /// How far each swings to both sides.
    pub sway: Moving<Length>,
    /// Degrees in a second.
    pub spin: f64,
    /// How much they differ in size, speed and light.
    pub vary: f64,
    /// Times the size at birth and at the end.
    pub grow: [f64; 2],
    /// Parts of the life in which each comes and goes.
    pub fade_in: f64,
    pub fade_out: f64,
    /// Light around each.
    pub glow: Moving<f64>,
    /// Where two meet, their light adds up; else the later one covers the earlier.
    pub add: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParticleShape {
    Dot,
    Square,
    Spark,
    Ring,
    Star,
}

impl ParticleShape {
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "dot" => Self::Dot,
            "square" => Self::Square,
            "spark" => Self::Spark,
            "ring" => Self::Ring,
            "star" => Self::Star,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birthplace {
    /// Anywhere.
    Area,
    /// In the middle.
    Point,
    /// Anywhere on the edges.
    Edge,
    Left,
    Right,
    Top,
    Bottom,
    /// On the circle that fits in.
    Ring,
}

impl Birthplace {
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "area" => Self::Area,
            "point" => Self::Point,
            "edge" => Self::Edge,
            "left" => Self::Left,
            "right" => Self::Right,
            "top" => Self::Top,
            "bottom" => Self::Bottom,
            "ring" => Self::Ring,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// All the time, as evenly as chance has it.
    Always,
    /// All at once on every beat.
    Beats,
    /// All at once where the sound suddenly begins, the fewer the weaker it does.
    Onsets,
}

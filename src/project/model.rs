//! The typed project: what the walk over a document yields once nothing is wrong with it. Every time is exact seconds,
//! every path is resolved against the project's folder, every default is filled in.
//!
//! Only what a room can render is here. Keys that no room renders yet are known to the table of keys and refused by the
//! walk, so they never reach this model.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::Rational;

pub use super::analysis::Analysis;
pub use super::audible::{Duck, LayerSound, Master, SoundCodec, SoundFile};
pub use super::canvas_color::CanvasColor;
pub use super::deliverable::{Export, Framing, OnExists, Pixels, SoundSettings, VideoSettings, image_ending};
pub use super::effect::{Bloom, BloomKind, ChromaKey, Effect, Grade, Shadow};
pub use super::encoder_wish::EncoderWish;
use super::expression::Formula;
use super::form::{Mask, Passage, Transition};
pub use super::heard::{Birth, Birthplace, ParticleShape, Particles, Spectrum, SpectrumStyle, Waveform, WaveformStyle};
pub use super::lettering::{Align, Captions, Dress, Plate, Reveal, RevealBy, Stretch, Text, TextShadow};
use super::motion::Motion;
use super::notes::Notes;
use super::objects::Objects;
use super::place::Place;
pub use super::screen::{Primaries, Screen};
use super::shader::ShaderUse;
use super::track::Track;
pub use super::video_codec::{Container, VideoCodec};
use crate::base::tempo::TempoMap;

/// One document, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The file it was read from, absolute.
    pub path: PathBuf,
    pub title: Option<String>,
    pub canvas: Canvas,
    /// Every variable's final text, for output patterns.
    pub vars: BTreeMap<String, String>,
    /// When beats fall; none without a tempo.
    pub tempo: Option<Arc<TempoMap>>,
    /// The file that the tempo comes from, and where it is named.
    pub tempo_source: Option<(PathBuf, Place)>,
    pub tracks: Vec<Track>,
    pub audio: Vec<Sound>,
    pub master: Option<Master>,
    pub analysis: Analysis,
    /// Bottom to top.
    pub layers: Vec<Layer>,
    /// The cut zone that holds for every export without one of its own.
    pub range: Option<Span>,
    /// In document order; never empty.
    pub exports: Vec<Export>,
    /// Some of its values follow the sound.
    pub hears: bool,
}

impl Project {
    pub fn export(&self, name: &str) -> Option<&Export> {
        self.exports.iter().find(|export| export.name == name)
    }

    /// Every layer, each before those that lie in it; of another project the layer that shows it, see [`Project::inside`].
    pub fn all_layers(&self) -> impl Iterator<Item = &Layer> {
        let mut waiting: Vec<&Layer> = self.layers.iter().rev().collect();
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            if let Kind::Group(group) = &next.kind {
                waiting.extend(group.layers.iter().rev());
            }
            Some(next)
        })
    }

    /// The projects that this one shows, and those that they show, each as often as it is shown.
    pub fn inside(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(project) = waiting.pop() {
            for layer in project.all_layers() {
                if let Kind::Project(inner) = &layer.kind {
                    found.push(inner.as_ref());
                    waiting.push(inner);
                }
            }
        }
        found
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Canvas {
    pub width: u32,
    pub height: u32,
    pub fps: Rational,
    pub background: Rgba,
    pub color: CanvasColor,
    pub duration: Option<Rational>,
}

/// A colour in gamma-encoded sRGB, not premultiplied, each 0..1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rgba {
    pub r: f32,
    pub g: f32,
    pub b: f32,
    pub a: f32,
}

/// A half-open stretch of time; no end means "as long as it goes".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: Rational,
    pub end: Option<Rational>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    pub id: Option<String>,
    pub place: Place,
    pub source: PathBuf,
    /// Which audio stream of the file, counted among its audio streams.
    pub stream: usize,
    pub at: Span,
    pub from: Option<Span>,
    /// Seconds of the source that pass in one second.
    pub speed: Rational,
    /// The pitch follows the speed, as on tape.
    pub follow: bool,
    /// Decibels.
    pub gain: Moving<f64>,
    /// -1 left to 1 right.
    pub pan: Moving<f64>,
    pub fade: Fade,
    /// Begins again at its end.
    pub looped: bool,
    pub duck: Option<Duck>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    pub id: Option<String>,
    pub place: Place,
    pub kind: Kind,
    pub at: Option<Span>,
    pub from: Option<Span>,
    pub speed: Option<Rational>,
    /// The source runs backwards.
    pub reverse: bool,
    /// The source begins again at its end.
    pub looped: bool,
    /// It is said not to, whatever the source itself says.
    pub once: bool,
    pub hold: Hold,
    pub fit: Fit,
    pub position: Moving<[Length; 2]>,
    /// The point of the layer that stands at `position`, in the layer's own size.
    pub anchor: Moving<[Length; 2]>,
    pub scale: Moving<[f64; 2]>,
    /// Degrees clockwise.
    pub rotate: Moving<f64>,
    pub opacity: Moving<f64>,
    pub crop: MovingCrop,
    pub fade: Fade,
    pub blend: Blend,
    /// In the order in which they are done.
    pub effects: Vec<Effect>,
    /// How round its corners are; per cent of its shorter side.
    pub radius: Moving<Length>,
    /// What of its look moves.
    pub motion: Option<Box<Motion>>,
    pub mask: Option<Mask>,
    pub enter: Option<Passage>,
    pub leave: Option<Passage>,
    pub transition: Option<Transition>,
    pub sound: LayerSound,
}

/// What a layer shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Solid(Rgba),
    Gradient(Gradient),
    Image {
        source: PathBuf,
    },
    Video {
        source: PathBuf,
    },
    Text(Text),
    Captions(Box<Captions>),
    Shape(Shape),
    Spectrum(Box<Spectrum>),
    Waveform(Box<Waveform>),
    Particles(Box<Particles>),
    Objects(Box<Objects>),
    Notes(Box<Notes>),
    Shader(Box<ShaderUse>),
    Group(Group),
    /// Another document, on a canvas and a time line of its own.
    Project(Arc<Project>),
}

/// Layers that are composed on their own and then treated as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// What stands for the canvas inside.
    pub size: (u32, u32),
    /// Bottom to top; their times are the project's.
    pub layers: Vec<Layer>,
}

/// Colours that run into each other, in gamma-encoded sRGB and premultiplied, as CSS has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient {
    pub run: Run,
    /// At least one, ascending by `at`; two at one place are an edge.
    pub stops: Vec<Stop>,
}

/// The way along which a gradient's colours change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Run {
    /// Degrees clockwise from the top; the way is as long as CSS makes it, so that the corners get the outermost colours.
    Linear { angle: f64 },
    /// From the centre outwards; per cent of the radius are of the shorter side.
    Radial { center: [Length; 2], radius: Length },
    /// Clockwise about the centre, beginning at degrees clockwise from the top.
    Conic { center: [Length; 2], angle: f64 },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// 0..1.
    pub at: f64,
    pub color: Rgba,
}

/// A drawn form. Sizes are canvas pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub form: Form,
    /// Width and height; only a path may have none, and is as large as its data says.
    pub size: Option<[f64; 2]>,
    pub fill: Option<Paint>,
    pub stroke: Option<Stroke>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    Rect {
        /// How round its corners are.
        radius: f64,
    },
    Ellipse,
    /// From its top left to its bottom right corner.
    Line,
    /// SVG path data; what it draws is moved to its own corner and scaled to the size.
    Path(String),
}

/// What an area is filled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Paint {
    Color(Rgba),
    /// Over the box of what it fills.
    Gradient(Gradient),
}

/// A line on the edge of a form, half of it on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    pub width: f64,
    pub color: Rgba,
}

/// What stands at times that the source does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    First,
    Last,
    /// Not said: a source that is too short is a mistake.
    Unset,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    Cover,
    Contain,
    Fill,
    None,
}

/// How a layer's colours meet those below, as CSS names and defines it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blend {
    Normal,
    Multiply,
    Screen,
    Overlay,
    Darken,
    Lighten,
    ColorDodge,
    ColorBurn,
    HardLight,
    SoftLight,
    Difference,
    Exclusion,
    Hue,
    Saturation,
    Color,
    Luminosity,
    PlusLighter,
}

impl Blend {
    pub const ALL: [Self; 17] = [
        Self::Normal,
        Self::Multiply,
        Self::Screen,
        Self::Overlay,
        Self::Darken,
        Self::Lighten,
        Self::ColorDodge,
        Self::ColorBurn,
        Self::HardLight,
        Self::SoftLight,
        Self::Difference,
        Self::Exclusion,
        Self::Hue,
        Self::Saturation,
        Self::Color,
        Self::Luminosity,
        Self::PlusLighter,
    ];

    /// As a document writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Multiply => "multiply",
            Self::Screen => "screen",
            Self::Overlay => "overlay",
            Self::Darken => "darken",
            Self::Lighten => "lighten",
            Self::ColorDodge => "color-dodge",
            Self::ColorBurn => "color-burn",
            Self::HardLight => "hard-light",
            Self::SoftLight => "soft-light",
            Self::Difference => "difference",
            Self::Exclusion => "exclusion",
            Self::Hue => "hue",
            Self::Saturation => "saturation",
            Self::Color => "color",
            Self::Luminosity => "luminosity",
            Self::PlusLighter => "plus-lighter",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// Per cent of what is meant (the canvas for positions, the layer for anchors and crops), or canvas pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    Px(f64),
    Percent(f64),
    /// On the way from one to the other.
    Sum {
        px: f64,
        percent: f64,
    },
}

impl Length {
    pub fn px(self, whole: f64) -> f64 {
        match self {
            Self::Px(px) => px,
            Self::Percent(percent) => whole * percent / 100.0,
            Self::Sum { px, percent } => px + whole * percent / 100.0,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crop {
    pub left: Length,
    pub right: Length,
    pub top: Length,
    pub bottom: Length,
}

/// A crop whose sides may move.
#[derive(Debug, Clone, PartialEq)]
pub struct MovingCrop {
    pub left: Moving<Length>,
    pub right: Moving<Length>,
    pub top: Moving<Length>,
    pub bottom: Moving<Length>,
}

impl MovingCrop {
    pub fn none() -> Self {
        let none = || Moving::Constant(Length::Px(0.0));
        Self { left: none(), right: none(), top: none(), bottom: none() }
    }
}

/// Lengths of time over which a layer or a sound comes and goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fade {
    pub fade_in: Rational,
    pub fade_out: Rational,
}

/// A value over time.
#[derive(Debug, Clone, PartialEq)]
pub enum Moving<T> {
    Constant(T),
    /// Ascending by time, at least one.
    Keys(Vec<Key<T>>),
    /// Computed anew at each moment.
    Formula(Box<Formula<T>>),
    /// As [`Moving::Keys`], where some of the values are computed.
    Path(Vec<Key<Self>>),
}

impl<T> Moving<T> {
    /// The value of what does not move.
    pub fn constant(&self) -> Option<&T> {
        if let Self::Constant(value) = self { Some(value) } else { None }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Key<T> {
    /// Seconds on the project's own time line; a key written with `+` was moved by the layer's start.
    pub at: Rational,
    pub value: T,
    /// How the value comes to this key from the one before.
    pub ease: Ease,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ease {
    Linear,
    /// Stays at the value before until this key's time.
    Hold,
    In(Curve),
    Out(Curve),
    InOut(Curve),
    Bezier {
        x1: f64,
        y1: f64,
        x2: f64,
        y2: f64,
    },
    Steps(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    Sine,
    Quad,
    Cubic,
    Quart,
    Expo,
    Back,
    Elastic,
    Bounce,
}

//! Shaders at one time: every input settled, and of the time and the sound only what the shader reads, so that one that reads
//! nothing is the same in all frames.

use std::path::PathBuf;
use std::sync::Arc;

use super::bands::{BASS, MID, TREBLE, band_of, mean};
use super::hearing::Hearing;
use super::moment::Moment;
use super::moving::At;
use crate::base::Rational;
use crate::base::facts::Facts;
use crate::base::shader_facts::{ShaderInputKind, ShaderReads};
use crate::project::model::{Moving, Rgba};
use crate::project::shader::{GivenInput, GivenValue, ShaderUse, UsedAs};

/// How many of the spectrum's and the waveform's bytes a shader gets.
pub const SOUND_COLUMNS: usize = 512;
/// What the columns of the spectrum are of the usual analysis, which has so many bins.
const USUAL_BINS: usize = 1024;

/// A shader as it is to be run.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneShader {
    pub file: Arc<PathBuf>,
    /// What the document gives it, by its names; the rest is as the shader says.
    pub inputs: Vec<(Arc<str>, SceneInput)>,
    pub now: ShaderNow,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SceneInput {
    /// Truths are 0 or 1, choices their numbers.
    Number(f64),
    Point([f64; 2]),
    Color(Rgba),
    Picture(Arc<PathBuf>),
}

/// What a shader is told of the moment; nothing of what it does not read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShaderNow {
    /// Seconds since the layer's start.
    pub time: Option<f64>,
    /// Seconds since the canvas frame before; 0 on the layer's first.
    pub delta: Option<f64>,
    /// Canvas frames since the layer's start.
    pub frame: Option<u64>,
    /// How much of the layer's time, or of a transition, is gone: 0..1.
    pub progress: Option<f64>,
    pub beat: Option<f64>,
    /// Level, bass, mid, treble, each 0..1.
    pub levels: [Option<f64>; 4],
    pub sound: Option<Arc<ShaderSound>>,
    /// Canvas frames a second.
    pub rate: f64,
}

/// The sound's two rows of bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct ShaderSound {
    pub spectrum: Vec<u8>,
    /// 128 is silence.
    pub wave: Vec<u8>,
}

/// Two pictures, one leading to the other.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneBetween {
    pub shader: SceneShader,
    /// Canvas pixels.
    pub size: (u32, u32),
    pub from: Vec<super::scene::SceneLayer>,
    pub to: Vec<super::scene::SceneLayer>,
}

/// A layer that keeps pictures from one canvas frame to the next. What it shows is decided by all frames since its first one.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneSteps {
    /// The layer's number; names what it keeps.
    pub node: usize,
    /// The canvas frame that it begins in.
    pub first: u64,
    /// The one that is seen.
    pub frame: u64,
    /// The canvas that it lies on.
    pub canvas: (u32, u32),
    /// What is drawn in that frame: its content with its effects up to the last that keeps something, cropped and fitted, its
    /// corner at the origin.
    pub inner: super::scene::SceneLayer,
}

/// A shader with what its text says of it.
#[derive(Debug, Clone)]
pub(super) struct TimedShader {
    file: Arc<PathBuf>,
    inputs: Vec<(Arc<str>, TimedInput)>,
    reads: ShaderReads,
    /// A frame depends on those before it.
    pub stateful: bool,
}

#[derive(Debug, Clone)]
enum TimedInput {
    Number { value: Moving<f64>, bounds: [Option<f64>; 2], whole: bool },
    Point(Moving<[f64; 2]>),
    Color(Moving<[f64; 4]>),
    Picture(Arc<PathBuf>),
}

impl TimedShader {
    /// `None`: nothing is known of the file.
    pub fn new(used: &ShaderUse, purpose: UsedAs, facts: &Facts) -> Option<Self> {
        let shader = facts.sources.get(&used.file)?.shader()?;
        let known = |given: &GivenInput| {
            let kind = &shader.input(&given.name)?.kind;
            Some((Arc::from(given.name.as_str()), timed(given, kind)?))
        };
        let mut reads = shader.reads;
        reads.sound &= !(reads.sound_as_layer_only && purpose != UsedAs::Layer);
        Some(Self {
            file: Arc::new(used.file.clone()),
            inputs: used.inputs.iter().filter_map(known).collect(),
            reads,
            stateful: shader.stateful,
        })
    }

    pub fn at(&self, moment: &Moment<'_>) -> SceneShader {
        let (start, end) = moment.span;
        let gone = ((moment.time - start).to_f64() / (end - start).to_f64().max(1e-9)).clamp(0.0, 1.0);
        self.settled(moment, gone)
    }

    /// As part of something that is so far done.
    pub fn settled(&self, moment: &Moment<'_>, progress: f64) -> SceneShader {
        let settle = |(name, input): &(Arc<str>, TimedInput)| (Arc::clone(name), input.at(moment));
        SceneShader {
            file: Arc::clone(&self.file),
            inputs: self.inputs.iter().map(settle).collect(),
            now: now(self.reads, moment, progress),
        }
    }
}

/// The first canvas frame of a layer that begins at a time.
pub(super) fn first_frame(start: Rational, fps: Rational) -> u64 {
    u64::try_from((start * fps).floor()).unwrap_or(0)
}

fn now(reads: ShaderReads, moment: &Moment<'_>, progress: f64) -> ShaderNow {
    let (world, start) = (moment.world, moment.span.0);
    let since = moment.frame().saturating_sub(first_frame(start, world.fps));
    let rate = world.fps.to_f64();
    let mut now = ShaderNow {
        time: reads.time.then(|| (moment.time - start).to_f64()),
        delta: reads.delta.then(|| if since == 0 { 0.0 } else { 1.0 / rate }),
        frame: reads.frame.then_some(since),
        progress: reads.progress.then_some(progress),
        beat: reads.beat.then(|| world.score.beat(moment.time).unwrap_or(0.0)),
        levels: [None; 4],
        sound: None,
        rate,
    };
    if reads.levels != [false; 4] || reads.sound {
        let mut bytes = Vec::new();
        let hearing = world.hearing.as_deref();
        if let Some(hearing) = hearing {
            hearing.bytes(moment.frame(), &mut bytes);
        }
        let of = |[lo, hi]: [f64; 2]| hearing.map_or(0.0, |hearing| band_of(&bytes, hearing.bin_hz(), lo, hi));
        let heard = [mean(&bytes), of(BASS), of(MID), of(TREBLE)];
        now.levels = std::array::from_fn(|level| reads.levels[level].then_some(heard[level]));
        now.sound = reads.sound.then(|| Arc::new(sound(hearing, &bytes, moment.frame())));
    }
    now
}

fn sound(hearing: Option<&dyn Hearing>, bytes: &[u8], frame: u64) -> ShaderSound {
    let mut wave = Vec::new();
    if let Some(hearing) = hearing {
        // Of the analyser's whole window its beginning, as the player of Shadertoy's shaders gives it.
        hearing.wave(frame, 2 * USUAL_BINS, &mut wave);
        wave.truncate(SOUND_COLUMNS);
    }
    let column = |column: usize| bytes.get(column * bytes.len() / USUAL_BINS).copied().unwrap_or(0);
    // As an analyser gives the bytes of its time domain.
    let level = |sample: f32| (128.0 * (1.0 + sample)).floor().clamp(0.0, 255.0) as u8;
    let mut wave: Vec<u8> = wave.into_iter().map(level).collect();
    wave.resize(SOUND_COLUMNS, 128);
    ShaderSound { spectrum: (0..SOUND_COLUMNS).map(column).collect(), wave }
}

fn timed(given: &GivenInput, kind: &ShaderInputKind) -> Option<TimedInput> {
    let number = |bounds, whole| match &given.value {
        GivenValue::Number(value) | GivenValue::Truth(value) => {
            Some(TimedInput::Number { value: value.clone(), bounds, whole })
        }
        _ => None,
    };
    match kind {
        ShaderInputKind::Event | ShaderInputKind::Bool => number([Some(0.0), Some(1.0)], true),
        ShaderInputKind::Float { min, max } => number([*min, *max], false),
        ShaderInputKind::Long { min, max, values, labels } => {
            let word = given.text.as_deref().unwrap_or_default();
            match labels.iter().position(|label| label.eq_ignore_ascii_case(word)) {
                Some(label) => {
                    let value = Moving::Constant(f64::from(*values.get(label)?));
                    Some(TimedInput::Number { value, bounds: [None; 2], whole: true })
                }
                None => number([min.map(f64::from), max.map(f64::from)], true),
            }
        }
        ShaderInputKind::Point { .. } => match &given.value {
            GivenValue::Point(value) => Some(TimedInput::Point(value.clone())),
            _ => None,
        },
        ShaderInputKind::Color => match &given.value {
            GivenValue::Color(value) => Some(TimedInput::Color(value.clone())),
            _ => None,
        },
        ShaderInputKind::Image => given.file.clone().map(|file| TimedInput::Picture(Arc::new(file))),
        ShaderInputKind::Sound => None,
    }
}

impl TimedInput {
    fn at(&self, moment: &Moment<'_>) -> SceneInput {
        match self {
            Self::Number { value, bounds: [least, most], whole } => {
                // Easings overshoot.
                let value = value.at(moment);
                let value = if *whole { value.round() } else { value };
                let value = least.map_or(value, |least| value.max(least));
                SceneInput::Number(most.map_or(value, |most| value.min(most)))
            }
            Self::Point(value) => SceneInput::Point(value.at(moment)),
            Self::Color(value) => {
                let [r, g, b, a] = value.at(moment).map(|part| part.clamp(0.0, 1.0) as f32);
                SceneInput::Color(Rgba { r, g, b, a })
            }
            Self::Picture(file) => SceneInput::Picture(Arc::clone(file)),
        }
    }
}

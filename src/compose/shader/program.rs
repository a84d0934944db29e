//! A translated shader: what the device runs, and what it wants to be told before it does.
//!
//! All that a program reads lies in one bind group, the first: one uniform buffer at binding 0 (once per pass, best with a
//! dynamic offset), one sampler at binding 1 (linear, clamped to the edge), and textures from binding 2 on. A binding is
//! declared in the modules only where the program uses it; a bind group layout with all of them fits anyway. A pass draws
//! [`Program::VERTICES`] vertices as a list of triangles, with no vertex buffer and no culling, into one colour target.

use wgpu::naga;

use super::size::SizeExpr;

/// The kinds of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    Wgsl,
    /// GLSL with a `mainImage`.
    Shadertoy,
    /// GLSL with a `transition`, as gl-transitions.com collects them.
    GlTransition,
    /// An Interactive Shader Format file: GLSL behind a JSON header.
    Isf,
}

/// What a shader is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Makes a picture from nothing: a layer.
    Generator,
    /// Changes a picture: an effect.
    Filter,
    /// Leads from one picture to another.
    Transition,
    /// A generator or a filter, as it is used: Shadertoy-style text that reads `iChannel0`, which is the picture in an effect
    /// and the sound in a layer.
    Either,
}

impl Role {
    /// Whether a shader of this role can be used for `purpose`.
    pub fn serves(self, purpose: Role) -> bool {
        self == purpose || self == Self::Either && purpose != Self::Transition
    }
}

/// A translated shader.
#[derive(Debug, Clone)]
pub struct Program {
    pub language: Language,
    pub role: Role,
    pub vertex: naga::Module,
    pub vertex_entry: String,
    pub fragment: naga::Module,
    /// Writes one `vec4` at location 0. Its alpha, and that of every picture it reads, is straight, not multiplied into the
    /// colours. Targets that are not [`Pass::float`] are clamped to 0..=1 by the shader itself, in GLSL and ISF.
    pub fragment_entry: String,
    pub uniforms: Uniforms,
    pub textures: Vec<Slot>,
    /// What the user can set, in the order of the text. Those that the shader never reads are here too.
    pub inputs: Vec<Input>,
    /// At least one. What the last draws is the picture.
    pub passes: Vec<Pass>,
    /// Some target is persistent: a frame depends on those before it.
    pub stateful: bool,
    /// Coordinates are OpenGL's: the first row of every picture that the program reads or writes is its bottom row. Pictures
    /// are therefore handed over upside down, and what it draws is turned over; nothing else changes. Textures of sound are
    /// not turned.
    pub flipped: bool,
}

impl Program {
    /// Two triangles that cover the target.
    pub const VERTICES: u32 = 6;

    /// Whether frames depend on a built-in value.
    pub fn reads(&self, builtin: Builtin) -> bool {
        self.uniforms.fields.iter().any(|field| field.source == FieldSource::Builtin(builtin))
    }

    /// Whether frames depend on the sound's textures (bands are [`Builtin`]s).
    pub fn hears(&self) -> bool {
        self.textures.iter().any(|slot| slot.source.is_sound())
    }
}

/// The uniform buffer: one structure, the same for all passes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Uniforms {
    /// In bytes; 0 where the program reads none (the binding is not declared then).
    pub size: u32,
    /// Only what the text mentions.
    pub fields: Vec<Field>,
}

impl Uniforms {
    /// The buffer's bytes. `value` is asked once for every field and gives up to four numbers; whole numbers and truths (0 or
    /// 1) are written as such.
    pub fn bytes(&self, value: &dyn Fn(&FieldSource) -> [f64; 4]) -> Vec<u8> {
        let mut bytes = vec![0; self.size as usize];
        for field in &self.fields {
            let numbers = value(&field.source);
            for (part, number) in numbers.iter().take(field.kind.parts()).enumerate() {
                let word = match field.kind {
                    FieldKind::Int => (*number as i32).to_le_bytes(),
                    _ => (*number as f32).to_le_bytes(),
                };
                let at = field.offset as usize + part * 4;
                if let Some(place) = bytes.get_mut(at..at + 4) {
                    place.copy_from_slice(&word);
                }
            }
        }
        bytes
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// As the text spells it.
    pub name: String,
    pub kind: FieldKind,
    /// In bytes from the buffer's start.
    pub offset: u32,
    pub source: FieldSource,
}

/// Booleans and events are whole numbers, 0 or 1: WGSL knows no truth in a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    Float,
    Int,
    Vec2,
    Vec3,
    Vec4,
}

impl FieldKind {
    pub fn parts(self) -> usize {
        match self {
            Self::Float | Self::Int => 1,
            Self::Vec2 => 2,
            Self::Vec3 => 3,
            Self::Vec4 => 4,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldSource {
    Builtin(Builtin),
    /// An index into [`Program::inputs`].
    Input(usize),
}

/// What every shader can read by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// Seconds since the layer's start.
    Time,
    /// Seconds since the frame before; 0 on the layer's first.
    TimeDelta,
    /// Frames since the layer's start.
    Frame,
    /// Canvas frames a second.
    FrameRate,
    /// Width and height in pixels of what the current pass draws; a third part is 1.
    Resolution,
    /// How far a transition is, 0..=1.
    Progress,
    /// Beats since the film's start.
    Beat,
    /// The sound's level and three bands, 0..=1.
    Level,
    Bass,
    Mid,
    Treble,
    /// Year, month, day, seconds of the day: frozen, so that the same project shows the same picture.
    Date,
    /// Which pass is drawn, from 0.
    PassIndex,
    /// Samples a second.
    SampleRate,
    /// Nobody holds a mouse: zeros.
    Mouse,
    /// 1 where the program is used as an effect, 0 in a layer: only those of [`Role::Either`] ask.
    Filtering,
}

impl Builtin {
    /// What [`Builtin::Date`] says: the first of January 2000, noon, its month counted from 1 as in ISF.
    pub const FROZEN_DATE: [f64; 4] = [2000.0, 1.0, 1.0, 43200.0];
}

/// One texture that the program reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// As the text spells it.
    pub name: String,
    pub binding: u32,
    pub source: SlotSource,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SlotSource {
    /// The picture of an image input: an index into [`Program::inputs`]. Where the user gives none: one transparent pixel.
    Input(usize),
    /// The picture that a filter changes.
    Layer,
    /// Where a transition comes from, and where it leads to.
    From,
    To,
    /// The picture in an effect, the texture of [`SlotSource::Sound`] in a layer.
    LayerOrSound,
    /// What a pass drew, by the name of its target. While a pass draws into a target it reads, it reads what was there
    /// before; before the first frame all targets are transparent black.
    Target(String),
    /// A file's picture, by its path as the text names it: relative to the shader's folder.
    Imported(String),
    /// 512 × 2, one channel: row 0 the analyser's first 512 bytes of the spectrum, row 1 its first 512 bytes of the waveform
    /// (128 is silence).
    Sound,
    /// The spectrum's bytes, one channel, so many columns and one row (ISF's `audioFFT`). 1 column: the total level.
    Spectrum {
        columns: u32,
    },
    /// The waveform, one channel centred on 0.5, so many columns and one row (ISF's `audio`). 1 column: the total level.
    Wave {
        columns: u32,
    },
}

impl SlotSource {
    pub fn is_sound(&self) -> bool {
        matches!(self, Self::Sound | Self::LayerOrSound | Self::Spectrum { .. } | Self::Wave { .. })
    }
}

/// Something that the user sets under `inputs:`.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    pub name: String,
    /// For people.
    pub label: Option<String>,
    pub kind: InputKind,
}

/// Values that a text leaves out are filled in; ranges are in order.
#[derive(Debug, Clone, PartialEq)]
pub enum InputKind {
    /// True for one frame.
    Event,
    Bool {
        default: bool,
    },
    /// One of `values`, where there are any; else a whole number in the range.
    Long {
        default: i32,
        min: Option<i32>,
        max: Option<i32>,
        values: Vec<i32>,
        labels: Vec<String>,
    },
    Float {
        default: f64,
        min: Option<f64>,
        max: Option<f64>,
    },
    /// Two numbers, as the shader takes them (ISF: in pixels, or 0..1 where its range says so).
    Point {
        default: [f64; 2],
        min: Option<[f64; 2]>,
        max: Option<[f64; 2]>,
    },
    /// Straight, gamma-encoded.
    Color {
        default: [f64; 4],
    },
    Image,
    /// Fed by the project's sound, never set.
    Audio {
        columns: u32,
    },
    AudioFft {
        columns: u32,
    },
}

impl InputKind {
    /// The value as the buffer takes it where the user sets none.
    pub fn default_numbers(&self) -> [f64; 4] {
        match self {
            Self::Bool { default } => [f64::from(u8::from(*default)), 0.0, 0.0, 0.0],
            Self::Long { default, .. } => [f64::from(*default), 0.0, 0.0, 0.0],
            Self::Float { default, .. } => [*default, 0.0, 0.0, 0.0],
            Self::Point { default: [x, y], .. } => [*x, *y, 0.0, 0.0],
            Self::Color { default } => *default,
            Self::Event | Self::Image | Self::Audio { .. } | Self::AudioFft { .. } => [0.0; 4],
        }
    }
}

/// One drawing into one target.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pass {
    /// None: drawn for the picture only. Several passes may share one.
    pub target: Option<String>,
    /// What it drew is there in the next frame.
    pub persistent: bool,
    /// 32 bits a channel, and values out of 0..=1.
    pub float: bool,
    /// In pixels; none: as large as the picture.
    pub width: Option<SizeExpr>,
    pub height: Option<SizeExpr>,
}

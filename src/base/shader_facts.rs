//! What the pure rooms must know of a shader's file: what it is for, what it lets a user set, and what its pictures depend on.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// What shaders' files end in.
pub const ENDINGS: [&str; 5] = ["wgsl", "glsl", "frag", "fs", "isf"];

/// A shader that was translated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShaderFacts {
    pub role: ShaderRole,
    /// In the order of its text.
    pub inputs: Vec<ShaderInput>,
    pub reads: ShaderReads,
    /// It keeps pictures from one frame to the next.
    pub stateful: bool,
    /// The vertex shader's file beside it.
    pub vertex: Option<PathBuf>,
    /// Files of the pictures that it brings along.
    pub pictures: Vec<PathBuf>,
}

/// What is wrong with a shader's text, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShaderMistake {
    /// The shader's file, or that of its vertex shader.
    pub file: PathBuf,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// What a shader is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShaderRole {
    Generator,
    Filter,
    Transition,
    /// A generator or a filter, as it is used.
    Either,
}

/// What a shader's frames depend on beside its inputs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShaderReads {
    pub time: bool,
    pub delta: bool,
    pub frame: bool,
    pub progress: bool,
    pub beat: bool,
    /// Level, bass, mid, treble.
    pub levels: [bool; 4],
    /// The sound's spectrum and waveform as pictures.
    pub sound: bool,
    /// Reads them as a layer only; as an effect it reads the layer's picture in their place.
    pub sound_as_layer_only: bool,
}

/// Something that a user sets under `inputs:`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShaderInput {
    pub name: String,
    pub kind: ShaderInputKind,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShaderInputKind {
    Event,
    Bool,
    /// One of `values` where there are any, by its number or its label; else a whole number between the bounds.
    Long {
        min: Option<i32>,
        max: Option<i32>,
        values: Vec<i32>,
        labels: Vec<String>,
    },
    Float {
        min: Option<f64>,
        max: Option<f64>,
    },
    Point {
        min: Option<[f64; 2]>,
        max: Option<[f64; 2]>,
    },
    Color,
    Image,
    /// Fed by the project's sound.
    Sound,
}

impl ShaderFacts {
    pub fn input(&self, name: &str) -> Option<&ShaderInput> {
        self.inputs.iter().find(|input| input.name == name)
    }
}

impl ShaderRole {
    /// Whether a shader of this role can be used for `purpose`.
    pub fn serves(self, purpose: Self) -> bool {
        self == purpose || self == Self::Either && purpose != Self::Transition
    }
}

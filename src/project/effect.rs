//! What can be done to a layer's picture before it meets what lies below.

use std::path::PathBuf;

use super::model::{Length, Moving, Rgba};
use super::shader::ShaderUse;

#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The standard deviation of a Gaussian; per cent are of the canvas's shorter side.
    Blur(Moving<Length>),
    Bloom(Bloom),
    Color(Box<Grade>),
    Key(ChromaKey),
    Shadow(Shadow),
    /// 0..1.
    Vignette(Moving<f64>),
    Shader(Box<ShaderUse>),
}

/// Light that spills over from bright places.
#[derive(Debug, Clone, PartialEq)]
pub struct Bloom {
    pub kind: BloomKind,
    /// The luminance from which on light spills over, 0..1.
    pub threshold: Moving<f64>,
    pub strength: Moving<f64>,
    /// 0..1: whether the narrow or the wide glow counts for more.
    pub radius: Moving<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BloomKind {
    /// Five Gaussians, each twice as wide as the one before.
    Unreal,
    /// Halved so many times and added up again.
    Mipmap { levels: u32 },
}

#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// Added.
    pub brightness: Moving<f64>,
    /// Factor about one half.
    pub contrast: Moving<f64>,
    /// As CSS `saturate()`.
    pub saturation: Moving<f64>,
    /// Degrees, as CSS `hue-rotate()`.
    pub hue: Moving<f64>,
    /// -1 (cold) to 1 (warm).
    pub temperature: Moving<f64>,
    /// A .cube table, last of all.
    pub lut: Option<PathBuf>,
}

/// Makes a colour and what is like it transparent.
#[derive(Debug, Clone, PartialEq)]
pub struct ChromaKey {
    pub color: Rgba,
    /// 0..1: how far from the colour's chroma all is gone.
    pub similarity: Moving<f64>,
    /// 0..1: over which further distance it comes back.
    pub smooth: Moving<f64>,
}

/// As CSS `drop-shadow()`.
#[derive(Debug, Clone, PartialEq)]
pub struct Shadow {
    /// Right and down; per cent are of the canvas's width and height.
    pub offset: Moving<[Length; 2]>,
    /// Standard deviation; per cent are of the canvas's shorter side.
    pub blur: Moving<Length>,
    pub color: Rgba,
}

impl Effect {
    /// The file that it reads.
    pub fn source(&self) -> Option<&PathBuf> {
        match self {
            Self::Color(grade) => grade.lut.as_ref(),
            _ => None,
        }
    }
}

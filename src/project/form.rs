//! How a layer is formed beyond its content: where it is seen, how it comes, goes and takes over from its neighbour.

use crate::base::Rational;

use super::model::{Ease, Length, Moving};
use super::place::Place;
use super::shader::ShaderUse;

/// Where a layer is seen.
#[derive(Debug, Clone, PartialEq)]
pub enum Mask {
    Shape(Box<ShapeMask>),
    Layer(LayerMask),
}

/// Per cents are of the layer as it is shown, cropped and fitted: of its width and height, or of its shorter side.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeMask {
    pub ellipse: bool,
    pub size: Moving<[Length; 2]>,
    /// Where its middle stands.
    pub position: Moving<[Length; 2]>,
    pub radius: Moving<Length>,
    pub feather: Moving<Length>,
    pub invert: bool,
}

/// Another layer of the same list, which is not seen itself then.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerMask {
    pub id: String,
    pub channel: Channel,
    pub invert: bool,
}

/// What of a layer says how much of another one is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Luma,
    Alpha,
}

/// How a layer comes or, run backwards, goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passage {
    pub way: Way,
    pub side: Side,
    pub length: Rational,
    pub ease: Ease,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Fade,
    Slide,
    Wipe,
    Zoom,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
    Top,
    Bottom,
}

impl Side {
    /// Its place in lists of what happens at each side.
    pub fn number(self) -> usize {
        match self {
            Self::Left => 0,
            Self::Right => 1,
            Self::Top => 2,
            Self::Bottom => 3,
        }
    }

    pub fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::Top => Self::Bottom,
            Self::Bottom => Self::Top,
        }
    }
}

/// How a clip takes over from the one before it in the list, while both are seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    pub takeover: Takeover,
    pub side: Side,
    pub ease: Ease,
    pub place: Place,
    /// For one by a shader.
    pub shader: Option<Box<ShaderUse>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takeover {
    Dissolve,
    Wipe,
    Slide,
    Shader,
}

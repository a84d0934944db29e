//! What moves of a layer's look: colours, gradients, shapes and letters. The layer's kind holds what stands at first.

use super::model::{Length, Moving, Rgba};

/// Of a layer most of which stands still: only what does not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Motion {
    /// What the layer, or its form, is filled with.
    pub paint: Option<PaintMotion>,
    pub shape: Option<ShapeMotion>,
    pub text: Option<TextMotion>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum PaintMotion {
    Color(Moving<Rgba>),
    Gradient(GradientMotion),
}

/// All that a gradient may say; what its kind has no use for is not looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientMotion {
    pub angle: Moving<f64>,
    pub center: Moving<[Length; 2]>,
    pub radius: Moving<Length>,
    pub stops: Vec<(Moving<f64>, Moving<Rgba>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ShapeMotion {
    /// Per cent of the canvas; none where a path is as large as its data says.
    pub size: Option<Moving<[Length; 2]>>,
    /// Per cent of the shorter side.
    pub radius: Moving<Length>,
    pub stroke: Option<(Moving<Length>, Moving<Rgba>)>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TextMotion {
    pub color: Moving<Rgba>,
    pub shadow: Option<ShadowMotion>,
}

/// Per cents are of the letters' size.
#[derive(Debug, Clone, PartialEq)]
pub struct ShadowMotion {
    pub offset: Moving<[Length; 2]>,
    pub blur: Moving<Length>,
    pub color: Moving<Rgba>,
}

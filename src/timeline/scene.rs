//! What one frame shows: the layers that are visible at its time, bottom to top, with every moving value settled.

use std::path::PathBuf;
use std::sync::Arc;

use crate::project::model::{Blend, Crop, Fit, Gradient, Rgba, Shape, Text};

pub use super::effects::{SceneBloom, SceneEffect, SceneGrade};

/// Everything that composing needs to know of one moment. Reused from frame to frame, so that a film costs no
/// allocation per frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    pub background: Option<Rgba>,
    pub layers: Vec<SceneLayer>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SceneLayer {
    /// The layer's number in the document, groups and what lies in them counted alike; stands for it in caches.
    pub index: usize,
    pub content: SceneContent,
    pub placement: Placement,
    /// 0..1, fades included.
    pub opacity: f32,
    pub blend: Blend,
    /// In order; only those that change something at this moment.
    pub effects: Vec<SceneEffect>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SceneContent {
    /// Fills the canvas before placement.
    Solid(Rgba),
    /// Fills the canvas before placement, as a solid does.
    Gradient(Arc<Gradient>),
    Image(Arc<PathBuf>),
    /// Frame `frame` of the source's first video stream, in presentation order.
    Video {
        source: Arc<PathBuf>,
        frame: u64,
    },
    Text(Arc<Text>),
    /// Layers on a canvas of their own, bottom to top.
    Group {
        size: (u32, u32),
        layers: Vec<SceneLayer>,
    },
    Shape(Arc<Shape>),
}

/// Where a layer's rectangle stands on the canvas, in canvas pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    pub fit: Fit,
    /// Where the anchor stands on the canvas.
    pub position: [f64; 2],
    /// Which point of the layer is the anchor: fractions of the layer's size, plus pixels.
    pub anchor_fraction: [f64; 2],
    pub anchor_px: [f64; 2],
    pub scale: [f64; 2],
    /// Degrees clockwise.
    pub rotate: f64,
    pub crop: Crop,
}

/// `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Affine {
    pub a: f64,
    pub b: f64,
    pub c: f64,
    pub d: f64,
    pub e: f64,
    pub f: f64,
}

impl Affine {
    /// The map that undoes this one; `None` where it flattens the plane.
    pub fn inverse(self) -> Option<Self> {
        let det = self.a * self.d - self.b * self.c;
        if !det.is_finite() || det.abs() < 1e-12 {
            return None;
        }
        let (a, b, c, d) = (self.d / det, -self.b / det, -self.c / det, self.a / det);
        Some(Self { a, b, c, d, e: -(a * self.e + c * self.f), f: -(b * self.e + d * self.f) })
    }

    pub fn apply(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f]
    }

    /// This map, then a scale by `[sx, sy]`.
    pub fn then_scale(self, [sx, sy]: [f64; 2]) -> Self {
        Self { a: self.a * sx, b: self.b * sy, c: self.c * sx, d: self.d * sy, e: self.e * sx, f: self.f * sy }
    }
}

impl Placement {
    /// The map from the content's own pixels (`size`, before cropping) to canvas pixels.
    ///
    /// Fit scales the cropped content to the canvas; scale and rotation then turn it about its anchor.
    pub fn matrix(&self, size: [f64; 2], canvas: [f64; 2]) -> Affine {
        let [left, right, top, bottom] = self.crop_px(size);
        let cropped = [(size[0] - left - right).max(0.0), (size[1] - top - bottom).max(0.0)];
        let ratio = [canvas[0] / cropped[0].max(1e-9), canvas[1] / cropped[1].max(1e-9)];
        let fit = match self.fit {
            Fit::Cover => [ratio[0].max(ratio[1]); 2],
            Fit::Contain => [ratio[0].min(ratio[1]); 2],
            Fit::Fill => ratio,
            Fit::None => [1.0, 1.0],
        };
        let shown = [cropped[0] * fit[0], cropped[1] * fit[1]];
        let anchor = [
            shown[0] * self.anchor_fraction[0] + self.anchor_px[0],
            shown[1] * self.anchor_fraction[1] + self.anchor_px[1],
        ];
        // Quarter turns are exact, so that a turned picture keeps its edges on whole pixels.
        let (sin, cos) = match self.rotate.rem_euclid(360.0) {
            0.0 => (0.0, 1.0),
            90.0 => (1.0, 0.0),
            180.0 => (0.0, -1.0),
            270.0 => (-1.0, 0.0),
            degrees => (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians())),
        };
        let (sx, sy) = (self.scale[0], self.scale[1]);
        let (a, b, c, d) = (cos * sx, sin * sx, -sin * sy, cos * sy);
        // content px → shown px (crop, fit) → about the anchor (scale, turn) → position.
        let offset = [-left * fit[0] - anchor[0], -top * fit[1] - anchor[1]];
        Affine {
            a: a * fit[0],
            b: b * fit[0],
            c: c * fit[1],
            d: d * fit[1],
            e: a * offset[0] + c * offset[1] + self.position[0],
            f: b * offset[0] + d * offset[1] + self.position[1],
        }
    }

    /// What the crop takes off, in the content's own pixels: left, right, top, bottom.
    pub fn crop_px(&self, size: [f64; 2]) -> [f64; 4] {
        [
            self.crop.left.px(size[0]).clamp(0.0, size[0]),
            self.crop.right.px(size[0]).clamp(0.0, size[0]),
            self.crop.top.px(size[1]).clamp(0.0, size[1]),
            self.crop.bottom.px(size[1]).clamp(0.0, size[1]),
        ]
    }
}

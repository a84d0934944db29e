//! What one frame shows: the layers that are visible at its time, bottom to top, with every moving value settled.

use std::path::PathBuf;
use std::sync::Arc;

use crate::project::form::Channel;
use crate::project::model::{Blend, Crop, Fit, Gradient, Length, RevealBy, Rgba, Shape, Text};

use super::solid::{SceneNotes, SceneObjects};

pub use super::effects::{SceneBloom, SceneEffect, SceneGrade};
pub use super::particles::SceneParticles;
pub use super::shading::{SceneBetween, SceneInput, SceneShader, SceneSteps, ShaderNow, ShaderSound};
pub use super::spectrum::SceneSpectrum;
pub use super::waveform::SceneWaveform;

/// Everything that composing needs to know of one moment. Reused from frame to frame, so that a film costs no
/// allocation per frame.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scene {
    pub background: Option<Rgba>,
    /// The part of the canvas that is shown; all of it where there is none.
    pub view: Option<View>,
    pub layers: Vec<SceneLayer>,
}

/// A rectangle of the canvas, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl View {
    /// From the canvas's pixels to those of an output that shows the rectangle.
    pub fn to(self, output: (u32, u32)) -> Affine {
        let (a, d) = (f64::from(output.0) / self.width, f64::from(output.1) / self.height);
        Affine { a, b: 0.0, c: 0.0, d, e: -self.left * a, f: -self.top * d }
    }
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
    pub form: Form,
}

/// How a layer is formed before it meets what is below.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    /// How round its corners are; per cent of its shorter side as it is shown.
    pub radius: Option<Length>,
    pub cut: Option<Cut>,
    pub matte: Option<Matte>,
    /// A group that meets what is below as one, though nothing is done to it as a whole.
    pub isolated: bool,
}

/// A shape within which a layer is seen. Per cents are of the layer as it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    pub ellipse: bool,
    pub size: [Length; 2],
    /// Where its middle stands.
    pub position: [Length; 2],
    pub radius: Length,
    pub feather: Length,
    pub invert: bool,
}

/// Another layer that says how much is seen; none where that one shows nothing itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Matte {
    pub layer: Option<Box<SceneLayer>>,
    pub channel: Channel,
    pub invert: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SceneContent {
    /// Fills the canvas before placement.
    Solid(Rgba),
    /// Fills the canvas before placement, as a solid does.
    Gradient(Arc<Gradient>),
    Image(Arc<PathBuf>),
    /// A drawing that is `size` large by its own word. A `steady` one is drawn at exactly the size at which it is shown, one
    /// whose size moves at a near one.
    Drawing {
        source: Arc<PathBuf>,
        size: [f64; 2],
        steady: bool,
    },
    /// Frame `frame` of an animated image of such a size.
    Animation {
        source: Arc<PathBuf>,
        size: (u32, u32),
        frame: u64,
    },
    /// Frame `frame` of the source's first video stream, in presentation order.
    Video {
        source: Arc<PathBuf>,
        frame: u64,
    },
    Text(Arc<Text>),
    /// The first units of a text that is laid out as a whole.
    Reveal {
        text: Arc<Text>,
        by: RevealBy,
        units: u32,
    },
    /// Texts that share a place: the first stands there, each further one beyond those before it.
    Stack(Vec<SceneLayer>),
    /// Layers on a canvas of their own, bottom to top.
    Group {
        size: (u32, u32),
        layers: Vec<SceneLayer>,
    },
    Shape(Arc<Shape>),
    Spectrum(Box<SceneSpectrum>),
    Waveform(Box<SceneWaveform>),
    Particles(Box<SceneParticles>),
    Objects(Arc<SceneObjects>),
    Notes(Arc<SceneNotes>),
    /// Fills the canvas before placement, as a solid does.
    Shader(Box<SceneShader>),
    /// What a shader makes of two pictures.
    Between(Box<SceneBetween>),
    /// What depends on the frames before.
    Steps(Box<SceneSteps>),
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
    pub passing: Passing,
}

/// How far a layer has come in or gone out, by side: left, right, top, bottom.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Passing {
    /// Parts of the way on which it is wholly beyond the canvas.
    pub slid: [f64; 4],
    /// Parts of the layer that are not seen.
    pub wiped: [f64; 4],
}

/// A layer's rectangle as it is shown: cropped and fitted, before it is scaled and turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// What is cropped away on the left and at the top, in the content's own pixels.
    pub from: [f64; 2],
    /// Canvas pixels per pixel of the content.
    pub factor: [f64; 2],
    /// Canvas pixels.
    pub size: [f64; 2],
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
}

impl Placement {
    /// Content as large as the canvas, just where that is.
    pub fn whole() -> Self {
        let none = Length::Px(0.0);
        Self {
            fit: Fit::None,
            position: [0.0; 2],
            anchor_fraction: [0.0; 2],
            anchor_px: [0.0; 2],
            scale: [1.0; 2],
            rotate: 0.0,
            crop: Crop { left: none, right: none, top: none, bottom: none },
            passing: Passing::default(),
        }
    }

    /// The map from the content's own pixels (`size`, before cropping) to canvas pixels.
    ///
    /// Fit scales the cropped content to the canvas; scale and rotation then turn it about its anchor.
    pub fn matrix(&self, size: [f64; 2], canvas: [f64; 2]) -> Affine {
        let Shown { from: [left, top], factor: fit, size: shown } = self.shown(size, canvas);
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
        let map = Affine {
            a: a * fit[0],
            b: b * fit[0],
            c: c * fit[1],
            d: d * fit[1],
            e: a * offset[0] + c * offset[1] + self.position[0],
            f: b * offset[0] + d * offset[1] + self.position[1],
        };
        if self.passing.slid == [0.0; 4] { map } else { self.slid(map, (size, canvas)) }
    }

    /// Moved on its way from beyond the canvas.
    fn slid(&self, map: Affine, (size, canvas): ([f64; 2], [f64; 2])) -> Affine {
        let [left, right, top, bottom] = self.crop_px(size);
        let corners =
            [[left, top], [size[0] - right, top], [left, size[1] - bottom], [size[0] - right, size[1] - bottom]]
                .map(|corner| map.apply(corner));
        let least = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::INFINITY, f64::min);
        let most = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::NEG_INFINITY, f64::max);
        let [to_left, to_right, to_top, to_bottom] = self.passing.slid;
        // What is beyond the canvas already has no way to go.
        let x = to_right * (canvas[0] - least(0)).max(0.0) - to_left * most(0).max(0.0);
        let y = to_bottom * (canvas[1] - least(1)).max(0.0) - to_top * most(1).max(0.0);
        Affine { e: map.e + x, f: map.f + y, ..map }
    }

    /// How content of `size` is shown on a canvas.
    pub fn shown(&self, size: [f64; 2], canvas: [f64; 2]) -> Shown {
        let [left, right, top, bottom] = self.crop_px(size);
        let cropped = [(size[0] - left - right).max(0.0), (size[1] - top - bottom).max(0.0)];
        let ratio = [canvas[0] / cropped[0].max(1e-9), canvas[1] / cropped[1].max(1e-9)];
        let factor = match self.fit {
            Fit::Cover => [ratio[0].max(ratio[1]); 2],
            Fit::Contain => [ratio[0].min(ratio[1]); 2],
            Fit::Fill => ratio,
            Fit::None => [1.0, 1.0],
        };
        Shown { from: [left, top], factor, size: [cropped[0] * factor[0], cropped[1] * factor[1]] }
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

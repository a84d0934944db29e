//! Where a chunk's frames are composed: on the device, or on the CPU in the encoder's planes.

use serde::{Deserialize, Serialize};

use crate::base::facts::{Facts, VideoFacts};
use crate::project::model::{Blend, CanvasColor, Pixels};
use crate::timeline::{Plainly, Scene, SceneContent, SceneLayer, Timeline};

use super::key::Common;

/// Where a chunk's frames are composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RenderPath {
    Gpu,
    Planar,
}

impl RenderPath {
    /// The path of a chunk that shows these export frames, half open.
    pub fn of(timeline: &Timeline, common: &Common, (from, to): (u64, u64)) -> Self {
        let mut choice = Choice::new(common);
        let mut scene = Scene::default();
        for frame in from..to {
            if choice.path() == Self::Gpu {
                break;
            }
            timeline.scene(frame, &mut scene);
            choice.look(&scene);
        }
        choice.path()
    }
}

/// Finds the path of a chunk while its scenes go by.
#[derive(Debug)]
pub(super) struct Choice<'a> {
    facts: &'a Facts,
    canvas: (u32, u32),
    path: RenderPath,
}

impl<'a> Choice<'a> {
    pub fn new(common: &Common<'a>) -> Self {
        let video = &common.export.video;
        // A hardware adapter composes anything faster than a CPU does.
        let planar = common.class.software && video.pixels == Pixels::Yuv420p && video.color == CanvasColor::Srgb;
        let path = if planar { RenderPath::Planar } else { RenderPath::Gpu };
        Self { facts: common.facts, canvas: common.canvas, path }
    }

    /// Looks at the next scene: one that needs the device takes all of the chunk there.
    pub fn look(&mut self, scene: &Scene) {
        if self.path == RenderPath::Planar && !self.plain(scene) {
            self.path = RenderPath::Gpu;
        }
    }

    pub fn path(&self) -> RenderPath {
        self.path
    }

    fn plain(&self, scene: &Scene) -> bool {
        // What blends with a background that lets light through must know how much.
        let mixes = scene.background.is_some_and(|color| color.a >= 1.0);
        scene.layers.iter().all(|layer| self.lies(layer, mixes))
    }

    /// Whether a layer only lies on what is below it.
    fn lies(&self, layer: &SceneLayer, mixes: bool) -> bool {
        if layer.opacity <= 0.0 {
            return true;
        }
        match layer.plainly(self.canvas) {
            Plainly::Formed => false,
            Plainly::Folder(layers) => layers.iter().all(|layer| self.lies(layer, mixes)),
            Plainly::Dissolve(first, second) => {
                let both = first.into_iter().chain([second]);
                both.into_iter().all(|layer| match layer.plainly(self.canvas) {
                    Plainly::Alone => self.seen(layer),
                    Plainly::Sheet(_, layers) => layers.iter().all(on_a_sheet),
                    _ => false,
                })
            }
            Plainly::Sheet(_, layers) => blends(layer.blend, mixes) && layers.iter().all(on_a_sheet),
            Plainly::Alone => blends(layer.blend, mixes) && self.seen(layer),
        }
    }

    /// Whether a layer's content can be had without the device.
    fn seen(&self, layer: &SceneLayer) -> bool {
        match &layer.content {
            SceneContent::Video { source, .. } => {
                let facts = self.facts.sources.get(source.as_ref()).and_then(|source| source.video());
                layer.placement.rotate % 180.0 == 0.0 && facts.is_some_and(plain_video)
            }
            _ => still(layer),
        }
    }
}

fn blends(blend: Blend, mixes: bool) -> bool {
    match blend {
        Blend::Normal => true,
        Blend::Hue | Blend::Saturation | Blend::Color | Blend::Luminosity => false,
        _ => mixes,
    }
}

/// A layer of a group that is drawn for itself.
fn on_a_sheet(layer: &SceneLayer) -> bool {
    if layer.opacity <= 0.0 {
        return true;
    }
    let plain = layer.blend == Blend::Normal && layer.effects.is_empty();
    let formed = &layer.form;
    let formed = formed.radius.is_some() || formed.cut.is_some() || formed.matte.is_some();
    plain
        && !formed
        && match &layer.content {
            SceneContent::Group { layers, .. } => layers.iter().all(on_a_sheet),
            _ => still(layer),
        }
}

/// What is drawn on the CPU in any case, whoever lays it on what is below.
fn still(layer: &SceneLayer) -> bool {
    match &layer.content {
        SceneContent::Stack(layers) => layers.iter().all(|layer| layer.blend == Blend::Normal && still(layer)),
        SceneContent::Solid(_)
        | SceneContent::Gradient(_)
        | SceneContent::Image(_)
        | SceneContent::Drawing { .. }
        | SceneContent::Animation { .. }
        | SceneContent::Text(_)
        | SceneContent::Reveal { .. }
        | SceneContent::Shape(_)
        | SceneContent::Spectrum(_)
        | SceneContent::Waveform(_) => true,
        SceneContent::Video { .. }
        | SceneContent::Group { .. }
        | SceneContent::Particles(_)
        | SceneContent::Objects(_)
        | SceneContent::Notes(_)
        | SceneContent::Shader(_)
        | SceneContent::Between(_)
        | SceneContent::Steps(_) => false,
    }
}

/// A video whose planes may be scaled each for itself: upright, without alpha, in colours that mean light as the canvas's do.
fn plain_video(video: &VideoFacts) -> bool {
    const RGB: u8 = 0;
    const PQ_AND_HLG: [u8; 2] = [16, 18];
    const WIDER: [u8; 3] = [9, 11, 12];
    let color = &video.color;
    !video.alpha
        && video.rotation.is_multiple_of(180)
        && color.matrix != RGB
        && !PQ_AND_HLG.contains(&color.transfer)
        && !WIDER.contains(&color.primaries)
}

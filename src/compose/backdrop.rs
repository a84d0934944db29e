//! The layers at the bottom that stay the same for a while: drawn and converted once, and kept as a picture that the others
//! move above.
//!
//! What comes out is the same to the byte with a backdrop and without: it keeps the canvas's own pixels and the planes that they
//! were converted to, and samples that nothing moves over are taken as they are.

use crate::project::model::Rgba;
use crate::timeline::scene::{Scene, SceneContent, SceneLayer, View};

/// What lies below the layers that move.
#[derive(Debug, Default)]
pub(super) struct Backdrop {
    last: Ground,
    /// How many of the lowest layers were the same in the last two scenes.
    settled: usize,
    kept: Option<Kept>,
}

/// A background with the lowest layers on it.
#[derive(Debug, Default, PartialEq)]
struct Ground {
    background: Option<Rgba>,
    view: Option<View>,
    layers: Vec<SceneLayer>,
}

/// A ground that was drawn.
#[derive(Debug)]
struct Kept {
    ground: Ground,
    picture: Picture,
}

/// Both forms of what was drawn, to be read by kernels.
#[derive(Debug, Clone)]
pub(super) struct Picture {
    pub canvas: wgpu::BindGroup,
    pub planes: wgpu::BindGroup,
}

/// What a scene's lowest layers come from.
#[derive(Debug)]
pub(super) enum Below {
    /// They are drawn as all others.
    Nothing,
    /// So many of them are in the picture.
    Picture(usize, Picture),
    /// So many of them are worth a picture.
    Wanted(usize),
}

impl Backdrop {
    /// Looks at the next scene.
    pub fn below(&mut self, scene: &Scene) -> Below {
        let same_ground = self.last.background == scene.background && self.last.view == scene.view;
        let settled = if same_ground { common(&self.last.layers, &scene.layers) } else { 0 };
        let worth = self.settled.min(settled);
        self.settled = settled;
        self.last.background = scene.background;
        self.last.view = scene.view;
        self.last.layers.clone_from(&scene.layers);
        // What lets light through is told from what lies on it by its alpha, and a picture has none.
        if scene.background.is_none_or(|color| color.a < 1.0) {
            return Below::Nothing;
        }
        let kept = self.kept.as_ref().filter(|kept| {
            let Ground { background, view, layers } = &kept.ground;
            *background == scene.background && *view == scene.view && scene.layers.starts_with(layers)
        });
        let known = kept.map_or(0, |kept| kept.ground.layers.len());
        if worth > known && pays(&scene.layers[known..worth]) {
            return Below::Wanted(worth);
        }
        kept.map_or(Below::Nothing, |kept| Below::Picture(known, kept.picture.clone()))
    }

    pub fn keep(&mut self, scene: &Scene, picture: Picture) {
        let ground = Ground { background: scene.background, view: scene.view, layers: scene.layers.clone() };
        self.kept = Some(Kept { ground, picture });
    }

    /// Forgets what was drawn, after work that may never have reached the device.
    pub fn forget(&mut self) {
        self.kept = None;
        self.settled = 0;
    }
}

/// How many layers are the same from the bottom on. What moves by itself ends them: it will be another one soon.
fn common(before: &[SceneLayer], now: &[SceneLayer]) -> usize {
    before.iter().zip(now).take_while(|(before, now)| before == now && still(now)).count()
}

fn still(layer: &SceneLayer) -> bool {
    let matte = layer.form.matte.as_ref().and_then(|matte| matte.layer.as_deref());
    let content = match &layer.content {
        SceneContent::Video { .. }
        | SceneContent::Animation { .. }
        | SceneContent::Reveal { .. }
        | SceneContent::Between(_)
        | SceneContent::Steps(_) => false,
        SceneContent::Group { layers, .. } => layers.iter().all(still),
        _ => true,
    };
    content && matte.is_none_or(still)
}

/// One colour over everything costs nothing as it is.
fn pays(layers: &[SceneLayer]) -> bool {
    layers.len() > 1 || layers.iter().any(|layer| !matches!(layer.content, SceneContent::Solid(_)))
}

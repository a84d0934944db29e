//! A scene's layers from the top down to the first that hides all below, and then laid on the planes from there up.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Failure, Reason};
use crate::compose::Pictures;
use crate::compose::color::encode;
use crate::compose::geometry::Placed;
use crate::compose::scene_plan::Frame;
use crate::compose::text::stacked;
use crate::project::model::{Blend, Rgba};
use crate::timeline::Plainly;
use crate::timeline::scene::{Affine, Placement, Scene, SceneContent, SceneLayer};

use super::bars::Bars;
use super::groups::Groups;
use super::ink::{self, Inked, Plane};
use super::kept::Kept;
use super::sprite::Sprite;
use super::stills::{LookKey, Shown, Stills};
use super::video::{self, VideoRows, seen};

/// Where the pixels of layers come from, and what is kept of them.
#[derive(Debug)]
pub(super) struct Sources {
    stills: Stills,
    groups: Groups,
    sprites: Kept<SpriteKey, Sprite>,
}

/// What a sprite shows, and where.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct SpriteKey(LookKey, [u64; 10]);

/// One layer on its way to the planes.
#[derive(Debug)]
struct Item<'a> {
    what: What<'a>,
    opacity: f32,
    blend: Blend,
    /// It covers all of the output, and only its opacity may let light through.
    covers: bool,
}

#[derive(Debug)]
enum What<'a> {
    Fill([u8; 3]),
    Sprite(Arc<Sprite>),
    Bars(Bars),
    Video { index: usize, source: &'a Arc<PathBuf>, frame: u64, placement: &'a Placement },
}

#[derive(Debug)]
enum Step<'a> {
    One(Item<'a>),
    /// What adds up.
    Both(Vec<Item<'a>>),
}

/// What is to be laid on the planes, top to bottom.
#[derive(Debug)]
pub(super) struct Stack<'a>(Vec<Step<'a>>);

impl Sources {
    pub fn new(cache_bytes: u64) -> Self {
        let groups = Groups::default();
        Self { stills: Stills::new(cache_bytes / 2), groups, sprites: Kept::new(cache_bytes / 2) }
    }

    /// Bytes that are kept from frame to frame.
    pub fn bytes(&self) -> u64 {
        self.stills.bytes() + self.groups.bytes() + self.sprites.bytes()
    }

    /// Finds out what of a scene is seen, and draws all that is no video.
    pub fn stack<'a>(
        &mut self,
        scene: &'a Scene,
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<Stack<'a>, Failure> {
        self.stills.begin_frame();
        self.groups.begin_frame();
        // What moves is another sprite in each frame, and not worth the memory.
        self.sprites.only_lasting();
        self.sprites.begin_frame();
        let mut steps = Vec::new();
        let hidden = self.gather(&scene.layers, frame, pictures, &mut steps)?;
        if !hidden {
            let Rgba { r, g, b, a } = scene.background.unwrap_or(Rgba { r: 0.0, g: 0.0, b: 0.0, a: 0.0 });
            steps.push(Step::One(Item {
                what: What::Fill(encode([r * a, g * a, b * a, a])),
                opacity: 1.0,
                blend: Blend::Normal,
                covers: true,
            }));
        }
        Ok(Stack(steps))
    }

    /// Says whether one of the layers hides all that is below.
    fn gather<'a>(
        &mut self,
        layers: &'a [SceneLayer],
        frame: Frame,
        pictures: &mut dyn Pictures,
        into: &mut Vec<Step<'a>>,
    ) -> Result<bool, Failure> {
        for layer in layers.iter().rev().filter(|layer| layer.opacity > 0.0) {
            let hides = match (layer.plainly(frame.canvas), &layer.content) {
                (Plainly::Formed, _) => return Err(not_here()),
                (Plainly::Folder(layers), _) => self.gather(layers, frame, pictures, into)?,
                (Plainly::Dissolve(first, second), _) => self.dissolve((first, second), frame, pictures, into)?,
                (_, SceneContent::Stack(texts)) => {
                    for text in stacked(texts, &mut self.stills.typesetter, f64::from(frame.canvas.0)).iter().rev() {
                        let shown = self.stills.shown(text, frame, pictures)?;
                        let sprite = shown.and_then(|shown| self.sprite(shown, frame));
                        into.extend(sprite.map(|(sprite, _)| {
                            let opacity = text.opacity.min(1.0);
                            Step::One(Item { what: What::Sprite(sprite), opacity, blend: text.blend, covers: false })
                        }));
                    }
                    false
                }
                _ => {
                    let item = self.item(layer, true, frame, pictures)?;
                    let hides = item
                        .as_ref()
                        .is_some_and(|item| item.covers && item.opacity >= 1.0 && item.blend == Blend::Normal);
                    into.extend(item.map(Step::One));
                    hides
                }
            };
            if hides {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn dissolve<'a>(
        &mut self,
        (first, second): (Option<&'a SceneLayer>, &'a SceneLayer),
        frame: Frame,
        pictures: &mut dyn Pictures,
        into: &mut Vec<Step<'a>>,
    ) -> Result<bool, Failure> {
        let above = self.item(second, false, frame, pictures)?;
        let below = first.map(|first| self.item(first, false, frame, pictures)).transpose()?.flatten();
        match (below, above) {
            // Both are everywhere, and so the one lies on the other as far as it is there.
            (Some(below), Some(above))
                if below.covers && above.covers && (below.opacity + above.opacity - 1.0).abs() < 1e-4 =>
            {
                into.push(Step::One(Item { blend: Blend::Normal, ..above }));
                into.push(Step::One(Item { opacity: 1.0, ..below }));
                Ok(true)
            }
            (Some(below), Some(above)) => {
                into.push(Step::Both(vec![below, above]));
                Ok(false)
            }
            (below, above) => {
                into.extend(above.or(below).map(|item| Step::One(Item { blend: Blend::Normal, ..item })));
                Ok(false)
            }
        }
    }

    fn item<'a>(
        &mut self,
        layer: &'a SceneLayer,
        alone: bool,
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Item<'a>>, Failure> {
        let (opacity, blend, placement) = (layer.opacity.min(1.0), layer.blend, &layer.placement);
        let item = |what, covers| Some(Item { what, opacity, blend, covers });
        let plain = alone && blend == Blend::Normal;
        let shown = match &layer.content {
            SceneContent::Video { source, frame: number } => {
                let size = pictures.video_size(source)?;
                // What lies beside the output is not decoded.
                if !frame.sees(placement, size) {
                    return Ok(None);
                }
                let what = What::Video { index: layer.index, source, frame: *number, placement };
                return Ok(item(what, video::hides(placement, size, frame)));
            }
            SceneContent::Solid(color) if plain => match Bars::solid(*color, placement, frame) {
                Some(bars) => {
                    let covers = bars.covers(frame.output);
                    return Ok(item(What::Bars(bars), covers));
                }
                None => self.stills.shown(layer, frame, pictures)?,
            },
            SceneContent::Spectrum(spectrum) if plain => match Bars::new(spectrum, placement, frame) {
                Some(bars) => return Ok(item(What::Bars(bars), false)),
                None => self.stills.shown(layer, frame, pictures)?,
            },
            SceneContent::Group { size, layers } => {
                self.groups.shown(&mut self.stills, (layer, *size, layers), frame, pictures)?
            }
            _ => self.stills.shown(layer, frame, pictures)?,
        };
        Ok(shown
            .and_then(|shown| self.sprite(shown, frame))
            .and_then(|(sprite, covers)| item(What::Sprite(sprite), covers)))
    }

    /// A still where it stands, and whether it hides all below. `None` where nothing of it is seen.
    fn sprite(&mut self, shown: Shown, frame: Frame) -> Option<(Arc<Sprite>, bool)> {
        let placed = Placed::new(shown.to_output, shown.rect, frame.output)?;
        let Affine { a, b, c, d, e, f } = placed.to_source;
        let [left, top, right, bottom] = placed.rect;
        let place = [a, b, c, d, e, f, left, top, right, bottom].map(f64::to_bits);
        let make = || Sprite::new(&shown.look, &placed, frame.output);
        let sprite = match shown.key {
            None => Arc::new(make()),
            Some(key) => {
                let key = SpriteKey(key, place);
                match self.sprites.get(&key) {
                    Some(sprite) => sprite,
                    None => {
                        let sprite = make();
                        let bytes = sprite.bytes();
                        self.sprites.put(key, sprite, bytes)
                    }
                }
            }
        };
        let covers = placed.covers && shown.look.opaque();
        Some((sprite, covers))
    }
}

impl Stack<'_> {
    /// Lays all of it on the planes, the lowest first.
    pub fn lay(self, frame: Frame, pictures: &mut dyn Pictures, planes: &mut [Plane<'_>; 3]) -> Result<(), Failure> {
        for step in self.0.into_iter().rev() {
            match step {
                Step::One(item) => item.lay(frame, pictures, planes)?,
                Step::Both(items) => {
                    let mut both = Vec::with_capacity(items.len());
                    for item in &items {
                        both.extend(item.kept(frame, pictures)?);
                    }
                    ink::make_room(&mut both, planes);
                    both.iter_mut().for_each(|inked| inked.add(planes));
                }
            }
        }
        Ok(())
    }
}

impl Item<'_> {
    fn lay(self, frame: Frame, pictures: &mut dyn Pictures, planes: &mut [Plane<'_>; 3]) -> Result<(), Failure> {
        match &self.what {
            What::Fill(codes) => ink::fill(*codes, planes),
            What::Bars(bars) => bars.lay(self.opacity, planes),
            What::Sprite(sprite) => {
                Inked::Sprite(Arc::clone(sprite), seen(self.opacity)).meet(self.blend, planes);
            }
            What::Video { index, source, frame: number, placement } => {
                let picture = pictures.video(*index, source, *number)?;
                let rows = VideoRows::new((&picture, source), placement, seen(self.opacity), frame)?;
                if let Some(rows) = rows {
                    Inked::Video(Box::new(rows)).meet(self.blend, planes);
                }
            }
        }
        Ok(())
    }

    /// What the item shows, whatever others show meanwhile.
    fn kept(&self, frame: Frame, pictures: &mut dyn Pictures) -> Result<Option<Inked<'static>>, Failure> {
        match &self.what {
            What::Fill(_) | What::Bars(_) => Err(not_here()),
            What::Sprite(sprite) => Ok(Some(Inked::Sprite(Arc::clone(sprite), seen(self.opacity)))),
            What::Video { index, source, frame: number, placement } => {
                let picture = pictures.video(*index, source, *number)?;
                let rows = VideoRows::new((&picture, source), placement, seen(self.opacity), frame)?;
                Ok(rows.map(|rows| Inked::Video(Box::new(rows.kept()))))
            }
        }
    }
}

/// What the plan sends elsewhere.
fn not_here() -> Failure {
    Failure::new(Reason::Crashed, "a layer that needs the device was to be composed without it")
}

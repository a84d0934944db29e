//! Another project as a layer: its own canvas and time line, run through as a clip is.

use std::sync::Arc;

use crate::base::Rational;
use crate::project::model::{Blend, Hold, Layer, Project, Rgba};
use crate::project::span;

use super::lists::Shelf;
use super::moment::World;
use super::resolve::{Grounds, TimedLayer};
use super::scene::{Form, Placement, SceneContent, SceneLayer};

/// A project's layers, with the moments of its own time line that the layer's time stands for.
#[derive(Debug, Clone)]
pub(super) struct NestedProject {
    world: World,
    size: (u32, u32),
    /// The background's number among all layers.
    index: usize,
    background: Rgba,
    layers: Shelf,
    /// Its layers meet what lies below it nowhere but through its own canvas.
    pub isolated: bool,
    from: Rational,
    until: Rational,
    speed: Rational,
    hold: Hold,
    reverse: bool,
    looped: bool,
    /// How long one of its own frames lasts.
    frame: Rational,
}

impl NestedProject {
    /// `lasts` is how long the layer is seen.
    pub fn new(layer: &Layer, project: &Arc<Project>, next: &mut usize, outer: Grounds<'_>, lasts: Rational) -> Self {
        let index = *next;
        *next += 1;
        let (from, speed) = (span::layer_from(layer), span::layer_speed(layer));
        // One without an end of its own goes on for as long as it is shown.
        let duration = span::duration(project, outer.facts).unwrap_or(from + lasts * speed);
        let canvas = &project.canvas;
        let layers = TimedLayer::all(&project.layers, next, Grounds { duration, ..outer });
        Self {
            world: World::new(project, outer.facts, outer.ears),
            size: (canvas.width, canvas.height),
            index,
            background: canvas.background,
            isolated: canvas.background.a < 1.0 && project.all_layers().any(|layer| layer.blend != Blend::Normal),
            layers,
            from,
            until: layer.from.and_then(|from| from.end).unwrap_or(duration),
            speed,
            hold: layer.hold,
            reverse: layer.reverse,
            looped: layer.looped,
            frame: canvas.fps.recip().unwrap_or(Rational::ZERO),
        }
    }

    pub fn layers_mut(&mut self) -> &mut Shelf {
        &mut self.layers
    }

    /// What it shows when the layer has been there for so long; `None` where that is nothing.
    pub fn at(&self, since: Rational) -> Option<SceneContent> {
        let time = self.moment(since)?;
        let inside = [f64::from(self.size.0), f64::from(self.size.1)];
        let background = (self.background.a > 0.0).then(|| SceneLayer {
            index: self.index,
            content: SceneContent::Solid(self.background),
            placement: Placement::whole(),
            opacity: 1.0,
            blend: Blend::Normal,
            form: Form::default(),
            effects: Vec::new(),
        });
        let mut layers: Vec<SceneLayer> = background.into_iter().collect();
        self.layers.show(&self.world.at(time, inside), &mut layers);
        (!layers.is_empty()).then_some(SceneContent::Group { size: self.size, layers })
    }

    /// The moment of its own time line.
    fn moment(&self, since: Rational) -> Option<Rational> {
        let mut played = since * self.speed;
        let length = self.until - self.from;
        if self.looped && length.is_positive() && played >= length {
            let rounds = i64::try_from((played / length).floor()).ok()?;
            played = played - length * Rational::from_int(rounds);
        }
        // The last frame that its own export would have.
        let frames = ((length / self.frame).ceil() - 1).max(0);
        let last = self.frame * Rational::from_int(i64::try_from(frames).unwrap_or(0));
        let played = match self.hold {
            _ if played < length => played,
            Hold::None => return None,
            Hold::First => Rational::ZERO,
            Hold::Last | Hold::Unset => last,
        };
        // Played backwards, a moment belongs to the frame that ends there.
        Some(self.from + if self.reverse { (last - played).max(Rational::ZERO) } else { played })
    }
}

//! Another project as a layer: its own canvas and time line, run through as a clip is.

use std::sync::Arc;

use crate::base::Rational;
use crate::base::facts::Facts;
use crate::project::model::{Blend, Crop, Fit, Hold, Layer, Length, Project, Rgba};
use crate::project::span;

use super::lists::Shelf;
use super::resolve::TimedLayer;
use super::scene::{Form, Passing, Placement, SceneContent, SceneLayer};

/// A project's layers, with the moments of its own time line that the layer's time stands for.
#[derive(Debug, Clone)]
pub(super) struct NestedProject {
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
    /// How long one of its own frames lasts.
    frame: Rational,
}

impl NestedProject {
    /// `lasts` is how long the layer is seen.
    pub fn new(layer: &Layer, project: &Arc<Project>, next: &mut usize, facts: &Facts, lasts: Rational) -> Self {
        let index = *next;
        *next += 1;
        let (from, speed) = (span::layer_from(layer), span::layer_speed(layer));
        // One without an end of its own goes on for as long as it is shown.
        let duration = span::duration(project, facts).unwrap_or(from + lasts * speed);
        let canvas = &project.canvas;
        let layers = TimedLayer::all(&project.layers, next, facts, duration);
        Self {
            size: (canvas.width, canvas.height),
            index,
            background: canvas.background,
            isolated: canvas.background.a < 1.0 && project.all_layers().any(|layer| layer.blend != Blend::Normal),
            layers,
            from,
            until: layer.from.and_then(|from| from.end).unwrap_or(duration),
            speed,
            hold: layer.hold,
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
            placement: whole(),
            opacity: 1.0,
            blend: Blend::Normal,
            form: Form::default(),
        });
        let mut layers: Vec<SceneLayer> = background.into_iter().collect();
        self.layers.show(time, inside, &mut layers);
        (!layers.is_empty()).then_some(SceneContent::Group { size: self.size, layers })
    }

    /// The moment of its own time line.
    fn moment(&self, since: Rational) -> Option<Rational> {
        let wanted = self.from + since * self.speed;
        if wanted < self.until {
            return Some(wanted);
        }
        match self.hold {
            Hold::None => None,
            Hold::First => Some(self.from),
            // The last frame that its own export would have.
            Hold::Last | Hold::Unset => {
                let frames = ((self.until - self.from) / self.frame).ceil() - 1;
                Some(self.from + self.frame * Rational::from_int(i64::try_from(frames.max(0)).unwrap_or(0)))
            }
        }
    }
}

/// All of a canvas.
fn whole() -> Placement {
    let nothing = Length::Px(0.0);
    Placement {
        fit: Fit::None,
        position: [0.0; 2],
        anchor_fraction: [0.0; 2],
        anchor_px: [0.0; 2],
        scale: [1.0; 2],
        rotate: 0.0,
        crop: Crop { left: nothing, right: nothing, top: nothing, bottom: nothing },
        passing: Passing::default(),
    }
}

//! Layers that depend on what they showed before: shaders that keep pictures. They go from canvas frame to canvas frame since
//! their start, whatever the rate of the export; between two they stand still.

use super::effects;
use super::moment::{Moment, World};
use super::resolve::{TimedLayer, TimedSource, Timeline};
use super::scene::{Form, Placement, Scene, SceneContent, SceneLayer, SceneSteps};
use super::shading::first_frame;
use crate::base::Rational;
use crate::project::model::{Blend, Crop, Effect, Fit, Length};

impl TimedLayer {
    /// Whether what it shows depends on what it showed before.
    pub fn is_stateful(&self) -> bool {
        matches!(&self.source, TimedSource::Shader(shader) if shader.stateful)
            || self.shaders.iter().flatten().any(|shader| shader.stateful)
    }

    /// As it is seen at a moment: the steps up to there, and what is done to them.
    pub(super) fn stepped(&self, moment: &Moment<'_>) -> Option<SceneLayer> {
        let mut outer = self.shown(moment, false)?;
        let steps = self.step(moment.frame(), moment.canvas, moment.world);
        let (effects, shaders) = self.kept();
        let (rest, rest_shaders) = (&self.layer.effects[effects..], &self.shaders[shaders..]);
        outer.effects = effects::settle(rest, rest_shaders, &moment.within(self.start, self.end));
        if !self.is_canvas() {
            outer.placement = Placement { fit: Fit::None, crop: no_crop(), ..outer.placement };
        }
        outer.content = SceneContent::Steps(Box::new(steps));
        Some(outer)
    }

    /// What happens in one canvas frame.
    fn step(&self, frame: u64, canvas: [f64; 2], world: &World) -> SceneSteps {
        let first = first_frame(self.start, world.fps);
        let frame = frame.max(first);
        let time = Rational::from_int(i64::try_from(frame).unwrap_or(i64::MAX)) / world.fps;
        let moment = world.at(time.max(self.start), canvas).within(self.start, self.end);
        let (effects, shaders) = self.kept();
        let effects = effects::settle(&self.layer.effects[..effects], &self.shaders[..shaders], &moment);
        let size = canvas.map(|side| side as u32).into();
        let (content, shown) = match self.shown(&moment, true) {
            Some(shown) => (shown.content, shown.placement),
            None => (SceneContent::Group { size, layers: Vec::new() }, Placement::whole()),
        };
        let cut = Placement { fit: shown.fit, crop: shown.crop, ..Placement::whole() };
        let placement = if self.is_canvas() { Placement::whole() } else { cut };
        let (blend, form) = (Blend::Normal, Form::default());
        let inner = SceneLayer { index: self.index, content, placement, opacity: 1.0, blend, form, effects };
        SceneSteps { node: self.index, first, frame, canvas: size, inner }
    }

    /// Whether its steps are drawn by a shader that fills the canvas: what is cropped of that is cropped when it is shown.
    fn is_canvas(&self) -> bool {
        matches!(&self.source, TimedSource::Shader(shader) if shader.stateful)
    }

    /// How many of its effects, and of the shaders among them, belong to its steps: up to the last that keeps something.
    fn kept(&self) -> (usize, usize) {
        let mut shaders = 0;
        let mut kept = (0, 0);
        for (at, effect) in self.layer.effects.iter().enumerate() {
            if let Effect::Shader(_) = effect {
                let shader = self.shaders.get(shaders);
                shaders += 1;
                if shader.is_some_and(|shader| shader.as_ref().is_some_and(|shader| shader.stateful)) {
                    kept = (at + 1, shaders);
                }
            }
        }
        kept
    }
}

impl Timeline {
    /// Canvas frames a second.
    pub fn frames_a_second(&self) -> f64 {
        self.world().fps.to_f64()
    }

    /// Whether anything depends on what was shown before.
    pub fn has_steps(&self) -> bool {
        let mut found = false;
        self.each_layer(&mut |layer, _| found |= layer.is_stateful());
        found
    }

    /// What happens to a layer in one canvas frame; `None` where it takes no steps.
    pub fn step(&self, node: usize, frame: u64) -> Option<SceneSteps> {
        let mut found = None;
        self.each_layer(&mut |layer, canvas| {
            if layer.index == node && layer.is_stateful() {
                found = Some(layer.step(frame, canvas, self.world()));
            }
        });
        found
    }

    /// Every layer with its canvas; not those of projects that are shown, which take no steps.
    fn each_layer(&self, see: &mut dyn FnMut(&TimedLayer, [f64; 2])) {
        let mut waiting: Vec<(&TimedLayer, [f64; 2])> = Vec::new();
        waiting.extend(self.layers().all().map(|layer| (layer, self.canvas())));
        while let Some((layer, canvas)) = waiting.pop() {
            see(layer, canvas);
            if let TimedSource::Group { size, layers } = &layer.source {
                let inside = [f64::from(size.0), f64::from(size.1)];
                waiting.extend(layers.all().map(|layer| (layer, inside)));
            }
        }
    }
}

/// The steps that are seen in a scene, but for those that lie in others.
pub fn steps_of(scene: &Scene) -> Vec<&SceneSteps> {
    let mut found = Vec::new();
    steps_in(&scene.layers, &mut found);
    found
}

/// The steps among layers, but for those that lie in others.
pub fn steps_in<'a>(layers: &'a [SceneLayer], found: &mut Vec<&'a SceneSteps>) {
    for layer in layers {
        if let Some(matte) = layer.form.matte.as_ref().and_then(|matte| matte.layer.as_deref()) {
            steps_in(std::slice::from_ref(matte), found);
        }
        match &layer.content {
            SceneContent::Group { layers, .. } | SceneContent::Stack(layers) => steps_in(layers, found),
            SceneContent::Between(between) => {
                steps_in(&between.from, found);
                steps_in(&between.to, found);
            }
            SceneContent::Steps(steps) => found.push(steps),
            _ => {}
        }
    }
}

fn no_crop() -> Crop {
    let none = Length::Px(0.0);
    Crop { left: none, right: none, top: none, bottom: none }
}

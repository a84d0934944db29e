//! The layers of a project at one time.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::Rational;
use crate::base::facts::Facts;
use crate::project::model::{
    Effect, Export, Fade, Framing, Gradient, Kind, Layer, Length, Moving, Particles, Project, Reveal, Rgba, Shape,
    Spectrum, Text, Waveform,
};
use crate::project::shader::UsedAs;
use crate::project::span;

use super::captions::TimedCaptions;
use super::effects;
use super::form::{Presence, crop_at, form_at};
use super::frames::Frames;
use super::framing;
use super::hearing::{Ears, deaf};
use super::lists::Shelf;
use super::moment::{Moment, World};
use super::motion;
use super::moving::{At, lengths_at, settled};
use super::moving_source::MovingSource;
use super::nested::NestedProject;
use super::notes::TimedNotes;
use super::objects::TimedObjects;
use super::particles::particles_at;
use super::reveal::{most_units, units_after};
use super::scene::{Form, Placement, Scene, SceneContent, SceneLayer};
use super::shading::TimedShader;
use super::sounds::{self, SoundPlan};
use super::spectrum::spectrum_at;
use super::still;
use super::waveform::waveform_at;

/// Raised when the same project, facts and time give another scene or another sound plan.
pub const EPOCH: u32 = 2;

/// One export of a project over time. Pure: it holds all that it needs and reads nothing else.
#[derive(Debug, Clone)]
pub struct Timeline {
    canvas: [f64; 2],
    world: World,
    background: Rgba,
    framing: Option<Framing>,
    frames: Frames,
    layers: Shelf,
    sound: SoundPlan,
}

/// What a list of layers is timed by.
#[derive(Clone, Copy)]
pub(super) struct Grounds<'a> {
    pub facts: &'a Facts,
    pub ears: Ears<'a>,
    /// How long the project lasts.
    pub duration: Rational,
}

/// A layer with its own stretch of time and what its source is.
#[derive(Debug, Clone)]
pub(super) struct TimedLayer {
    pub index: usize,
    pub layer: Layer,
    pub start: Rational,
    pub end: Rational,
    pub source: TimedSource,
    /// The shaders among its effects, in order.
    pub shaders: Vec<Option<TimedShader>>,
    /// The shader of its transition.
    pub takeover: Option<TimedShader>,
}

#[derive(Debug, Clone)]
pub(super) enum TimedSource {
    Solid(Rgba),
    Gradient(Arc<Gradient>),
    Image(Arc<PathBuf>),
    Drawing {
        source: Arc<PathBuf>,
        size: [f64; 2],
        steady: bool,
    },
    Moving(Box<MovingSource>),
    Text(Arc<Text>),
    /// With how many units it has at most.
    Reveal(Arc<Text>, Reveal, u32),
    Captions {
        captions: Arc<TimedCaptions>,
        from: Rational,
        speed: Rational,
    },
    Group {
        size: (u32, u32),
        layers: Shelf,
    },
    Project(Box<NestedProject>),
    Shape(Arc<Shape>),
    Spectrum(Arc<Spectrum>),
    Waveform(Arc<Waveform>),
    Particles(Arc<Particles>),
    Objects(Box<TimedObjects>),
    Notes(Box<TimedNotes>),
    Shader(Box<TimedShader>),
}

impl Timeline {
    /// The timeline of one export. Sources without facts show nothing: `project::judge` refuses them beforehand.
    pub fn new(project: &Project, facts: &Facts, export: &Export) -> Self {
        Self::with_ears(project, facts, export, &deaf)
    }

    /// As [`Timeline::new`], for pictures that follow the sound.
    pub fn with_ears(project: &Project, facts: &Facts, export: &Export, ears: Ears<'_>) -> Self {
        let duration = span::duration(project, facts).unwrap_or(Rational::ZERO);
        let frames = Frames::of_export(project, export, duration);
        let layers = TimedLayer::all(&project.layers, &mut 0, Grounds { facts, ears, duration });
        Self {
            canvas: [f64::from(project.canvas.width), f64::from(project.canvas.height)],
            world: World::new(project, facts, ears),
            background: project.canvas.background,
            framing: export.frame.clone(),
            frames,
            layers,
            sound: sounds::plan(project, facts, &frames, duration),
        }
    }

    pub fn frames(&self) -> &Frames {
        &self.frames
    }

    pub(super) fn layers(&self) -> &Shelf {
        &self.layers
    }

    pub(super) fn canvas(&self) -> [f64; 2] {
        self.canvas
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    pub fn sound(&self) -> &SoundPlan {
        &self.sound
    }

    /// Fills `scene` with what export frame `frame` shows. The scene's own memory is used again.
    pub fn scene(&self, frame: u64, scene: &mut Scene) {
        self.scene_at(self.frames.time_of(frame), scene);
    }

    /// Fills `scene` with what the project shows at `time`.
    pub fn scene_at(&self, time: Rational, scene: &mut Scene) {
        scene.background = Some(self.background);
        let moment = self.world.at(time, self.canvas);
        let (start, end) = (self.frames.start, self.frames.time_of(self.frames.count));
        let whole = moment.within(start, end);
        scene.view = self.framing.as_ref().and_then(|framing| framing::view(framing, &whole));
        scene.layers.clear();
        self.layers.show(&moment, &mut scene.layers);
    }

    /// The layer of that number in scenes, of those that lie on the canvas itself.
    pub fn layer(&self, index: usize) -> Option<&Layer> {
        self.layers.all().find(|layer| layer.index == index).map(|layer| &layer.layer)
    }

    /// Every layer that has an id, with its number in scenes.
    pub fn ids(&self) -> Vec<(&str, usize)> {
        let mut waiting: Vec<&TimedLayer> = self.layers.all().collect();
        let mut found = Vec::new();
        while let Some(layer) = waiting.pop() {
            found.extend(layer.layer.id.as_deref().map(|id| (id, layer.index)));
            if let TimedSource::Group { layers, .. } = &layer.source {
                waiting.extend(layers.all());
            }
        }
        found
    }

    /// The video layers that show something between two frames, with the source frame that each shows first.
    pub fn videos_from(&self, frame: u64, to: u64) -> Vec<(usize, Arc<PathBuf>, u64)> {
        let mut scene = Scene::default();
        let mut found = Vec::new();
        for frame in frame..to {
            self.scene(frame, &mut scene);
            find_videos(&scene.layers, &mut found);
        }
        found
    }
}

fn find_videos(layers: &[SceneLayer], found: &mut Vec<(usize, Arc<PathBuf>, u64)>) {
    for layer in layers {
        let matte = layer.form.matte.as_ref().and_then(|matte| matte.layer.as_deref());
        find_videos(matte.map_or(&[], std::slice::from_ref), found);
        match &layer.content {
            SceneContent::Video { source, frame } if !found.iter().any(|(index, ..)| *index == layer.index) => {
                found.push((layer.index, Arc::clone(source), *frame));
            }
            SceneContent::Group { layers, .. } => find_videos(layers, found),
            SceneContent::Steps(steps) => find_videos(std::slice::from_ref(&steps.inner), found),
            SceneContent::Between(between) => {
                find_videos(&between.from, found);
                find_videos(&between.to, found);
            }
            _ => {}
        }
    }
}

impl TimedLayer {
    /// Layers and all that lies in them, numbered in the order of the document from `next` on.
    pub fn all(layers: &[Layer], next: &mut usize, grounds: Grounds<'_>) -> Shelf {
        let timed = layers.iter().map(|layer| Self::new(next, layer, grounds)).collect();
        Shelf::new(layers, timed)
    }

    fn new(next: &mut usize, layer: &Layer, grounds: Grounds<'_>) -> Option<Self> {
        let Grounds { facts, duration, .. } = grounds;
        let index = *next;
        *next += 1;
        let (start, end) = span::layer_span(layer, facts, duration);
        let source = match &layer.kind {
            Kind::Solid(color) => TimedSource::Solid(*color),
            Kind::Gradient(gradient) => TimedSource::Gradient(Arc::new(gradient.clone())),
            Kind::Image { source } => match MovingSource::animation(layer, source, facts) {
                Some(moving) => TimedSource::Moving(Box::new(moving)),
                None => still::picture(source, facts, &layer.scale),
            },
            Kind::Text(text) => match text.reveal {
                None => TimedSource::Text(Arc::new(text.clone())),
                Some(reveal) => {
                    let most = most_units(&text.printed(), reveal.by);
                    TimedSource::Reveal(Arc::new(text.clone()), reveal, most)
                }
            },
            Kind::Captions(captions) => TimedSource::Captions {
                captions: Arc::new(TimedCaptions::new(captions, facts.sources.get(&captions.source)?.captions()?)),
                from: span::layer_from(layer),
                speed: span::layer_speed(layer),
            },
            Kind::Group(group) => {
                let mut layers = Self::all(&group.layers, next, grounds);
                if still::moves(&layer.scale) {
                    still::unsettle(&mut layers);
                }
                TimedSource::Group { size: group.size, layers }
            }
            Kind::Project(project) => {
                let mut nested = NestedProject::new(layer, project, next, grounds, end - start);
                if still::moves(&layer.scale) {
                    still::unsettle(nested.layers_mut());
                }
                TimedSource::Project(Box::new(nested))
            }
            Kind::Objects(objects) => TimedSource::Objects(Box::new(TimedObjects::new(objects))),
            Kind::Notes(notes) => TimedSource::Notes(Box::new(TimedNotes::new(notes))),
            Kind::Shape(shape) => TimedSource::Shape(Arc::new(shape.clone())),
            Kind::Spectrum(spectrum) => TimedSource::Spectrum(Arc::new(spectrum.as_ref().clone())),
            Kind::Waveform(waveform) => TimedSource::Waveform(Arc::new(waveform.as_ref().clone())),
            Kind::Particles(particles) => TimedSource::Particles(Arc::new(particles.as_ref().clone())),
            Kind::Shader(used) => TimedSource::Shader(Box::new(TimedShader::new(used, UsedAs::Layer, facts)?)),
            Kind::Video { source } => TimedSource::Moving(Box::new(MovingSource::new(layer, source, facts)?)),
        };
        let in_effect = |effect: &Effect| match effect {
            Effect::Shader(used) => Some(TimedShader::new(used, UsedAs::Effect, facts)),
            _ => None,
        };
        let shaders = layer.effects.iter().filter_map(in_effect).collect();
        let takeover = layer.transition.as_ref().and_then(|transition| transition.shader.as_deref());
        let takeover = takeover.and_then(|used| TimedShader::new(used, UsedAs::Transition, facts));
        Some(Self { index, layer: layer.clone(), start, end, source, shaders, takeover })
    }

    pub fn at(&self, moment: &Moment<'_>) -> Option<SceneLayer> {
        if self.is_stateful() { self.stepped(moment) } else { self.shown(moment, false) }
    }

    /// What is seen of it, whatever was seen before; with `always`, also where its opacity leaves nothing.
    pub(super) fn shown(&self, moment: &Moment<'_>, always: bool) -> Option<SceneLayer> {
        let moment = &moment.within(self.start, self.end);
        let time = moment.time;
        if time < self.start || time >= self.end {
            return None;
        }
        let layer = &self.layer;
        let faded = fade_at(&layer.fade, time - self.start, self.end - time);
        let presence = Presence::at(layer, time - self.start, self.end - time);
        let opacity = (layer.opacity.at(moment) * faded * presence.opacity).clamp(0.0, 1.0) as f32;
        if opacity <= 0.0 && !always {
            return None;
        }
        let content = match &self.source {
            TimedSource::Solid(color) => SceneContent::Solid(motion::solid(layer, *color, moment)),
            TimedSource::Gradient(gradient) => SceneContent::Gradient(motion::gradient(layer, gradient, moment)),
            TimedSource::Image(path) => SceneContent::Image(Arc::clone(path)),
            TimedSource::Drawing { source, size, steady } => {
                SceneContent::Drawing { source: Arc::clone(source), size: *size, steady: *steady }
            }
            TimedSource::Text(text) => SceneContent::Text(motion::text(layer, text, moment)),
            TimedSource::Reveal(text, reveal, most) => {
                let text = motion::text(layer, text, moment);
                match units_after(reveal, time - self.start) {
                    units if units < *most => SceneContent::Reveal { text, by: reveal.by, units },
                    _ => SceneContent::Text(text),
                }
            }
            TimedSource::Captions { captions, from, speed } => {
                let form = form_at(layer, moment);
                let effects = effects::settle(&layer.effects, &self.shaders, moment);
                let usual = self.placement(moment, &presence);
                let within = *from + (time - self.start) * *speed;
                let untouched = form == Form::default() && effects.is_empty();
                let (content, placement) = captions.at(within, &usual, (self.index, untouched))?;
                return Some(SceneLayer {
                    index: self.index,
                    content,
                    placement,
                    opacity,
                    blend: layer.blend,
                    form,
                    effects,
                });
            }
            TimedSource::Group { size, layers } => {
                let inside = [f64::from(size.0), f64::from(size.1)];
                let mut shown = Vec::new();
                layers.show(&moment.inside(inside), &mut shown);
                let layers = shown;
                if layers.is_empty() {
                    return None;
                }
                SceneContent::Group { size: *size, layers }
            }
            TimedSource::Project(nested) => nested.at(time - self.start)?,
            TimedSource::Shape(shape) => SceneContent::Shape(motion::shape(layer, shape, moment)),
            TimedSource::Spectrum(spectrum) => {
                SceneContent::Spectrum(Box::new(spectrum_at(&motion::spectrum(layer, spectrum, moment), moment)))
            }
            TimedSource::Waveform(waveform) => {
                SceneContent::Waveform(Box::new(waveform_at(&motion::waveform(layer, waveform, moment), moment)))
            }
            TimedSource::Particles(particles) => SceneContent::Particles(Box::new(particles_at(particles, moment))),
            TimedSource::Objects(objects) => SceneContent::Objects(Arc::new(objects.at(moment))),
            TimedSource::Notes(notes) => {
                let mut shown = notes.at(moment);
                shown.paint = motion::paint(layer, &shown.paint, moment).unwrap_or(shown.paint);
                SceneContent::Notes(Arc::new(shown))
            }
            TimedSource::Shader(shader) => SceneContent::Shader(Box::new(shader.at(moment))),
            TimedSource::Moving(source) => source.at(time - self.start)?,
        };
        let placement = self.placement(moment, &presence);
        let mut form = form_at(layer, moment);
        form.isolated |= matches!(&self.source, TimedSource::Project(nested) if nested.isolated);
        let effects = effects::settle(&layer.effects, &self.shaders, moment);
        Some(SceneLayer { index: self.index, content, placement, opacity, blend: layer.blend, form, effects })
    }

    fn placement(&self, moment: &Moment<'_>, presence: &Presence) -> Placement {
        let layer = &self.layer;
        let (anchor_fraction, anchor_px) = anchor_at(&layer.anchor, moment);
        Placement {
            fit: layer.fit,
            position: lengths_at(&layer.position, moment, moment.canvas),
            anchor_fraction,
            anchor_px,
            scale: layer.scale.at(moment).map(|factor| factor * presence.scale),
            rotate: layer.rotate.at(moment),
            crop: crop_at(&layer.crop, moment),
            passing: presence.passing,
        }
    }
}

/// The factor of a linear fade, `since` its start and `before` its end.
fn fade_at(fade: &Fade, since: Rational, before: Rational) -> f64 {
    let part = |time: Rational, length: Rational| {
        if length.is_positive() { (time / length).to_f64().clamp(0.0, 1.0) } else { 1.0 }
    };
    part(since, fade.fade_in) * part(before, fade.fade_out)
}

/// An anchor as a fraction of the layer plus pixels: only composing knows how large a text is.
fn anchor_at(moving: &Moving<[Length; 2]>, moment: &Moment<'_>) -> ([f64; 2], [f64; 2]) {
    let fraction = |pair: &[Length; 2]| {
        pair.map(|length| match length {
            Length::Px(_) => 0.0,
            Length::Percent(percent) | Length::Sum { percent, .. } => percent / 100.0,
        })
    };
    let pixels = |pair: &[Length; 2]| {
        pair.map(|length| match length {
            Length::Px(px) | Length::Sum { px, .. } => px,
            Length::Percent(_) => 0.0,
        })
    };
    (settled(moving, moment, &fraction), settled(moving, moment, &pixels))
}

//! A chunk's key: the hash of everything that decides its bytes.

use std::fmt::Write as _;

use crate::base::facts::Facts;
use crate::base::{Digest, Rational};
use crate::project::model::{Blend, Export, Form, Gradient, Length, Paint, Rgba, Run, Shape, Text};
use crate::timeline::scene::{Form as LayerForm, Passing, Placement};
use crate::timeline::{Scene, SceneContent, SceneLayer, View};

use super::class::RenderClass;
pub use super::key_sound::samples;
use super::path::RenderPath;

/// Epochs of the rooms that a chunk's bytes go through. One is raised when that room's goldens change, so that an upgrade
/// which changes no pixel throws no chunk away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epochs {
    pub timeline: u32,
    pub compose: u32,
    pub sound: u32,
    pub media: u32,
}

/// Above the tags of all contents.
const BLENDED: u64 = 1 << 32;
const PASSING: u64 = 5 << 32;
const FORMED: u64 = 6 << 32;
/// Above the number of any layers.
const VIEWED: u64 = 1 << 33;
const PLANAR: u64 = 1 << 34;

/// What all chunks of one export have in common.
#[derive(Debug, Clone, Copy)]
pub struct Common<'a> {
    pub export: &'a Export,
    pub canvas: (u32, u32),
    pub gop_frames: u64,
    pub epochs: Epochs,
    pub class: &'a RenderClass,
    pub facts: &'a Facts,
}

/// A growing key. Every value is written with a tag or a length, so that no two different slices hash alike.
#[derive(Clone)]
pub struct KeyHasher(blake3::Hasher);

impl KeyHasher {
    pub(super) fn new(purpose: &str) -> Self {
        Self(blake3::Hasher::new_derive_key(purpose))
    }

    /// The beginning of a picture chunk's key: everything but what its frames show.
    pub fn picture(common: &Common) -> Self {
        let mut key = Self::new("rushes picture chunk 1");
        key.epochs(&[common.epochs.timeline, common.epochs.compose, common.epochs.media]);
        key.class(common.class);
        key.number(u64::from(common.canvas.0));
        key.number(u64::from(common.canvas.1));
        key.number(u64::from(common.export.size.0));
        key.number(u64::from(common.export.size.1));
        key.rational(common.export.fps);
        key.number(common.gop_frames);
        key.video(&common.export.video);
        key
    }

    /// Adds what one frame shows. Where in the film the frame stands is no part of it: the same stretch elsewhere is the
    /// same chunk.
    pub fn frame(&mut self, scene: &Scene, facts: &Facts) {
        self.color(scene.background.unwrap_or(Rgba { r: 0.0, g: 0.0, b: 0.0, a: 0.0 }));
        if let Some(View { left, top, width, height }) = scene.view {
            self.number(VIEWED);
            [left, top, width, height].into_iter().for_each(|side| self.float(side));
        }
        self.layers(&scene.layers, facts);
    }

    pub(super) fn layers(&mut self, layers: &[SceneLayer], facts: &Facts) {
        self.number(layers.len() as u64);
        for layer in layers {
            self.blend(layer.blend);
            self.effects(&layer.effects, facts);
            self.passing(&layer.placement.passing);
            self.form(&layer.form, facts);
            self.content(&layer.content, facts);
            self.placement(&layer.placement);
            self.float(f64::from(layer.opacity));
        }
    }

    /// Where the frames are composed.
    pub(super) fn path(&mut self, path: RenderPath) {
        if path == RenderPath::Planar {
            self.number(PLANAR);
        }
    }

    pub fn finish(self) -> Digest {
        Digest::from_bytes(*self.0.finalize().as_bytes())
    }

    /// A layer begins with its content's tag; one that does not lie plainly on what is below says so before it.
    pub(super) fn blend(&mut self, blend: Blend) {
        if blend != Blend::Normal {
            self.number(BLENDED);
            self.bytes(blend.word().as_bytes());
        }
    }

    pub(super) fn passing(&mut self, passing: &Passing) {
        if *passing != Passing::default() {
            self.number(PASSING);
            passing.slid.iter().chain(&passing.wiped).for_each(|part| self.float(*part));
        }
    }

    pub(super) fn form(&mut self, form: &LayerForm, facts: &Facts) {
        if *form == LayerForm::default() {
            return;
        }
        self.number(FORMED);
        self.number(u64::from(form.isolated));
        self.number(u64::from(form.radius.is_some()));
        form.radius.into_iter().for_each(|radius| self.length(radius));
        self.number(u64::from(form.cut.is_some()));
        if let Some(cut) = form.cut {
            self.number(u64::from(cut.ellipse));
            self.number(u64::from(cut.invert));
            let lengths = cut.size.into_iter().chain(cut.position).chain([cut.radius, cut.feather]);
            lengths.for_each(|length| self.length(length));
        }
        self.number(u64::from(form.matte.is_some()));
        if let Some(matte) = &form.matte {
            self.number(matte.channel as u64);
            self.number(u64::from(matte.invert));
            self.layers(matte.layer.as_deref().map_or(&[], std::slice::from_ref), facts);
        }
    }

    pub(super) fn content(&mut self, content: &SceneContent, facts: &Facts) {
        match content {
            SceneContent::Solid(color) => {
                self.number(0);
                self.color(*color);
            }
            SceneContent::Image(path) => {
                self.number(1);
                self.source(facts, path);
            }
            SceneContent::Video { source, frame } => {
                self.number(2);
                self.source(facts, source);
                self.number(*frame);
            }
            SceneContent::Text(text) => self.text(text, facts),
            SceneContent::Reveal { text, by, units } => self.revealed(text, (*by, *units), facts),
            SceneContent::Stack(layers) => {
                self.number(17);
                self.layers(layers, facts);
            }
            SceneContent::Gradient(gradient) => {
                self.number(4);
                self.gradient(gradient);
            }
            SceneContent::Shape(shape) => {
                self.number(5);
                self.shape(shape);
            }
            SceneContent::Shader(shader) => self.shader_layer(shader, facts),
            SceneContent::Between(between) => self.between(between, facts),
            SceneContent::Steps(steps) => self.steps(steps, facts),
            SceneContent::Drawing { source, steady, .. } => {
                self.number(6);
                self.source(facts, source);
                self.number(u64::from(*steady));
            }
            SceneContent::Animation { source, frame, .. } => {
                self.number(7);
                self.source(facts, source);
                self.number(*frame);
            }
            SceneContent::Spectrum(spectrum) => self.spectrum(spectrum),
            SceneContent::Waveform(waveform) => self.waveform(waveform),
            SceneContent::Particles(particles) => self.particles(particles, facts),
            SceneContent::Objects(objects) => self.objects(objects, facts),
            SceneContent::Notes(notes) => self.notes(notes),
            SceneContent::Group { size, layers } => {
                self.number(16);
                self.number(u64::from(size.0));
                self.number(u64::from(size.1));
                self.layers(layers, facts);
            }
        }
    }

    pub(super) fn gradient(&mut self, gradient: &Gradient) {
        match gradient.run {
            Run::Linear { angle } => {
                self.number(0);
                self.float(angle);
            }
            Run::Radial { center, radius } => {
                self.number(1);
                [center[0], center[1], radius].into_iter().for_each(|length| self.length(length));
            }
            Run::Conic { center, angle } => {
                self.number(2);
                center.into_iter().for_each(|length| self.length(length));
                self.float(angle);
            }
        }
        self.number(gradient.stops.len() as u64);
        for stop in &gradient.stops {
            self.float(stop.at);
            self.color(stop.color);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        match &shape.form {
            Form::Rect { radius } => {
                self.number(0);
                self.float(*radius);
            }
            Form::Ellipse => self.number(1),
            Form::Line => self.number(2),
            Form::Path(path) => {
                self.number(3);
                self.bytes(path.as_bytes());
            }
        }
        self.number(u64::from(shape.size.is_some()));
        shape.size.into_iter().flatten().for_each(|side| self.float(side));
        match &shape.fill {
            None => self.number(0),
            Some(Paint::Color(color)) => {
                self.number(1);
                self.color(*color);
            }
            Some(Paint::Gradient(gradient)) => {
                self.number(2);
                self.gradient(gradient);
            }
        }
        self.number(u64::from(shape.stroke.is_some()));
        if let Some(stroke) = shape.stroke {
            self.float(stroke.width);
            self.color(stroke.color);
        }
    }

    pub(super) fn placement(&mut self, placement: &Placement) {
        self.number(placement.fit as u64);
        for pair in [placement.position, placement.anchor_fraction, placement.anchor_px, placement.scale] {
            self.float(pair[0]);
            self.float(pair[1]);
        }
        self.float(placement.rotate);
        let crop = placement.crop;
        for length in [crop.left, crop.right, crop.top, crop.bottom] {
            self.length(length);
        }
    }

    pub(super) fn length(&mut self, length: Length) {
        match length {
            Length::Px(px) => {
                self.number(1);
                self.float(px);
            }
            Length::Percent(percent) => {
                self.number(2);
                self.float(percent);
            }
            Length::Sum { px, percent } => {
                self.number(3);
                self.float(px);
                self.float(percent);
            }
        }
    }

    pub(super) fn class(&mut self, class: &RenderClass) {
        for part in [&class.adapter, &class.driver, &class.cpu, &class.libav] {
            self.bytes(part.as_bytes());
        }
        self.number(u64::from(class.software));
    }

    pub(super) fn epochs(&mut self, epochs: &[u32]) {
        for epoch in epochs {
            self.number(u64::from(*epoch));
        }
    }

    /// A source by its content: a project that moved keeps its chunks.
    pub(super) fn source(&mut self, facts: &Facts, path: &std::path::Path) {
        match facts.sources.get(path) {
            Some(source) => self.bytes(source.hash.as_bytes()),
            None => self.bytes(path.to_string_lossy().as_bytes()),
        }
    }

    pub(super) fn color(&mut self, color: Rgba) {
        for part in [color.r, color.g, color.b, color.a] {
            self.0.update(&part.to_bits().to_le_bytes());
        }
    }

    pub(super) fn float(&mut self, value: f64) {
        // Minus zero is zero: both place a pixel alike.
        self.0.update(&(value + 0.0).to_bits().to_le_bytes());
    }

    pub(super) fn number(&mut self, value: u64) {
        self.0.update(&value.to_le_bytes());
    }

    pub(super) fn rational(&mut self, value: Rational) {
        self.0.update(&value.num().to_le_bytes());
        self.0.update(&value.den().to_le_bytes());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }
}

/// How a text asks for its faces (which letters it has matters: a face may lack some): the name under which [`Facts::fonts`] knows the files that answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FontUse {
    pub text: String,
    pub families: Vec<String>,
    pub weight: u16,
    pub italic: bool,
    /// The parts that ask for other faces; empty where none does.
    pub parts: String,
}

impl FontUse {
    pub fn of(text: &Text) -> Self {
        let mut parts = String::new();
        for part in text.dress.iter().flat_map(|dress| &dress.stretches) {
            if part.font.is_some() || part.weight.is_some() || part.italic.is_some() {
                let _ = write!(parts, "{}..{}{:?}{:?}{:?}", part.from, part.to, part.font, part.weight, part.italic);
            }
        }
        let Text { weight, italic, .. } = *text;
        Self { text: text.text.clone(), families: text.font.clone(), weight, italic, parts }
    }
}

impl std::fmt::Display for FontUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let style = if self.italic { "italic" } else { "upright" };
        write!(f, "{:?}|{}|{style}|{}{}", self.families, self.weight, self.parts, self.text)
    }
}

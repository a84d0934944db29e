//! What decides a shader's pixels, for a chunk's key. Only what a shader reads is in the scene, so only that is here.

use super::key::{Common, KeyHasher};
use crate::base::Digest;
use crate::base::facts::Facts;
use crate::timeline::scene::{SceneBetween, SceneInput, SceneShader, SceneSteps, ShaderNow};

/// Tags of contents.
const LAYER: u64 = 40;
const BETWEEN: u64 = 41;
const STEPS: u64 = 42;

impl KeyHasher {
    pub(super) fn shader_layer(&mut self, shader: &SceneShader, facts: &Facts) {
        self.number(LAYER);
        self.shader(shader, facts);
    }

    pub(super) fn between(&mut self, between: &SceneBetween, facts: &Facts) {
        self.number(BETWEEN);
        self.shader(&between.shader, facts);
        self.number(u64::from(between.size.0));
        self.number(u64::from(between.size.1));
        self.layers(&between.from, facts);
        self.layers(&between.to, facts);
    }

    pub(super) fn shader(&mut self, shader: &SceneShader, facts: &Facts) {
        self.source(facts, &shader.file);
        let pictures = facts.sources.get(shader.file.as_path()).and_then(|source| source.shader());
        for picture in pictures.map(|shader| shader.pictures.as_slice()).unwrap_or_default() {
            self.source(facts, picture);
        }
        self.number(shader.inputs.len() as u64);
        for (name, input) in &shader.inputs {
            self.bytes(name.as_bytes());
            match input {
                SceneInput::Number(number) => {
                    self.number(0);
                    self.float(*number);
                }
                SceneInput::Point(point) => {
                    self.number(1);
                    point.iter().for_each(|part| self.float(*part));
                }
                SceneInput::Color(color) => {
                    self.number(2);
                    self.color(*color);
                }
                SceneInput::Picture(file) => {
                    self.number(3);
                    self.source(facts, file);
                }
            }
        }
        self.now(&shader.now);
    }

    /// What happens in one canvas frame; where in the film that is, is no part of it.
    pub(super) fn steps(&mut self, steps: &SceneSteps, facts: &Facts) {
        self.number(STEPS);
        self.number(u64::from(steps.canvas.0));
        self.number(u64::from(steps.canvas.1));
        self.layers(std::slice::from_ref(&steps.inner), facts);
    }

    /// One more link of a chain.
    pub(super) fn link(before: Option<Digest>) -> Self {
        let mut key = Self::new("rushes steps 1");
        before.iter().for_each(|before| key.digest(before));
        key
    }

    /// The beginning of a name for what is kept: everything but what it went through.
    pub(super) fn kept(common: &Common<'_>) -> Self {
        let mut key = Self::new("rushes kept pictures 1");
        key.epochs(&[common.epochs.timeline, common.epochs.compose, common.epochs.media]);
        key.class(common.class);
        for side in [common.canvas.0, common.canvas.1, common.export.size.0, common.export.size.1] {
            key.number(u64::from(side));
        }
        key
    }

    pub(super) fn digest(&mut self, digest: &Digest) {
        self.bytes(digest.as_bytes());
    }

    fn now(&mut self, now: &ShaderNow) {
        let ShaderNow { time, delta, frame, progress, beat, levels, sound, rate } = now;
        for value in [time, delta, progress, beat].into_iter().chain(levels) {
            self.number(u64::from(value.is_some()));
            value.iter().for_each(|value| self.float(*value));
        }
        self.number(frame.map_or(u64::MAX, |frame| frame));
        self.number(u64::from(sound.is_some()));
        if let Some(sound) = sound {
            self.bytes(&sound.spectrum);
            self.bytes(&sound.wave);
        }
        self.float(*rate);
    }
}

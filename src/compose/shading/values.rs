//! The numbers that a program is told before it runs.

use super::super::placed::Placing;
use super::super::shader::{Builtin, FieldSource, Program};
use crate::timeline::scene::{SceneInput, SceneShader};
use crate::timeline::sounds::SAMPLE_RATE;

/// What one pass of a program is told.
pub(super) struct Values<'a> {
    pub program: &'a Program,
    pub shader: &'a SceneShader,
    pub placing: &'a Placing,
    /// It is used as an effect.
    pub filters: bool,
}

impl Values<'_> {
    /// The uniform buffer's bytes for a pass that draws `size` pixels.
    pub fn bytes(&self, pass: usize, size: (u32, u32)) -> Vec<u8> {
        self.program.uniforms.bytes(&|source| match source {
            FieldSource::Input(index) => self.input(*index),
            FieldSource::Builtin(builtin) => self.builtin(*builtin, pass, size),
        })
    }

    /// The first number of an input, for sizes.
    pub fn number(&self, name: &str) -> Option<f64> {
        let index = self.program.inputs.iter().position(|input| input.name == name)?;
        self.input(index).first().copied()
    }

    fn input(&self, index: usize) -> [f64; 4] {
        let Some(input) = self.program.inputs.get(index) else { return [0.0; 4] };
        match self.shader.inputs.iter().find(|(name, _)| **name == *input.name).map(|(_, value)| value) {
            Some(SceneInput::Number(number)) => [*number, 0.0, 0.0, 0.0],
            Some(SceneInput::Point([x, y])) => [*x, *y, 0.0, 0.0],
            Some(SceneInput::Color(color)) => {
                let color = self.placing.color(*color);
                [color.r, color.g, color.b, color.a].map(f64::from)
            }
            Some(SceneInput::Picture(_)) | None => input.kind.default_numbers(),
        }
    }

    fn builtin(&self, builtin: Builtin, pass: usize, (width, height): (u32, u32)) -> [f64; 4] {
        let now = &self.shader.now;
        let one = |value: Option<f64>| [value.unwrap_or(0.0), 0.0, 0.0, 0.0];
        match builtin {
            Builtin::Time => one(now.time),
            Builtin::TimeDelta => one(now.delta),
            Builtin::Frame => one(now.frame.map(|frame| frame as f64)),
            Builtin::FrameRate => one(Some(now.rate)),
            Builtin::Resolution => [f64::from(width), f64::from(height), 1.0, 0.0],
            Builtin::Progress => one(now.progress),
            Builtin::Beat => one(now.beat),
            Builtin::Level => one(now.levels[0]),
            Builtin::Bass => one(now.levels[1]),
            Builtin::Mid => one(now.levels[2]),
            Builtin::Treble => one(now.levels[3]),
            Builtin::Date => Builtin::FROZEN_DATE,
            Builtin::PassIndex => one(Some(pass as f64)),
            Builtin::SampleRate => one(Some(f64::from(SAMPLE_RATE))),
            Builtin::Mouse => [0.0; 4],
            Builtin::Filtering => one(Some(f64::from(u8::from(self.filters)))),
        }
    }
}

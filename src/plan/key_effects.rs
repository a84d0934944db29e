//! What a layer's effects add to a chunk's key.

use super::key::KeyHasher;
use crate::base::facts::Facts;
use crate::project::model::BloomKind;
use crate::timeline::scene::{SceneBloom, SceneEffect, SceneGrade};

/// Above the tags of all contents and of blend modes.
const WITH_EFFECTS: u64 = 2 << 32;

impl KeyHasher {
    /// A layer begins with its content's tag; one that something is done to says so before it.
    pub(super) fn effects(&mut self, effects: &[SceneEffect], facts: &Facts) {
        if effects.is_empty() {
            return;
        }
        self.number(WITH_EFFECTS);
        self.number(effects.len() as u64);
        for effect in effects {
            self.effect(effect, facts);
        }
    }

    fn effect(&mut self, effect: &SceneEffect, facts: &Facts) {
        match effect {
            SceneEffect::Blur { sigma } => {
                self.number(0);
                self.float(*sigma);
            }
            SceneEffect::Bloom(SceneBloom { kind, threshold, strength, radius, unit }) => {
                self.number(1);
                self.number(match kind {
                    BloomKind::Unreal => 0,
                    BloomKind::Mipmap { levels } => u64::from(*levels),
                });
                [threshold, strength, radius, unit].into_iter().for_each(|part| self.float(*part));
            }
            SceneEffect::Color(grade) => {
                self.number(2);
                self.grade(grade, facts);
            }
            SceneEffect::Key { color, similarity, smooth } => {
                self.number(3);
                self.color(*color);
                self.float(*similarity);
                self.float(*smooth);
            }
            SceneEffect::Shadow { offset, sigma, color } => {
                self.number(4);
                offset.iter().chain([sigma]).for_each(|part| self.float(*part));
                self.color(*color);
            }
            SceneEffect::Vignette { amount } => {
                self.number(5);
                self.float(*amount);
            }
            SceneEffect::Shader(shader) => {
                self.number(40);
                self.shader(shader, facts);
            }
        }
    }

    fn grade(&mut self, grade: &SceneGrade, facts: &Facts) {
        let SceneGrade { brightness, contrast, saturation, hue, temperature, lut } = grade;
        [brightness, contrast, saturation, hue, temperature].into_iter().for_each(|part| self.float(*part));
        self.number(u64::from(lut.is_some()));
        if let Some(lut) = lut {
            self.source(facts, lut);
        }
    }
}

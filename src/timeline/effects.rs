//! A layer's effects at one time: every number settled, every length in canvas pixels.

use std::path::PathBuf;
use std::sync::Arc;

use super::moment::Moment;
use super::moving::{At, length_at, lengths_at};
use super::shading::{SceneShader, TimedShader};
use crate::project::model::{BloomKind, Effect, Grade, Moving, Rgba};

/// A wider blur leaves no more of a picture than its mean colour, and would need more of it than fits into memory.
pub const WIDEST_SIGMA: f64 = 500.0;
/// Narrower blurs change no pixel.
const NARROWEST_SIGMA: f64 = 0.05;
/// Nothing is thrown further than this.
const FURTHEST: f64 = 16_384.0;
/// A bloom is as wide as on a canvas whose shorter side has so many pixels.
const REFERENCE_SIDE: f64 = 1080.0;
/// Factors beyond this give nothing but clipped colours.
const LARGEST_FACTOR: f64 = 100.0;

#[derive(Debug, Clone, PartialEq)]
pub enum SceneEffect {
    Blur { sigma: f64 },
    Bloom(SceneBloom),
    Color(SceneGrade),
    Key { color: Rgba, similarity: f64, smooth: f64 },
    Shadow { offset: [f64; 2], sigma: f64, color: Rgba },
    Vignette { amount: f64 },
    Shader(Box<SceneShader>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SceneBloom {
    pub kind: BloomKind,
    pub threshold: f64,
    pub strength: f64,
    pub radius: f64,
    /// Canvas pixels for each pixel of the reference size that the glow is as wide as, whatever size is rendered.
    pub unit: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SceneGrade {
    pub brightness: f64,
    pub contrast: f64,
    pub saturation: f64,
    /// Degrees.
    pub hue: f64,
    pub temperature: f64,
    pub lut: Option<Arc<PathBuf>>,
}

/// What the effects do at a moment, without those that do nothing then. `shaders` are those among them, in order.
pub(super) fn settle(effects: &[Effect], shaders: &[Option<TimedShader>], moment: &Moment<'_>) -> Vec<SceneEffect> {
    let mut shaders = shaders.iter();
    let mut settled = |effect: &Effect| match effect {
        Effect::Shader(_) => shaders.next()?.as_ref().map(|shader| SceneEffect::Shader(Box::new(shader.at(moment)))),
        _ => settled(effect, moment),
    };
    effects.iter().filter_map(&mut settled).collect()
}

fn settled(effect: &Effect, moment: &Moment<'_>) -> Option<SceneEffect> {
    let canvas = moment.canvas;
    let short = canvas[0].min(canvas[1]);
    // Easings overshoot, so that bounds are kept once more here.
    let unit = |value: &Moving<f64>| value.at(moment).clamp(0.0, 1.0);
    let sigma = |length| {
        let sigma = length_at(length, moment, short).clamp(0.0, WIDEST_SIGMA);
        if sigma < NARROWEST_SIGMA { 0.0 } else { sigma }
    };
    match effect {
        Effect::Blur(length) => Some(SceneEffect::Blur { sigma: sigma(length) }).filter(|_| sigma(length) > 0.0),
        Effect::Bloom(bloom) => {
            let strength = bloom.strength.at(moment).clamp(0.0, LARGEST_FACTOR);
            (strength > 0.0).then(|| {
                SceneEffect::Bloom(SceneBloom {
                    kind: bloom.kind,
                    threshold: unit(&bloom.threshold),
                    strength,
                    radius: unit(&bloom.radius),
                    unit: short / REFERENCE_SIDE,
                })
            })
        }
        Effect::Color(grade) => settled_grade(grade, moment).map(SceneEffect::Color),
        Effect::Key(key) => {
            Some(SceneEffect::Key { color: key.color, similarity: unit(&key.similarity), smooth: unit(&key.smooth) })
        }
        Effect::Shadow(shadow) => (shadow.color.a > 0.0).then(|| SceneEffect::Shadow {
            offset: lengths_at(&shadow.offset, moment, canvas).map(|part| part.clamp(-FURTHEST, FURTHEST)),
            sigma: sigma(&shadow.blur),
            color: shadow.color,
        }),
        Effect::Vignette(amount) => {
            Some(unit(amount)).filter(|amount| *amount > 0.0).map(|amount| SceneEffect::Vignette { amount })
        }
        Effect::Shader(_) => None,
    }
}

fn settled_grade(grade: &Grade, moment: &Moment<'_>) -> Option<SceneGrade> {
    let factor = |value: &Moving<f64>| value.at(moment).clamp(0.0, LARGEST_FACTOR);
    let signed = |value: &Moving<f64>| value.at(moment).clamp(-1.0, 1.0);
    let settled = SceneGrade {
        brightness: signed(&grade.brightness),
        contrast: factor(&grade.contrast),
        saturation: factor(&grade.saturation),
        hue: grade.hue.at(moment).rem_euclid(360.0),
        temperature: signed(&grade.temperature),
        lut: grade.lut.clone().map(Arc::new),
    };
    (settled != SceneGrade::NEUTRAL).then_some(settled)
}

impl SceneGrade {
    /// Changes nothing.
    pub const NEUTRAL: Self =
        Self { brightness: 0.0, contrast: 1.0, saturation: 1.0, hue: 0.0, temperature: 0.0, lut: None };
}

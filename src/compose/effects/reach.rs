//! How far effects reach out of a layer's own box.

use crate::project::model::BloomKind;
use crate::timeline::scene::SceneEffect;

use super::passes::Effects;

/// A Gaussian is as good as nothing after so many standard deviations.
const SIGMAS: f64 = 3.0;
/// The standard deviation of the widest glow in pixels of the reference size: what its five filters add up to.
const UNREAL_SIGMA: f64 = 257.0;

impl Effects {
    /// How far, in canvas pixels, the effects reach out of a layer's own box, summed in order.
    pub fn reach(effects: &[SceneEffect]) -> f64 {
        effects.iter().map(of_one).sum()
    }

    /// Whether one of them takes up what lies outside of the layer's own box.
    pub fn chained(effects: &[SceneEffect]) -> bool {
        let spreading = effects.iter().filter(|effect| of_one(effect) > 0.0).count();
        spreading > 1 || effects.iter().any(|effect| matches!(effect, SceneEffect::Shadow { .. }))
    }
}

fn of_one(effect: &SceneEffect) -> f64 {
    match effect {
        SceneEffect::Blur { sigma } => SIGMAS * sigma,
        SceneEffect::Shadow { offset: [x, y], sigma, .. } => x.abs().max(y.abs()) + SIGMAS * sigma,
        SceneEffect::Bloom(bloom) => {
            let pixels = match bloom.kind {
                BloomKind::Unreal => SIGMAS * UNREAL_SIGMA,
                // Two to both sides on the coarsest grid, and its light spreads by one more on the way back.
                BloomKind::Mipmap { levels } => 3.0 * libm::exp2(f64::from(levels)),
            };
            pixels * bloom.unit
        }
        // A shader works on what is there.
        SceneEffect::Color(_) | SceneEffect::Key { .. } | SceneEffect::Vignette { .. } | SceneEffect::Shader(_) => 0.0,
    }
}

//! The numbers of the effects that look at single pixels.

use crate::project::model::Rgba;
use crate::timeline::scene::SceneGrade;

use super::cube::Lut;

/// How much warmer red and blue become at the ends of the scale.
const WARMTH: f64 = 0.25;
/// Where between the middle and the corners a vignette begins.
const VIGNETTE_START: f64 = 0.3;
/// Rec. 709.
const LUMA: [f64; 3] = [0.2126, 0.7152, 0.0722];

type Rows = [[f64; 4]; 3];

/// One affine map for all that is done before the table, on gamma-encoded colours that are not multiplied by alpha, clamped
/// only at its end: brightness is added; contrast is a factor about one half; saturation and hue have the matrices of CSS's
/// `saturate()` and `hue-rotate()`; temperature `t` multiplies red by `1 + t/4` and blue by `1 - t/4`, divided by the luma of
/// these factors, so that grey keeps its brightness.
pub(super) fn grade_rows(grade: &SceneGrade) -> Rows {
    let diagonal = |[r, g, b]: [f64; 3], add: f64| [[r, 0.0, 0.0, add], [0.0, g, 0.0, add], [0.0, 0.0, b, add]];
    let contrast = grade.contrast;
    let warm = [1.0 + WARMTH * grade.temperature, 1.0, 1.0 - WARMTH * grade.temperature];
    let luma: f64 = warm.iter().zip(LUMA).map(|(part, weight)| part * weight).sum();
    [
        diagonal([1.0; 3], grade.brightness),
        diagonal([contrast; 3], 0.5 - 0.5 * contrast),
        saturate(grade.saturation),
        hue_rotate(grade.hue),
        diagonal(warm.map(|part| part / luma), 0.0),
    ]
    .into_iter()
    .reduce(|first, next| then(&first, &next))
    .unwrap_or(diagonal([1.0; 3], 0.0))
}

/// `first`, then `next`.
fn then(first: &Rows, next: &Rows) -> Rows {
    next.map(|row| {
        let mut sum = [0.0, 0.0, 0.0, row[3]];
        for (factor, inner) in row.iter().zip(first) {
            for (part, own) in sum.iter_mut().zip(inner) {
                *part += factor * own;
            }
        }
        sum
    })
}

fn saturate(s: f64) -> Rows {
    [
        [0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s, 0.0],
        [0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s, 0.0],
        [0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s, 0.0],
    ]
}

fn hue_rotate(degrees: f64) -> Rows {
    let (sin, cos) = (libm::sin(degrees.to_radians()), libm::cos(degrees.to_radians()));
    [
        [0.213 + cos * 0.787 - sin * 0.213, 0.715 - cos * 0.715 - sin * 0.715, 0.072 - cos * 0.072 + sin * 0.928, 0.0],
        [0.213 - cos * 0.213 + sin * 0.143, 0.715 + cos * 0.285 + sin * 0.140, 0.072 - cos * 0.072 - sin * 0.283, 0.0],
        [0.213 - cos * 0.213 - sin * 0.787, 0.715 - cos * 0.715 + sin * 0.715, 0.072 + cos * 0.928 + sin * 0.072, 0.0],
    ]
}

/// From a colour to where it stands between the first and the last entry: factors, then what is added.
pub(super) fn table_rows(lut: &Lut) -> Vec<[f64; 4]> {
    let [low, high] = lut.domain.map(|ends| ends.map(f64::from));
    let factor = [0, 1, 2].map(|part| 1.0 / (high[part] - low[part]));
    vec![[factor[0], factor[1], factor[2], 0.0], [-low[0] * factor[0], -low[1] * factor[1], -low[2] * factor[2], 0.0]]
}

/// What is left of a colour is `clamp((d - similarity) / smooth, 0, 1)`, where `d` is how far its chroma lies from the key's:
/// `hypot(ΔCb, ΔCr) / √2`, with Cb and Cr of BT.709 in -0.5..0.5. What is left is then freed of the key's share in it.
pub(super) fn chroma_rows(color: Rgba, similarity: f64, smooth: f64) -> [[f64; 4]; 4] {
    let [kr, kg, kb] = LUMA;
    let cb = [-kr, -kg, 1.0 - kb].map(|part| part / (2.0 * (1.0 - kb)));
    let cr = [1.0 - kr, -kg, -kb].map(|part| part / (2.0 * (1.0 - kr)));
    let rgb = [color.r, color.g, color.b].map(f64::from);
    let along = |row: [f64; 3]| row.iter().zip(rgb).map(|(weight, part)| weight * part).sum::<f64>();
    let root = std::f64::consts::SQRT_2;
    [
        [along(cb), along(cr), similarity * root, 1.0 / (smooth.max(1e-5) * root)],
        [cb[0], cb[1], cb[2], 0.0],
        [cr[0], cr[1], cr[2], 0.0],
        [rgb[0], rgb[1], rgb[2], 0.0],
    ]
}

/// Colours are multiplied by `1 - amount · smoothstep(0.3, 1, d)`, where `d` grows from 0 in the middle of the layer's box to 1
/// in its corners, along ellipses of the box's own aspect.
pub(super) fn vignette_rows(amount: f64, size: (u32, u32), margin: [f64; 4]) -> [[f64; 4]; 2] {
    let [left, top, right, bottom] = margin;
    let half = [(f64::from(size.0) - left - right) / 2.0, (f64::from(size.1) - top - bottom) / 2.0];
    let part = half.map(|half| std::f64::consts::FRAC_1_SQRT_2 / half.max(0.5));
    [[left + half[0], top + half[1], part[0], part[1]], [amount, VIGNETTE_START, 0.0, 0.0]]
}

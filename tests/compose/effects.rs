//! Blur, shadow, grading, chroma key and vignette against models in double precision.

#![expect(clippy::print_stdout, reason = "the worst errors, for whoever wants to see them")]

use rushes::compose::{Gpu, effects_on};
use rushes::project::model::Rgba;
use rushes::timeline::scene::{SceneEffect, SceneGrade};

use super::effect_models::{Model, smoothstep};

fn done(gpu: &Gpu, picture: &Model, scale: f64, effects: &[SceneEffect]) -> Vec<[u16; 4]> {
    effects_on(gpu, picture.size(), picture.words(), scale, effects).unwrap()
}

#[track_caller]
fn near(name: &str, model: &Model, got: &[[u16; 4]], most: f64) {
    let (worst, x, y) = model.worst(got);
    println!("{name}: worst error {worst:.3}/255 at {x},{y}");
    assert!(worst <= most, "{name}: {worst}/255 off at {x},{y}: {:?}", got[y * model.width + x]);
}

#[test]
fn a_blur_is_the_gaussian_of_its_standard_deviation() {
    let gpu = Gpu::open().unwrap();
    for (seed, (width, height)) in [(97, 61), (128, 72), (3, 40), (1, 1)].into_iter().enumerate() {
        let picture = Model::wild(width, height, 77 + seed as u64);
        for sigma in [0.3, 0.9, 1.9, 3.2, 3.3, 6.3, 6.5, 12.0, 27.0, 55.0, 100.0] {
            let got = done(&gpu, &picture, 1.0, &[SceneEffect::Blur { sigma }]);
            near(&format!("blur {sigma} on {width}x{height}"), &picture.gaussian(sigma), &got, 1.0);
        }
    }
}

/// Stripes as fine as they come are what halving could turn into broad ones.
#[test]
fn a_blur_leaves_no_pattern_of_fine_stripes() {
    let gpu = Gpu::open().unwrap();
    for period in [2.0, 2.2, 3.1, 4.4, 5.3, 9.0] {
        let stripes = Model::new(160, 24, |x, y| {
            let wave = |at: usize| 0.5 + 0.5 * (std::f64::consts::TAU * at as f64 / period).cos();
            [wave(x), wave(y), wave(x + y), 1.0]
        });
        let stripes = stripes.stored();
        for sigma in [3.3, 6.6, 14.0] {
            let got = done(&gpu, &stripes, 1.0, &[SceneEffect::Blur { sigma }]);
            near(&format!("stripes of {period}, blur {sigma}"), &stripes.gaussian(sigma), &got, 1.0);
        }
    }
}

#[test]
fn lengths_grow_with_the_scale_of_the_sheet() {
    let gpu = Gpu::open().unwrap();
    let picture = Model::wild(64, 40, 5);
    let half = done(&gpu, &picture, 0.5, &[SceneEffect::Blur { sigma: 9.0 }]);
    assert_eq!(half, done(&gpu, &picture, 1.0, &[SceneEffect::Blur { sigma: 4.5 }]));
}

#[test]
fn a_shadow_is_the_blurred_shape_in_its_colour_below_the_layer() {
    let gpu = Gpu::open().unwrap();
    let picture = Model::wild(96, 60, 9);
    let color = Rgba { r: 0.2, g: 0.05, b: 0.9, a: 0.6 };
    for (offset, sigma) in [([6.0, -4.0], 0.0), ([2.5, 3.25], 2.0), ([-11.0, 7.0], 9.0), ([0.0, 0.0], 30.0)] {
        let shape = Model::new(96, 60, |x, y| {
            // Moved by whole pixels and a part of one.
            let (x, y) = (x as f64 + 0.5 - offset[0], y as f64 + 0.5 - offset[1]);
            let outside = |at: f64, side: usize| at < -0.5 || at > side as f64 + 0.5;
            let alpha =
                if outside(x, 96) || outside(y, 60) { 0.0 } else { padded(&picture).bilinear(x + 1.0, y + 1.0)[3] };
            [color.r, color.g, color.b, 1.0].map(|part| f64::from(part) * alpha * f64::from(color.a))
        });
        let blurred = if sigma > 0.0 { shape.gaussian(sigma) } else { shape };
        let mut model = picture.clone();
        for (above, below) in model.pixels.iter_mut().zip(&blurred.pixels) {
            let through = 1.0 - above[3];
            *above = [0, 1, 2, 3].map(|part| above[part] + below[part] * through);
        }
        let got = done(&gpu, &picture, 1.0, &[SceneEffect::Shadow { offset, sigma, color }]);
        near(&format!("shadow {offset:?} {sigma}"), &model, &got, 1.0);
    }
}

/// With one clear pixel around it.
fn padded(picture: &Model) -> Model {
    Model::new(picture.width + 2, picture.height + 2, |x, y| {
        let inside = (1..=picture.width).contains(&x) && (1..=picture.height).contains(&y);
        if inside { picture.pixels[(y - 1) * picture.width + x - 1] } else { [0.0; 4] }
    })
}

fn straight([r, g, b, a]: [f64; 4]) -> [f64; 3] {
    if a > 0.0 { [r, g, b].map(|part| (part / a).min(1.0)) } else { [0.0; 3] }
}

fn with_alpha(color: [f64; 3], alpha: f64) -> [f64; 4] {
    let [r, g, b] = color.map(|part| part.clamp(0.0, 1.0) * alpha);
    [r, g, b, alpha]
}

fn graded(grade: &SceneGrade, color: [f64; 3]) -> [f64; 3] {
    let turned = |rows: [[f64; 3]; 3], c: [f64; 3]| rows.map(|row| row[0] * c[0] + row[1] * c[1] + row[2] * c[2]);
    let color = color.map(|part| part + grade.brightness);
    let color = color.map(|part| (part - 0.5) * grade.contrast + 0.5);
    let s = grade.saturation;
    // Filter Effects Module Level 1: feColorMatrix, type saturate.
    let color = turned(
        [
            [0.213 + 0.787 * s, 0.715 - 0.715 * s, 0.072 - 0.072 * s],
            [0.213 - 0.213 * s, 0.715 + 0.285 * s, 0.072 - 0.072 * s],
            [0.213 - 0.213 * s, 0.715 - 0.715 * s, 0.072 + 0.928 * s],
        ],
        color,
    );
    // The same, type hueRotate: three matrices, of which two are multiplied by cosine and sine.
    let (sin, cos) = grade.hue.to_radians().sin_cos();
    let constant = [[0.213, 0.715, 0.072]; 3];
    let of_cos = [[0.787, -0.715, -0.072], [-0.213, 0.285, -0.072], [-0.213, -0.715, 0.928]];
    let of_sin = [[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]];
    let mut rows = constant;
    for (row, (by_cos, by_sin)) in rows.iter_mut().zip(of_cos.iter().zip(of_sin)) {
        for (part, (of_cos, of_sin)) in row.iter_mut().zip(by_cos.iter().zip(by_sin)) {
            *part += cos * of_cos + sin * of_sin;
        }
    }
    let [r, g, b] = turned(rows, color);
    let t = grade.temperature / 4.0;
    let luma = 0.2126 * (1.0 + t) + 0.7152 + 0.0722 * (1.0 - t);
    [r * (1.0 + t) / luma, g / luma, b * (1.0 - t) / luma]
}

#[test]
fn grading_follows_css_and_its_own_formulas() {
    let gpu = Gpu::open().unwrap();
    let picture = Model::wild(64, 48, 21);
    let neutral = SceneGrade::NEUTRAL;
    let grades = [
        neutral.clone(),
        SceneGrade { brightness: 0.2, ..neutral.clone() },
        SceneGrade { brightness: -0.4, contrast: 1.8, ..neutral.clone() },
        SceneGrade { saturation: 0.0, ..neutral.clone() },
        SceneGrade { saturation: 1.7, hue: 200.0, ..neutral.clone() },
        SceneGrade { temperature: 0.8, ..neutral.clone() },
        SceneGrade { brightness: 0.1, contrast: 0.7, saturation: 1.3, hue: 45.0, temperature: -0.5, lut: None },
    ];
    for grade in grades {
        let model = picture.map(|color| with_alpha(graded(&grade, straight(color)), color[3]));
        let got = done(&gpu, &picture, 1.0, &[SceneEffect::Color(grade.clone())]);
        near(&format!("{grade:?}"), &model, &got, 0.02);
    }
}

#[test]
fn a_key_takes_its_colour_away_and_leaves_what_is_unlike_it() {
    let gpu = Gpu::open().unwrap();
    let picture = Model::wild(64, 48, 33);
    for (key, similarity, smooth) in
        [([0.0, 1.0, 0.0], 0.3, 0.1), ([0.1, 0.2, 0.9], 0.15, 0.25), ([0.0, 1.0, 0.0], 0.2, 0.0)]
    {
        let chroma = |[r, g, b]: [f64; 3]| {
            let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            [(b - luma) / 1.8556, (r - luma) / 1.5748]
        };
        let [cb, cr] = chroma(key);
        let model = picture.map(|color| {
            let own = straight(color);
            let [b, r] = chroma(own);
            let distance = (b - cb).hypot(r - cr) / std::f64::consts::SQRT_2;
            let kept = ((distance - similarity) / f64::max(smooth, 1e-5)).clamp(0.0, 1.0);
            let [r, g, b] = [0, 1, 2].map(|part| (own[part] - key[part] * (1.0 - kept)).clamp(0.0, kept) * color[3]);
            [r, g, b, kept * color[3]]
        });
        let [r, g, b] = key.map(|part| part as f32);
        let effect = SceneEffect::Key { color: Rgba { r, g, b, a: 1.0 }, similarity, smooth };
        let got = done(&gpu, &picture, 1.0, &[effect]);
        near(&format!("key {key:?}"), &model, &got, if smooth > 0.0 { 0.05 } else { 0.5 });
    }
    let screen = Model::new(8, 4, |x, _| if x < 4 { [0.0, 1.0, 0.0, 1.0] } else { [0.8, 0.5, 0.4, 1.0] });
    let green = Rgba { r: 0.0, g: 1.0, b: 0.0, a: 1.0 };
    let got = done(&gpu, &screen.stored(), 1.0, &[SceneEffect::Key { color: green, similarity: 0.3, smooth: 0.1 }]);
    assert_eq!(got[0], [0; 4]);
    assert_eq!(got[7], [52428, 32768, 26214, 65535]);
}

#[test]
fn a_vignette_darkens_towards_the_corners_of_any_aspect() {
    let gpu = Gpu::open().unwrap();
    for (width, height) in [(80, 45), (20, 60)] {
        let picture = Model::wild(width, height, 3);
        let mut model = picture.clone();
        for (at, color) in model.pixels.iter_mut().enumerate() {
            let across = ((at % width) as f64 + 0.5) / width as f64 * 2.0 - 1.0;
            let down = ((at / width) as f64 + 0.5) / height as f64 * 2.0 - 1.0;
            let dark = 0.7 * smoothstep(0.3, 1.0, across.hypot(down) / std::f64::consts::SQRT_2);
            color[..3].iter_mut().for_each(|part| *part *= 1.0 - dark);
        }
        let got = done(&gpu, &picture, 1.0, &[SceneEffect::Vignette { amount: 0.7 }]);
        near("vignette", &model, &got, 0.02);
    }
}

#[test]
fn effects_are_done_in_their_order() {
    let gpu = Gpu::open().unwrap();
    let picture = Model::wild(40, 30, 8);
    let (blur, dark) = (SceneEffect::Blur { sigma: 4.0 }, SceneEffect::Vignette { amount: 1.0 });
    let one_way = done(&gpu, &picture, 1.0, &[blur.clone(), dark.clone()]);
    let blurred = done(&gpu, &picture, 1.0, std::slice::from_ref(&blur));
    let blurred = effects_on(&gpu, picture.size(), blurred, 1.0, std::slice::from_ref(&dark)).unwrap();
    assert_eq!(one_way, blurred);
    assert_ne!(one_way, done(&gpu, &picture, 1.0, &[dark, blur]));
}

//! Effects on layers where they stand: the same as on their picture alone, whatever part of it is seen.

use rushes::compose::{Gpu, deep_still, effects_on};
use rushes::timeline::scene::{Placement, Scene, SceneContent, SceneEffect, SceneLayer};

use super::scenes::*;

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;

fn noise() -> Shelf {
    let mut dice = Dice(99);
    Shelf::with_image("noise", 30, 20, move |_, _| [dice.byte(), dice.byte(), dice.byte(), 255])
}

fn effects() -> Vec<Vec<SceneEffect>> {
    let shadow = SceneEffect::Shadow { offset: [4.0, 6.0], sigma: 2.0, color: rgba(255, 0, 0, 0.8) };
    vec![
        vec![SceneEffect::Blur { sigma: 2.0 }],
        vec![shadow.clone()],
        vec![SceneEffect::Vignette { amount: 0.7 }],
        vec![SceneEffect::Blur { sigma: 1.5 }, shadow, SceneEffect::Vignette { amount: 0.4 }],
    ]
}

fn drawn(layer: SceneLayer) -> Vec<[u16; 4]> {
    let scene = Scene { background: None, layers: vec![layer], view: None };
    deep_still(&Gpu::open().unwrap(), settings(WIDTH, HEIGHT), &scene, &mut noise()).unwrap()
}

fn with(effects: &[SceneEffect], placement: Placement) -> SceneLayer {
    SceneLayer { effects: effects.to_vec(), ..layer(0, image("noise"), placement) }
}

/// The worst difference of two pictures, the second one moved.
fn apart(one: &[[u16; 4]], other: &[[u16; 4]], (dx, dy): (i64, i64)) -> u16 {
    let mut worst = 0;
    for y in 0..i64::from(HEIGHT) {
        for x in 0..i64::from(WIDTH) {
            let (u, v) = (x - dx, y - dy);
            if (0..i64::from(WIDTH)).contains(&u) && (0..i64::from(HEIGHT)).contains(&v) {
                let at = |x: i64, y: i64| (y * i64::from(WIDTH) + x) as usize;
                let (a, b) = (one[at(x, y)], other[at(u, v)]);
                worst = a.iter().zip(b).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0).max(worst);
            }
        }
    }
    worst
}

#[test]
fn a_layer_with_effects_is_its_picture_with_effects() {
    let gpu = Gpu::open().unwrap();
    for effects in &effects() {
        let vignette = effects.iter().any(|effect| matches!(effect, SceneEffect::Vignette { .. }));
        let plain = drawn(with(&[], at(33.0, 22.0)));
        let alone = effects_on(&gpu, (WIDTH, HEIGHT), plain, 1.0, effects).unwrap();
        let formed = drawn(with(effects, at(33.0, 22.0)));
        // A vignette is about the layer's own middle, which is the canvas's only where the layer fills it.
        if !vignette {
            assert!(apart(&formed, &alone, (0, 0)) < 128, "{effects:?}: {}", apart(&formed, &alone, (0, 0)));
        }
    }
}

#[test]
fn effects_do_not_depend_on_where_a_layer_stands_and_how_much_of_it_is_seen() {
    for effects in &effects() {
        let middle = drawn(with(effects, at(33.0, 22.0)));
        for (x, y) in [(40, 10), (-12, 30), (80, -9), (60, 50), (-20, -14)] {
            let moved = drawn(with(effects, at(f64::from(x), f64::from(y))));
            let worst = apart(&moved, &middle, (i64::from(x) - 33, i64::from(y) - 22));
            // A blur that is cut off three deviations away leaves less than 1/255.
            assert!(worst < 257, "{effects:?} at {x},{y}: {worst}");
        }
    }
}

#[test]
fn effects_follow_scale_and_come_before_opacity() {
    let blur = [SceneEffect::Blur { sigma: 3.0 }];
    let solid = |scale: f64, opacity| {
        let placement = Placement { scale: [scale; 2], position: [48.0, 32.0], anchor_fraction: [0.5; 2], ..plain() };
        let content = SceneContent::Solid(rgba(255, 255, 255, 1.0));
        drawn(SceneLayer { effects: blur.to_vec(), opacity, ..layer(0, content, placement) })
    };
    // Half way down the edge of a half, whatever the deviation; further out it is as wide as the scale says.
    let column = |pixels: &[[u16; 4]], x: u32| f64::from(pixels[(HEIGHT / 2 * WIDTH + x) as usize][3]) / 65535.0;
    let (half, quarter) = (solid(0.5, 1.0), solid(0.25, 1.0));
    let edge = |pixels: &[[u16; 4]], x: u32| (column(pixels, x - 1) + column(pixels, x)) / 2.0;
    assert!((edge(&half, 72) - 0.5).abs() < 0.01, "{}", edge(&half, 72));
    assert!((edge(&quarter, 60) - 0.5).abs() < 0.01, "{}", edge(&quarter, 60));
    let wide = |pixels: &[[u16; 4]], from: u32| (from..from + 12).map(|x| column(pixels, x)).sum::<f64>();
    // The tail of a Gaussian is proportional to its deviation: 0.399 of it.
    assert!((wide(&half, 72) - 0.399 * 1.5).abs() < 0.06, "{}", wide(&half, 72));
    assert!((wide(&quarter, 60) - 0.399 * 0.75).abs() < 0.06, "{}", wide(&quarter, 60));
    let faded = solid(0.5, 0.5);
    let worst = half.iter().zip(&faded).map(|(a, b)| (i64::from(a[3]) - 2 * i64::from(b[3])).abs()).max().unwrap();
    assert!(worst <= 4, "{worst}");
}

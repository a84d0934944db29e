//! Bloom against models in double precision of three's and of pmndrs' passes.

#![expect(clippy::print_stdout, reason = "the worst errors, for whoever wants to see them")]

use rushes::compose::{Gpu, effects_on};
use rushes::project::model::BloomKind;
use rushes::timeline::scene::{SceneBloom, SceneEffect};

use super::bloom_models::{Look, mipmap, unreal};
use super::effect_models::Model;

fn lit(gpu: &Gpu, picture: &Model, kind: BloomKind, look: &Look, (scale, unit): (f64, f64)) -> Vec<[u16; 4]> {
    let Look { threshold, strength, radius } = *look;
    let bloom = SceneBloom { kind, threshold, strength, radius, unit };
    effects_on(gpu, picture.size(), picture.words(), scale, &[SceneEffect::Bloom(bloom)]).unwrap()
}

/// Lights of several sizes and colours on darkness, some of it clear.
fn lamps(width: usize, height: usize) -> Model {
    let picture = Model::new(width, height, |x, y| {
        let (u, v) = (x as f64 / width as f64, y as f64 / height as f64);
        let lamp = |cx: f64, cy: f64, r: f64| (u - cx).hypot(v - cy) < r;
        if lamp(0.2, 0.3, 0.08) {
            [1.0, 0.9, 0.6, 1.0]
        } else if lamp(0.7, 0.6, 0.15) {
            [0.3, 0.8, 1.0, 1.0]
        } else if x + 3 > width {
            [1.0; 4]
        } else if v > 0.75 {
            [0.0; 4]
        } else if v > 0.6 {
            [0.2 * u, 0.1, 0.3 * u, 0.5]
        } else {
            [0.1 * u, 0.05, 0.1 + 0.1 * v, 1.0]
        }
    });
    picture.stored()
}

#[track_caller]
fn near(name: &str, model: &Model, got: &[[u16; 4]], most: f64) {
    let (worst, x, y) = model.worst(got);
    println!("{name}: worst error {worst:.3}/255 at {x},{y}");
    assert!(
        worst <= most,
        "{name}: {worst}/255 off at {x},{y}: {:?}, not {:?}",
        got[y * model.width + x],
        model.pixels[y * model.width + x]
    );
}

const LOOKS: [Look; 4] = [
    Look { threshold: 0.8, strength: 0.6, radius: 0.4 },
    Look { threshold: 0.0, strength: 0.1, radius: 0.0 },
    Look { threshold: 0.4, strength: 1.5, radius: 1.0 },
    Look { threshold: 0.2, strength: 0.3, radius: 0.7 },
];

#[test]
fn unreal_bloom_is_that_of_three() {
    let gpu = Gpu::open().unwrap();
    for (width, height) in [(128, 72), (97, 55)] {
        for (name, picture) in [("lamps", lamps(width, height)), ("noise", Model::wild(width, height, 4))] {
            for look in &LOOKS {
                let got = lit(&gpu, &picture, BloomKind::Unreal, look, (1.0, 1.0));
                let Look { threshold, strength, radius } = look;
                near(
                    &format!("unreal {name} {width}x{height} {threshold} {strength} {radius}"),
                    &unreal(&picture, look),
                    &got,
                    0.25,
                );
            }
        }
    }
}

#[derive(serde::Deserialize)]
struct Recorded {
    width: usize,
    height: usize,
    threshold: f64,
    strength: f64,
    radius: f64,
    /// 8 bits.
    pixels: Vec<u8>,
    /// 16 bits.
    bloomed: Vec<u16>,
}

/// `goldens/three_bloom.json` holds what `UnrealBloomPass` of three 0.187 made in Chromium 148 with SwiftShader: of pictures in
/// 8 bits, decoded to linear light, its result encoded again.
#[test]
fn unreal_bloom_is_what_three_itself_gives() {
    let gpu = Gpu::open().unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compose/goldens/three_bloom.json");
    let recorded: Vec<Recorded> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(recorded.len(), 3);
    for case in recorded {
        let Recorded { width, height, threshold, strength, radius, .. } = case;
        let at = |x: usize, y: usize, part: usize| (y * width + x) * 3 + part;
        let picture = Model::new(width, height, |x, y| {
            let part = |part| f64::from(case.pixels[at(x, y, part)]) / 255.0;
            [part(0), part(1), part(2), 1.0]
        });
        let bloomed = Model::new(width, height, |x, y| {
            let part = |part| f64::from(case.bloomed[at(x, y, part)]) / 65535.0;
            [part(0), part(1), part(2), 1.0]
        });
        let got = lit(&gpu, &picture, BloomKind::Unreal, &Look { threshold, strength, radius }, (1.0, 1.0));
        near(&format!("three {width}x{height} {threshold} {strength} {radius}"), &bloomed, &got, 2.0);
    }
}

#[test]
fn mipmap_bloom_is_that_of_pmndrs() {
    let gpu = Gpu::open().unwrap();
    for (width, height, levels) in [(128, 72, 8), (97, 55, 4), (64, 64, 1)] {
        for (name, picture) in [("lamps", lamps(width, height)), ("noise", Model::wild(width, height, 4))] {
            for look in &LOOKS {
                let kind = BloomKind::Mipmap { levels: levels as u32 };
                let got = lit(&gpu, &picture, kind, look, (1.0, 1.0));
                let Look { threshold, strength, radius } = look;
                near(
                    &format!("mipmap {name} {width}x{height} {threshold} {strength} {radius}"),
                    &mipmap(&picture, look, levels),
                    &got,
                    0.25,
                );
            }
        }
    }
}

/// The same scene at a quarter of the size, at its own and at twice its size: the glow must be as wide and as strong.
#[test]
fn a_bloom_looks_the_same_at_every_size() {
    let gpu = Gpu::open().unwrap();
    let look = Look { threshold: 0.5, strength: 0.5, radius: 0.6 };
    for kind in [BloomKind::Unreal, BloomKind::Mipmap { levels: 6 }] {
        let at = |scale: f64| {
            let (width, height) = ((192.0 * scale) as usize, (108.0 * scale) as usize);
            let picture = Model::new(width, height, |x, y| {
                let near = |at: usize, middle: f64| ((at as f64 + 0.5) / scale - middle).abs();
                let lamp = near(x, 96.0) < 16.0 && near(y, 52.0) < 12.0;
                if lamp { [1.0; 4] } else { [0.02, 0.02, 0.05, 1.0] }
            });
            let got = lit(&gpu, &picture.stored(), kind, &look, (scale, 1.0));
            // The mean over 12×12 canvas pixels each.
            let side = (12.0 * scale) as usize;
            let mean = |column: usize, row: usize| {
                let inside = (0..side * side).map(|i| (row * side + i / side) * width + column * side + i % side);
                inside.map(|at| f64::from(got[at][0]) / 65535.0 * 255.0).sum::<f64>() / (side * side) as f64
            };
            (0..9).flat_map(|row| (0..16).map(move |column| (column, row))).map(|(c, r)| mean(c, r)).collect::<Vec<_>>()
        };
        let whole = at(1.0);
        for scale in [0.25, 0.5, 2.0] {
            let other = at(scale);
            let worst = whole.iter().zip(&other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            println!("{kind:?} at {scale}: worst difference {worst:.2}/255");
            assert!(worst < 8.0, "{kind:?} at {scale}: {worst}");
        }
    }
}

#[test]
fn glow_is_seen_where_the_layer_is_clear_and_stays_premultiplied() {
    let gpu = Gpu::open().unwrap();
    let lamp = Model::new(96, 96, |x, y| {
        if (40..56).contains(&x) && (40..56).contains(&y) { [1.0, 0.8, 0.2, 1.0] } else { [0.0; 4] }
    });
    for kind in [BloomKind::Unreal, BloomKind::Mipmap { levels: 5 }] {
        let got = lit(&gpu, &lamp, kind, &LOOKS[2], (1.0, 1.0));
        assert!(got[30 * 96 + 48][3] > 3000, "{kind:?}: {:?}", got[30 * 96 + 48]);
        assert!(got.iter().all(|[r, g, b, a]| r <= a && g <= a && b <= a));
    }
}

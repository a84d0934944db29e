//! Spectra, waveforms and swarms by the pixels that geometry gives them.

use std::f64::consts::PI;
use std::sync::{Arc, LazyLock};

use image::RgbaImage;
use rushes::base::Reason;
use rushes::compose::{Composer, ComposerSettings, Gpu, still};
use rushes::project::Project;
use rushes::project::model::{Kind, Paint, Rgba, Spectrum, Waveform};
use rushes::timeline::particles::{Births, Burst, Particle};
use rushes::timeline::scene::{Placement, SceneParticles, SceneSpectrum, SceneWaveform};
use rushes::timeline::{Scene, SceneContent};

use super::scenes::*;
use crate::support::films;

static GPU: LazyLock<Gpu> = LazyLock::new(|| Gpu::open().unwrap());

fn project(layer: &str) -> Project {
    films::project(&format!(
        "rushes: 1\ncanvas: {{ size: 200x120, duration: 1s }}\naudio: [ {{ source: tune.wav }} ]\nlayers: [ {{ {layer} }} ]\n"
    ))
}

pub fn spectrum(keys: &str, heights: &[f32]) -> SceneSpectrum {
    let Kind::Spectrum(look) = project(&format!("spectrum: {{ {keys} }}")).layers.remove(0).kind else { panic!() };
    let look: Spectrum = *look;
    SceneSpectrum {
        look: Arc::new(look),
        size: [160.0, 100.0],
        thickness: 4.0,
        inner: 0.5,
        heights: heights.to_vec(),
        peaks: Vec::new(),
    }
}

pub fn waveform(keys: &str, points: Vec<[f32; 2]>) -> SceneWaveform {
    let Kind::Waveform(look) = project(&format!("waveform: {{ {keys} }}")).layers.remove(0).kind else { panic!() };
    let look: Waveform = *look;
    SceneWaveform { look: Arc::new(look), size: [160.0, 100.0], thickness: 4.0, inner: 0.5, points }
}

/// Settled as it is at the beginning of a burst or in the middle of things.
fn swarm(keys: &str) -> SceneParticles {
    let project = project(&format!("particles: {{ {keys} }}"));
    let timeline = rushes::timeline::Timeline::new(&project, &Default::default(), &project.exports[0]);
    let mut scene = Scene::default();
    timeline.scene_at(rushes::base::Rational::new(1, 2), &mut scene);
    match scene.layers.remove(0).content {
        SceneContent::Particles(particles) => *particles,
        other => panic!("{other:?}"),
    }
}

fn at_size(content: SceneContent, placement: Placement, output: (u32, u32)) -> RgbaImage {
    let settings = ComposerSettings {
        canvas: (200, 120),
        output,
        ring_slots: 1,
        cache_bytes: 64 << 20,
        color: Default::default(),
    };
    still(&GPU, settings, &scene(vec![layer(0, content, placement)]), &mut Shelf::default()).unwrap()
}

fn shown(content: SceneContent) -> RgbaImage {
    at_size(content, at(20.0, 10.0), (200, 120))
}

fn bars(spectrum: SceneSpectrum) -> SceneContent {
    SceneContent::Spectrum(Box::new(spectrum))
}

/// Pixels' worth of white within columns and rows.
fn area_in(picture: &RgbaImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>) -> f64 {
    let inside = picture.enumerate_pixels().filter(|(column, row, _)| x.contains(column) && y.contains(row));
    inside.map(|(_, _, pixel)| f64::from(pixel[0])).sum::<f64>() / 255.0
}

fn area(picture: &RgbaImage) -> f64 {
    area_in(picture, 0..picture.width(), 0..picture.height())
}

#[test]
fn bars_stand_on_the_ground_each_in_its_share() {
    let levels = [0.0, 0.25, 0.5, 1.0];
    let picture = shown(bars(spectrum("gap: 25%, radius: 0px", &levels)));
    for (x, y, pixel) in picture.enumerate_pixels() {
        // Shares of 40 px, a bar of 30 in the middle of each.
        let inside = (0..4u32).any(|bar| {
            let left = 20 + bar * 40 + 5;
            (left..left + 30).contains(&x) && (110 - (levels[bar as usize] * 100.0) as u32..110).contains(&y)
        });
        assert_eq!(pixel[0], if inside { 255 } else { 0 }, "{x}, {y}");
    }
    // Mirrored, they stand about the middle, as high in all; what is silent is as high as its floor.
    let picture = shown(bars(spectrum("style: mirror, gap: 25%, radius: 0px, floor: 10%", &levels)));
    for (bar, level) in levels.iter().enumerate() {
        let left = 20 + bar as u32 * 40 + 5;
        let high = 50.0 * (0.1 + 0.9 * f64::from(*level));
        for y in [0..60, 60..120] {
            let found = area_in(&picture, left..left + 30, y);
            assert!((found - 30.0 * high).abs() < 1.0, "{bar}: {found}, not {}", 30.0 * high);
        }
    }
}

#[test]
fn round_bars_lose_their_corners_and_caps_stand_above() {
    let found = area(&shown(bars(spectrum("gap: 25%, radius: 50%", &[0.8; 4]))));
    let wanted = 4.0 * (30.0 * 80.0 - (4.0 - PI) * 15.0 * 15.0);
    assert!((found - wanted).abs() / wanted < 0.005, "{found}, not {wanted}");
    let capped = SceneSpectrum { peaks: vec![0.6; 4], ..spectrum("gap: 25%, radius: 0px", &[0.3; 4]) };
    let picture = shown(bars(capped));
    // A quarter of a bar's width, 7.5 px, just above 60 px from the ground.
    let cap = area_in(&picture, 0..200, 0..60);
    assert!((cap - 4.0 * 30.0 * 7.5).abs() < 2.0, "{cap}");
    assert_eq!(area_in(&picture, 0..200, 54..80), 0.0);
}

#[test]
fn radial_bars_point_away_from_an_empty_circle() {
    let picture = shown(bars(spectrum("style: radial, radius: 0px, gap: 20%", &[1.0; 24])));
    // Bars of the inner circle's width, from 25 px to 50 px about the middle at 100, 60.
    let wanted = 24.0 * 25.0 * (2.0 * PI * 25.0 / 24.0 * 0.8);
    let found = area(&picture);
    assert!((found - wanted).abs() / wanted < 0.01, "{found}, not {wanted}");
    for (x, y, pixel) in picture.enumerate_pixels() {
        let far = (f64::from(x) + 0.5 - 100.0).hypot(f64::from(y) + 0.5 - 60.0);
        assert!(pixel[0] == 0 || (23.0..52.0).contains(&far), "{x}, {y}");
    }
    // Symmetric ones have their middle at the top, others begin there.
    let heights: Vec<f32> = (0..24).map(|bar| if bar == 11 || bar == 12 { 1.0 } else { 0.0 }).collect();
    let top = shown(bars(spectrum("style: radial, radius: 0px", &heights)));
    assert!(area_in(&top, 90..110, 0..40) > 0.98 * area(&top) && area(&top) > 100.0);
    let first: Vec<f32> = (0..24).map(|bar| if bar < 6 { 1.0 } else { 0.0 }).collect();
    let quarter = shown(bars(spectrum("style: radial, radius: 0px, symmetric: false", &first)));
    assert!(area_in(&quarter, 100..200, 0..60) > 0.95 * area(&quarter));
}

#[test]
fn a_line_runs_through_the_levels_and_never_beyond_them() {
    let flat = area(&shown(bars(spectrum("style: line", &[0.5; 7]))));
    let wanted = 160.0 * 4.0 + PI * 4.0;
    assert!((flat - wanted).abs() / wanted < 0.01, "{flat}, not {wanted}");
    let steps: Vec<f32> = [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0].into();
    let picture = shown(bars(spectrum("style: line", &steps)));
    // Half the line's width over the top level and under the ground, and no further.
    assert!(area_in(&picture, 0..200, 0..8) + area_in(&picture, 0..200, 112..120) < 1.0);
    assert!(area_in(&picture, 0..200, 8..9) > 30.0);
    let filled = shown(bars(spectrum("style: line, fill: 0.4", &[0.5; 7])));
    assert_eq!(filled.get_pixel(100, 100)[0], 102);
}

#[test]
fn a_gradient_runs_over_the_whole_box() {
    let shown_bars = spectrum("gap: 0px, radius: 0px, color: { from: black, to: white, angle: 0 }", &[1.0, 1.0]);
    let picture = shown(bars(shown_bars));
    for y in 10..110 {
        let wanted = 255.0 * (110.0 - f64::from(y) - 0.5) / 100.0;
        assert!((f64::from(picture.get_pixel(100, y)[0]) - wanted).abs() <= 1.0, "{y}");
    }
}

#[test]
fn a_waveform_is_a_line_of_its_width_through_its_points() {
    let content = |keys: &str, points| SceneContent::Waveform(Box::new(waveform(keys, points)));
    let slope = (0..81).map(|at| [at as f32 / 40.0 - 1.0; 2]).collect();
    let found = area(&shown(content("taper: 0", slope)));
    let wanted = 160f64.hypot(100.0) * 4.0 + PI * 4.0;
    assert!((found - wanted).abs() / wanted < 0.01, "{found}, not {wanted}");
    let ring = area(&shown(content("style: radial", vec![[0.0; 2]; 400])));
    let wanted = PI * (27.0 * 27.0 - 23.0 * 23.0);
    assert!((ring - wanted).abs() / wanted < 0.01, "{ring}, not {wanted}");
    // Filled from the lowest to the highest, and silence is a thin line.
    let found = area(&shown(content("style: filled", vec![[-0.5, 0.25]; 81])));
    assert!((found - 160.0 * 37.5).abs() < 40.0, "{found}");
    let silent = area(&shown(content("style: filled", vec![[0.0; 2]; 81])));
    assert!((silent - 160.0).abs() < 2.0, "{silent}");
}

fn each(swarm: &SceneParticles) -> Vec<Particle> {
    let mut found = Vec::new();
    swarm.each(|one| found.push(one));
    found
}

#[test]
fn each_particle_is_a_disc_of_its_size_where_it_is() {
    let steady = "count: 1, size: 20px, glow: 0, speed: 0px, vary: 0, fade_in: 0, fade_out: 0";
    for seed in 1..5 {
        let swarm = swarm(&format!("{steady}, from: area, width: 100px, height: 60px, seed: {seed}"));
        let [x, y] = each(&swarm)[0].at;
        let swarm = SceneParticles { size: [200.0, 120.0], ..swarm };
        let [x, y] = [x * 2.0, y * 2.0];
        let picture = at_size(SceneContent::Particles(Box::new(swarm)), plain(), (200, 120));
        let whole = (10.0..190.0).contains(&x) && (10.0..110.0).contains(&y);
        let found = area(&picture);
        assert!(!whole || (found - PI * 100.0).abs() < 3.0, "{found} at {x}, {y}");
        for (column, row, pixel) in picture.enumerate_pixels() {
            let far = (f64::from(column) + 0.5 - x).hypot(f64::from(row) + 0.5 - y);
            let wanted = (far < 9.3).then_some(255).or((far > 10.7).then_some(0));
            assert!(wanted.is_none_or(|wanted| pixel[0] == wanted), "{column}, {row}: {pixel:?}");
        }
    }
}

#[test]
fn light_adds_up_or_covers() {
    let at_once = |overlap: &str| {
        let keys = format!(
            "count: 2, from: point, size: 40px, glow: 0, speed: 0px, vary: 0, overlap: {overlap}, color: [ \"#ff000080\" ], born: beats"
        );
        let swarm = SceneParticles {
            births: Births::Bursts(vec![Burst { number: 0, since: 1.5, strength: 1.0 }]),
            ..swarm(&keys)
        };
        let picture = at_size(SceneContent::Particles(Box::new(swarm)), plain(), (200, 120));
        picture.get_pixel(100, 60).0
    };
    // Twice a half (128 of 255) on black.
    assert_eq!(at_once("add"), [255, 0, 0, 255]);
    let [red, ..] = at_once("cover");
    assert!((190..=193).contains(&red), "{red}");
}

#[test]
fn small_particles_are_faint_and_no_shape_is_lost() {
    for shape in ["dot", "square", "spark", "ring", "star"] {
        let of = |size: &str| {
            let keys = format!(
                "count: 40, shape: {shape}, size: {size}, glow: 0, speed: 90px, vary: 0, direction: 90, spread: 0"
            );
            area(&at_size(SceneContent::Particles(Box::new(swarm(&keys))), plain(), (200, 120)))
        };
        let (tiny, small, large) = (of("0.2px"), of("1px"), of("12px"));
        assert!(0.0 < tiny && tiny < small && small < large, "{shape}: {tiny}, {small}, {large}");
        let lit = SceneContent::Particles(Box::new(swarm(&format!(
            "count: 40, shape: {shape}, size: 8px, glow: 1, vary: 0"
        ))));
        let dull = SceneContent::Particles(Box::new(swarm(&format!(
            "count: 40, shape: {shape}, size: 8px, glow: 0, vary: 0"
        ))));
        assert!(area(&at_size(lit, plain(), (200, 120))) > 1.3 * area(&at_size(dull, plain(), (200, 120))), "{shape}");
    }
}

/// One particle of a picture in the middle, as large as it is said to be.
fn one_of(image: &str, keys: &str) -> SceneParticles {
    swarm(&format!(
        "count: 1, image: {image}, from: point, speed: 0px, vary: 0, fade_in: 0, fade_out: 0, overlap: cover, {keys}"
    ))
}

fn with_pictures(swarm: SceneParticles, placement: Placement, shelf: &mut Shelf) -> RgbaImage {
    let content = SceneContent::Particles(Box::new(swarm));
    still(&GPU, settings(200, 120), &scene(vec![layer(0, content, placement)]), shelf).unwrap()
}

#[test]
fn a_picture_stands_upright_turns_with_its_layer_and_takes_the_colour() {
    // Red on the left, green above blue on the right.
    let mut shelf = Shelf::with_image("/films/flag.png", 16, 8, |x, y| match (x < 8, y < 4) {
        (true, _) => [255, 0, 0, 255],
        (false, true) => [0, 255, 0, 255],
        (false, false) => [0, 0, 255, 255],
    });
    let at_of = |picture: &RgbaImage, x: u32, y: u32| picture.get_pixel(x, y).0;
    // 40×20 about 100, 60.
    let upright = with_pictures(one_of("flag.png", "size: 40px"), plain(), &mut shelf);
    let [left, above, below] = [[85, 60], [115, 55], [115, 65]].map(|[x, y]| at_of(&upright, x, y));
    assert_eq!([left, above, below], [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]]);
    let lit = upright.pixels().map(|pixel| pixel[0].max(pixel[1]).max(pixel[2])).map(f64::from).sum::<f64>() / 255.0;
    assert!((lit - 800.0).abs() < 60.0, "{lit}");
    // A quarter clockwise: what was on the left is above, what was above is on the right.
    let quarter = Placement { rotate: 90.0, anchor_fraction: [0.5; 2], ..at(100.0, 60.0) };
    let turned = with_pictures(one_of("flag.png", "size: 40px"), quarter, &mut shelf);
    let found = [[100, 45], [105, 75], [95, 75]].map(|[x, y]| at_of(&turned, x, y));
    assert_eq!(found, [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]]);
    let mirrored = Placement { scale: [-1.0, 1.0], anchor_fraction: [0.5; 2], ..at(100.0, 60.0) };
    let mirrored = with_pictures(one_of("flag.png", "size: 40px"), mirrored, &mut shelf);
    assert_eq!(at_of(&mirrored, 115, 60), [255, 0, 0, 255]);
    let tinted = with_pictures(one_of("flag.png", "size: 40px, color: \"#80ff0080\""), plain(), &mut shelf);
    let [red, ..] = at_of(&tinted, 85, 60);
    assert!((63..=65).contains(&red), "{red}");
    assert_eq!(at_of(&tinted, 115, 65)[..3], [0, 0, 0]);
}

#[test]
fn pictures_of_all_sizes_keep_their_share_of_light_and_cost_one_reading() {
    // Every other pixel: what is drawn small is grey, and neither black nor white.
    let mut shelf = Shelf::with_image("/films/net.png", 256, 256, |x, y| [255, 255, 255, ((x + y) % 2 * 255) as u8]);
    for (size, slack) in [(0.3, 0.2), (1.2, 0.2), (5.0, 0.04), (24.0, 0.02), (90.0, 0.02)] {
        let picture = with_pictures(one_of("net.png", &format!("size: {size}px")), plain(), &mut shelf);
        let (found, wanted) = (area(&picture), size * size / 2.0);
        assert!((found - wanted).abs() <= wanted * slack + 0.05, "{size}: {found}, not {wanted}");
    }
    // Light around it comes to it where it is asked for.
    let shining = with_pictures(one_of("net.png", "size: 24px, glow: 1"), plain(), &mut shelf);
    assert!(area(&shining) > 1.5 * 24.0 * 24.0 / 2.0);
    let mut composer = Composer::new(&GPU, settings(200, 120)).unwrap();
    shelf.asked.clear();
    for round in 0..3 {
        let swarm = SceneParticles { births: Births::Always(f64::from(round)), ..one_of("net.png", "grow: [0.1, 3]") };
        let layers = vec![layer(0, SceneContent::Particles(Box::new(swarm)), plain())];
        compose(&mut composer, &scene(layers), &mut shelf);
    }
    assert_eq!(shelf.asked.len(), 1);
}

#[test]
fn a_smaller_output_shows_the_same() {
    let contents = [
        bars(spectrum("radius: 50%", &[0.2, 0.9, 0.6, 0.4])),
        SceneContent::Waveform(Box::new(waveform(
            "taper: 0",
            (0..81).map(|at| [(at as f32 / 9.0).sin(); 2]).collect(),
        ))),
        SceneContent::Particles(Box::new(swarm("count: 60, size: 8px, glow: 0, vary: 0, speed: 0px, overlap: cover"))),
    ];
    for content in contents {
        let full = area(&at_size(content.clone(), plain(), (200, 120)));
        let half = area(&at_size(content.clone(), plain(), (100, 60))) * 4.0;
        let turned = Placement { rotate: 20.0, anchor_fraction: [0.5; 2], ..at(100.0, 60.0) };
        let turned = area(&at_size(content, Placement { scale: [0.6; 2], ..turned }, (200, 120))) / 0.36;
        assert!((half - full).abs() / full < 0.03, "{half} {full}");
        assert!((turned - full).abs() / full < 0.1, "{turned} {full}");
    }
}

#[test]
fn what_would_take_forever_is_refused() {
    let swarm = swarm("count: 1000000, size: 400px, life: 3s");
    let content = SceneContent::Particles(Box::new(swarm));
    let scene = scene(vec![layer(0, content, plain())]);
    let failure = still(&GPU, settings(1920, 1080), &scene, &mut Shelf::default()).unwrap_err();
    assert_eq!(failure.reason, Reason::InvalidProject);
    assert!(failure.message.contains("smaller `count` or `size`"), "{}", failure.message);
}

#[test]
fn absurd_sizes_are_drawn_or_left_out_but_never_too_much() {
    for scale in [1e-7, 40.0, 3e5] {
        let placement = || Placement { scale: [scale; 2], anchor_fraction: [0.5; 2], ..at(100.0, 60.0) };
        for size in [[0.0, 50.0], [65_536.0, 65_536.0]] {
            let contents = [
                bars(SceneSpectrum { size, ..spectrum("radius: 50%", &[1.0; 4]) }),
                SceneContent::Waveform(Box::new(SceneWaveform { size, ..waveform("taper: 0", vec![[0.0; 2]; 9]) })),
                SceneContent::Particles(Box::new(SceneParticles { size, ..swarm("count: 5") })),
            ];
            for content in contents {
                at_size(content, placement(), (200, 120));
            }
        }
    }
}

#[test]
fn a_frame_is_the_same_whatever_was_drawn_before() {
    let scene_of = |frame: u64| {
        let level = frame as f32 / 8.0;
        let white = Paint::Color(Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 });
        let mut shown = spectrum("radius: 50%", &[level, 1.0 - level, 0.3]);
        Arc::make_mut(&mut shown.look).color = white;
        let particles = SceneParticles { births: Births::Always(frame as f64 / 3.0), ..swarm("count: 50") };
        scene(vec![
            layer(0, bars(shown), at(20.0, 10.0)),
            layer(1, SceneContent::Particles(Box::new(particles)), plain()),
        ])
    };
    let frames_in = |order: &[u64]| {
        let mut composer = Composer::new(&GPU, settings(200, 120)).unwrap();
        let mut found = std::collections::BTreeMap::new();
        for frame in order {
            let shown = compose(&mut composer, &scene_of(*frame), &mut Shelf::default());
            found.insert(*frame, shown.samples);
        }
        found
    };
    assert_eq!(frames_in(&[0, 1, 2, 3, 4, 5, 6, 7]), frames_in(&[6, 1, 7, 0, 0, 3, 5, 2, 4]));
}

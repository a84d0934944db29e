//! Marks of notes by the areas that geometry gives them, and by where their light falls.

use std::f64::consts::PI;
use std::sync::Arc;

use rushes::compose::{Gpu, deep_still};
use rushes::project::model::{Gradient, Paint, Rgba, Run, Stop};
use rushes::timeline::scene::{Placement, SceneContent};
use rushes::timeline::solid::{Mark, SceneNotes};

use super::scenes::*;

const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

fn mark(rect: [f64; 4]) -> Mark {
    Mark { rect, radius: 0.0, line: None, opacity: 1.0, lit: 0.0, glow: 0.0, color: None }
}

/// Reds of a canvas of 120×80, 0..1.
fn reds(marks: Vec<Mark>, paint: Paint, placement: Placement) -> Vec<f64> {
    let notes = SceneNotes { extent: [120.0, 80.0], marks, paint, lit: None };
    let scene = scene(vec![layer(0, SceneContent::Notes(Arc::new(notes)), placement)]);
    let pixels = deep_still(&Gpu::open().unwrap(), settings(120, 80), &scene, &mut Shelf::default()).unwrap();
    pixels.iter().map(|pixel| f64::from(pixel[0]) / 65535.0).collect()
}

fn area(marks: Vec<Mark>, placement: Placement) -> f64 {
    reds(marks, Paint::Color(WHITE), placement).iter().sum()
}

#[test]
fn marks_have_the_areas_of_their_forms() {
    let cases = [
        ("whole pixels", mark([40.0, 35.0, 80.0, 45.0]), 400.0),
        ("parts of pixels", mark([40.25, 30.5, 80.75, 41.0]), 40.5 * 10.5),
        ("round", Mark { radius: 8.0, ..mark([35.0, 25.0, 85.0, 55.0]) }, 1500.0 - (4.0 - PI) * 64.0),
        ("faint", Mark { opacity: 0.5, ..mark([40.0, 35.0, 80.0, 45.0]) }, 200.0),
        (
            "ring",
            Mark { radius: 25.0, line: Some(4.0), ..mark([35.0, 15.0, 85.0, 65.0]) },
            PI * (27.0 * 27.0 - 23.0 * 23.0),
        ),
    ];
    for (name, mark, wanted) in cases {
        let found = area(vec![mark], plain());
        assert!((found / wanted - 1.0).abs() < 0.01, "{name}: {found}, geometry says {wanted}");
        let turned = Placement { rotate: 30.0, position: [60.0, 40.0], anchor_fraction: [0.5, 0.5], ..plain() };
        let found = area(vec![mark], turned);
        assert!((found / wanted - 1.0).abs() < 0.03, "{name} turned: {found}, geometry says {wanted}");
    }
    let sharp = reds(vec![mark([10.0, 20.0, 50.0, 30.0])], Paint::Color(WHITE), plain());
    for (at, red) in sharp.iter().enumerate() {
        let inside = (10..50).contains(&(at % 120)) && (20..30).contains(&(at / 120));
        assert_eq!(*red, if inside { 1.0 } else { 0.0 }, "{at}");
    }
}

#[test]
fn light_falls_around_what_is_lit_and_nowhere_else() {
    let dark = Mark { glow: 10.0, ..mark([40.0, 30.0, 80.0, 50.0]) };
    assert_eq!(area(vec![dark], plain()), 800.0);
    let lit = reds(vec![Mark { lit: 1.0, ..dark }], Paint::Color(WHITE), plain());
    let at = |x: usize, y: usize| lit[y * 120 + x];
    assert!(at(60, 40) == 1.0 && at(60, 28) > at(60, 25) && at(60, 25) > at(60, 22), "{}", at(60, 28));
    assert!(at(60, 22) > 0.0 && at(60, 19) == 0.0 && at(20, 40) == 0.0);
}

#[test]
fn a_gradient_runs_over_the_whole_box() {
    let stop = |at: f64, part: f32| Stop { at, color: Rgba { r: part, g: part, b: part, a: 1.0 } };
    let gradient = Gradient { run: Run::Linear { angle: 90.0 }, stops: vec![stop(0.0, 0.0), stop(1.0, 1.0)] };
    let found =
        reds(vec![mark([0.0, 10.0, 30.0, 20.0]), mark([90.0, 10.0, 120.0, 20.0])], Paint::Gradient(gradient), plain());
    for x in (0..30).chain(90..120) {
        let wanted = (x as f64 + 0.5) / 120.0;
        assert!((found[15 * 120 + x] - wanted).abs() < 0.003, "{x}");
    }
}

#[test]
fn marks_of_any_numbers_are_drawn_within_the_canvas() {
    for odd in [f64::NAN, f64::INFINITY, -1e30, 1e30, 0.0, -5.0] {
        let wild = Mark { radius: odd, line: Some(odd), glow: odd, lit: odd, ..mark([odd, 1.0, 30.0, odd]) };
        let found = reds(vec![wild, mark([10.0, 20.0, 50.0, 30.0])], Paint::Color(WHITE), plain());
        assert!(found.iter().all(|red| (0.0..=1.0).contains(red)), "{odd}");
    }
}

#[test]
fn light_that_would_take_forever_is_refused() {
    let bright = Mark { lit: 1.0, glow: 4096.0, ..mark([0.0, 0.0, 100.0, 50.0]) };
    let notes =
        SceneNotes { extent: [1920.0, 1080.0], marks: vec![bright; 4096], paint: Paint::Color(WHITE), lit: None };
    let scene = scene(vec![layer(0, SceneContent::Notes(Arc::new(notes)), plain())]);
    let failure = deep_still(&Gpu::open().unwrap(), settings(1920, 1080), &scene, &mut Shelf::default()).unwrap_err();
    assert!(failure.message.contains("smaller `glow`"), "{}", failure.message);
}

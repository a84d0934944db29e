//! Easing curves against values of the CSS specification's own functions and of Penner's published formulas.

#![expect(clippy::print_stdout, reason = "the worst errors, for whoever wants to see them")]

use std::collections::BTreeMap;
use std::f64::consts::PI;

use proptest::prelude::*;
use rushes::project::model::{Curve, Ease};
use rushes::project::values;
use rushes::timeline::ease::ease;

const CURVES: [Curve; 8] =
    [Curve::Sine, Curve::Quad, Curve::Cubic, Curve::Quart, Curve::Expo, Curve::Back, Curve::Elastic, Curve::Bounce];

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
}

#[test]
fn every_curve_begins_at_zero_and_ends_at_one() {
    for curve in CURVES {
        for form in [Ease::In(curve), Ease::Out(curve), Ease::InOut(curve)] {
            near(ease(form, 0.0), 0.0);
            near(ease(form, 1.0), 1.0);
        }
        near(ease(Ease::InOut(curve), 0.5), 0.5);
    }
}

#[test]
fn the_css_keywords_are_their_beziers() {
    // Chromium's and Firefox's `ease`, `ease-in` and `ease-in-out` at quarter points.
    let css_ease = Ease::Bezier { x1: 0.25, y1: 0.1, x2: 0.25, y2: 1.0 };
    for (x, y) in [(0.25, 0.408_511), (0.5, 0.802_403), (0.75, 0.960_459)] {
        assert!((ease(css_ease, x) - y).abs() < 1e-5, "{x}");
    }
    let ease_in = Ease::Bezier { x1: 0.42, y1: 0.0, x2: 1.0, y2: 1.0 };
    assert!((ease(ease_in, 0.5) - 0.315_357).abs() < 1e-5);
    let straight = Ease::Bezier { x1: 0.3, y1: 0.3, x2: 0.7, y2: 0.7 };
    near(ease(straight, 0.37), 0.37);
}

/// `goldens/css_easing.json` holds what Chromium 148 makes of each curve: `getComputedTiming().progress` of a paused animation
/// at 65 evenly spaced times.
#[test]
fn beziers_and_steps_are_those_of_a_browser() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/timeline/goldens/css_easing.json");
    let golden: BTreeMap<String, Vec<f64>> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert!(golden.len() >= 18);
    let mut worst: f64 = 0.0;
    for (name, wanted) in golden {
        let curve = values::ease(&name).unwrap_or_else(|| panic!("{name} is not read"));
        assert_eq!(wanted.len(), 65);
        for (at, wanted) in wanted.iter().enumerate() {
            let error = (ease(curve, at as f64 / 64.0) - wanted).abs();
            worst = worst.max(error);
            assert!(error < 1e-6, "{name} at {at}/64: {error} off");
        }
    }
    println!("worst error {worst:e}");
}

/// The formulas that easings.net publishes for the ways in; those of the ways out and of both follow from them, but for back
/// and elastic.
fn published(curve: Curve, form: &str, x: f64) -> f64 {
    let bounce_out = |x: f64| {
        let (n, d) = (7.5625, 2.75);
        if x < 1.0 / d {
            n * x * x
        } else if x < 2.0 / d {
            n * (x - 1.5 / d).powi(2) + 0.75
        } else if x < 2.5 / d {
            n * (x - 2.25 / d).powi(2) + 0.9375
        } else {
            n * (x - 2.625 / d).powi(2) + 0.984375
        }
    };
    let (c1, c2, c3, c4, c5) = (1.70158, 1.70158 * 1.525, 2.70158, 2.0 * PI / 3.0, 2.0 * PI / 4.5);
    match (curve, form) {
        (Curve::Sine, "in") => 1.0 - (x * PI / 2.0).cos(),
        (Curve::Sine, "out") => (x * PI / 2.0).sin(),
        (Curve::Sine, _) => -((PI * x).cos() - 1.0) / 2.0,
        (Curve::Quad, "in") => x * x,
        (Curve::Quad, "out") => 1.0 - (1.0 - x) * (1.0 - x),
        (Curve::Quad, _) if x < 0.5 => 2.0 * x * x,
        (Curve::Quad, _) => 1.0 - (-2.0 * x + 2.0).powi(2) / 2.0,
        (Curve::Cubic, "in") => x.powi(3),
        (Curve::Cubic, "out") => 1.0 - (1.0 - x).powi(3),
        (Curve::Cubic, _) if x < 0.5 => 4.0 * x.powi(3),
        (Curve::Cubic, _) => 1.0 - (-2.0 * x + 2.0).powi(3) / 2.0,
        (Curve::Quart, "in") => x.powi(4),
        (Curve::Quart, "out") => 1.0 - (1.0 - x).powi(4),
        (Curve::Quart, _) if x < 0.5 => 8.0 * x.powi(4),
        (Curve::Quart, _) => 1.0 - (-2.0 * x + 2.0).powi(4) / 2.0,
        (Curve::Expo | Curve::Elastic, _) if x == 0.0 || x == 1.0 => x,
        (Curve::Expo, "in") => 2f64.powf(10.0 * x - 10.0),
        (Curve::Expo, "out") => 1.0 - 2f64.powf(-10.0 * x),
        (Curve::Expo, _) if x < 0.5 => 2f64.powf(20.0 * x - 10.0) / 2.0,
        (Curve::Expo, _) => (2.0 - 2f64.powf(-20.0 * x + 10.0)) / 2.0,
        (Curve::Back, "in") => c3 * x.powi(3) - c1 * x * x,
        (Curve::Back, "out") => 1.0 + c3 * (x - 1.0).powi(3) + c1 * (x - 1.0).powi(2),
        (Curve::Back, _) if x < 0.5 => (2.0 * x).powi(2) * ((c2 + 1.0) * 2.0 * x - c2) / 2.0,
        (Curve::Back, _) => ((2.0 * x - 2.0).powi(2) * ((c2 + 1.0) * (x * 2.0 - 2.0) + c2) + 2.0) / 2.0,
        (Curve::Elastic, "in") => -(2f64.powf(10.0 * x - 10.0)) * ((x * 10.0 - 10.75) * c4).sin(),
        (Curve::Elastic, "out") => 2f64.powf(-10.0 * x) * ((x * 10.0 - 0.75) * c4).sin() + 1.0,
        (Curve::Elastic, _) if x < 0.5 => -(2f64.powf(20.0 * x - 10.0) * ((20.0 * x - 11.125) * c5).sin()) / 2.0,
        (Curve::Elastic, _) => 2f64.powf(-20.0 * x + 10.0) * ((20.0 * x - 11.125) * c5).sin() / 2.0 + 1.0,
        (Curve::Bounce, "in") => 1.0 - bounce_out(1.0 - x),
        (Curve::Bounce, "out") => bounce_out(x),
        (Curve::Bounce, _) if x < 0.5 => (1.0 - bounce_out(1.0 - 2.0 * x)) / 2.0,
        (Curve::Bounce, _) => (1.0 + bounce_out(2.0 * x - 1.0)) / 2.0,
    }
}

#[test]
fn named_curves_are_the_published_formulas() {
    for curve in CURVES {
        for (form, ours) in [("in", Ease::In(curve)), ("out", Ease::Out(curve)), ("in-out", Ease::InOut(curve))] {
            for at in 0..=200 {
                let x = f64::from(at) / 200.0;
                let (found, wanted) = (ease(ours, x), published(curve, form, x));
                assert!((found - wanted).abs() < 1e-12, "{curve:?} {form} at {x}: {found}, not {wanted}");
            }
        }
    }
}

#[test]
fn steps_jump_at_the_end_of_each_step() {
    let found: Vec<f64> = [0.0, 0.24, 0.25, 0.5, 0.99, 1.0].map(|x| ease(Ease::Steps(4), x)).into();
    assert_eq!(found, [0.0, 0.0, 0.25, 0.5, 0.75, 1.0]);
}

#[test]
fn hold_waits_for_the_key_itself() {
    assert_eq!([0.0, 0.5, 0.999, 1.0].map(|x| ease(Ease::Hold, x)), [0.0, 0.0, 0.0, 1.0]);
}

#[test]
fn named_curves_have_their_published_values() {
    near(ease(Ease::Out(Curve::Cubic), 0.5), 0.875);
    near(ease(Ease::In(Curve::Sine), 0.5), 1.0 - std::f64::consts::FRAC_1_SQRT_2);
    near(ease(Ease::In(Curve::Expo), 0.5), 0.031_25);
    near(ease(Ease::Out(Curve::Back), 0.5), 1.087_697_5);
    near(ease(Ease::Out(Curve::Bounce), 0.5), 0.765_625);
    near(ease(Ease::In(Curve::Elastic), 0.5), -0.015_625);
}

proptest! {
    #[test]
    fn a_bezier_lies_on_its_own_curve(x1 in 0.0f64..=1.0, y1 in -1.0f64..2.0, x2 in 0.0f64..=1.0, y2 in -1.0f64..2.0, s in 0.001f64..0.999) {
        let axis = |p1: f64, p2: f64| 3.0 * (1.0 - s).powi(2) * s * p1 + 3.0 * (1.0 - s) * s * s * p2 + s * s * s;
        let (x, y) = (axis(x1, x2), axis(y1, y2));
        let found = ease(Ease::Bezier { x1, y1, x2, y2 }, x);
        // Where the curve stands upright, x says little about y.
        let slope = 3.0 * (1.0 - s).powi(2) * x1 + 6.0 * (1.0 - s) * s * (x2 - x1) + 3.0 * s * s * (1.0 - x2);
        prop_assume!(slope > 1e-2);
        prop_assert!((found - y).abs() < 1e-6, "{} {}", found, y);
    }
}

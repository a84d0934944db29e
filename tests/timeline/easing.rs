//! Easing curves against values of the CSS specification's own functions and of Penner's published formulas.

use proptest::prelude::*;
use rushes::project::model::{Curve, Ease};
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

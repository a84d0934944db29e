//! Easing curves: how a value comes to a key from the one before. `cubic-bezier` and `steps` are CSS's own; the named
//! families are Penner's. All transcendental functions are `libm`'s, so that every CPU gives the same bits.

use std::f64::consts::PI;

use crate::project::model::{Curve, Ease};

/// The eased progress for linear progress `x` in 0..=1.
pub fn ease(ease: Ease, x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    match ease {
        Ease::Linear => x,
        Ease::Hold => f64::from(u8::from(x >= 1.0)),
        Ease::In(curve) => rise(curve, x),
        Ease::Out(curve) => 1.0 - rise(curve, 1.0 - x),
        Ease::InOut(curve) => in_out(curve, x),
        Ease::Bezier { x1, y1, x2, y2 } => bezier(x1, y1, x2, y2, x),
        // `steps(n)` is jump-end: the first step begins at 0, the last value is reached at the very end.
        Ease::Steps(steps) => {
            let steps = f64::from(steps.max(1));
            if x >= 1.0 { 1.0 } else { libm::floor(x * steps) / steps }
        }
    }
}

fn rise(curve: Curve, x: f64) -> f64 {
    const OVERSHOOT: f64 = 1.70158;
    match curve {
        Curve::Sine => {
            if x >= 1.0 {
                1.0
            } else {
                1.0 - libm::cos(x * PI / 2.0)
            }
        }
        Curve::Quad => x * x,
        Curve::Cubic => x * x * x,
        Curve::Quart => x * x * x * x,
        Curve::Expo => {
            if x <= 0.0 {
                0.0
            } else {
                libm::exp2(10.0 * x - 10.0)
            }
        }
        Curve::Back => (OVERSHOOT + 1.0) * x * x * x - OVERSHOOT * x * x,
        Curve::Elastic => {
            if x <= 0.0 || x >= 1.0 {
                x
            } else {
                -libm::exp2(10.0 * x - 10.0) * libm::sin((x * 10.0 - 10.75) * 2.0 * PI / 3.0)
            }
        }
        Curve::Bounce => 1.0 - bounce_down(1.0 - x),
    }
}

fn in_out(curve: Curve, x: f64) -> f64 {
    // Back and elastic have in-out forms of their own; the others are two halves of the rise.
    match curve {
        Curve::Back => {
            const OVERSHOOT: f64 = 1.70158 * 1.525;
            if x < 0.5 {
                let y = 2.0 * x;
                y * y * ((OVERSHOOT + 1.0) * y - OVERSHOOT) / 2.0
            } else {
                let y = 2.0 * x - 2.0;
                (y * y * ((OVERSHOOT + 1.0) * y + OVERSHOOT) + 2.0) / 2.0
            }
        }
        Curve::Elastic if x > 0.0 && x < 1.0 => {
            let wave = libm::sin((20.0 * x - 11.125) * 2.0 * PI / 4.5);
            if x < 0.5 {
                -libm::exp2(20.0 * x - 10.0) * wave / 2.0
            } else {
                libm::exp2(10.0 - 20.0 * x) * wave / 2.0 + 1.0
            }
        }
        _ if x < 0.5 => rise(curve, 2.0 * x) / 2.0,
        _ => 1.0 - rise(curve, 2.0 - 2.0 * x) / 2.0,
    }
}

fn bounce_down(x: f64) -> f64 {
    const SLOPE: f64 = 7.5625;
    const WIDTH: f64 = 2.75;
    let hop = |centre: f64, floor: f64| SLOPE * (x - centre / WIDTH) * (x - centre / WIDTH) + floor;
    if x < 1.0 / WIDTH {
        SLOPE * x * x
    } else if x < 2.0 / WIDTH {
        hop(1.5, 0.75)
    } else if x < 2.5 / WIDTH {
        hop(2.25, 0.9375)
    } else {
        hop(2.625, 0.984_375)
    }
}

/// CSS `cubic-bezier`: the curve's y where its x is `x`. The x controls lie in 0..=1, so x grows along the curve and
/// bisection always finds it; Newton's steps make it quick.
fn bezier(x1: f64, y1: f64, x2: f64, y2: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x;
    }
    let axis = |p1: f64, p2: f64, s: f64| {
        let r = 1.0 - s;
        3.0 * r * r * s * p1 + 3.0 * r * s * s * p2 + s * s * s
    };
    let (mut low, mut high, mut s) = (0.0, 1.0, x);
    for _ in 0..64 {
        let off = axis(x1, x2, s) - x;
        if off.abs() < 1e-12 {
            break;
        }
        if off > 0.0 {
            high = s;
        } else {
            low = s;
        }
        let r = 1.0 - s;
        let slope = 3.0 * r * r * x1 + 6.0 * r * s * (x2 - x1) + 3.0 * s * s * (1.0 - x2);
        let newton = s - off / slope;
        s = if newton > low && newton < high { newton } else { (low + high) / 2.0 };
    }
    axis(y1, y2, s)
}

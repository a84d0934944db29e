//! Where a layer falls on the output, and what a kernel must know to find its source pixels.

use crate::timeline::scene::Affine;

/// A layer's rectangle, placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    /// Output pixel coordinates to source coordinates.
    pub to_source: Affine,
    /// Left, top, right, bottom of what is shown, in source pixels.
    pub rect: [f64; 4],
    /// x, y, width, height of the touched output pixels.
    pub area: [u32; 4],
    /// Every output pixel lies wholly inside.
    pub covers: bool,
    /// Source texels stand exactly on output pixels, unturned and unscaled: texel = pixel + shift.
    pub shift: Option<[i32; 2]>,
}

/// First one map, then the other.
pub(super) fn then(first: Affine, second: Affine) -> Affine {
    let [e, f] = second.apply([first.e, first.f]);
    Affine {
        a: second.a * first.a + second.c * first.b,
        b: second.b * first.a + second.d * first.b,
        c: second.a * first.c + second.c * first.d,
        d: second.b * first.c + second.d * first.d,
        e,
        f,
    }
}

pub(super) fn scale(x: f64, y: f64) -> Affine {
    Affine { a: x, b: 0.0, c: 0.0, d: y, e: 0.0, f: 0.0 }
}

pub(super) fn shift(x: f64, y: f64) -> Affine {
    Affine { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: x, f: y }
}

/// A rectangle under a map: the smallest upright one around it.
pub(super) fn around(map: Affine, [l, t, r, b]: [f64; 4]) -> [f64; 4] {
    let corners = [[l, t], [r, t], [r, b], [l, b]].map(|corner| map.apply(corner));
    corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |all, [x, y]| {
        [all[0].min(*x), all[1].min(*y), all[2].max(*x), all[3].max(*y)]
    })
}

/// Far below what a pixel of 16 bits can show, far above what rounding in the maps adds up to.
const NEAR: f64 = 1e-6;

fn whole(value: f64) -> bool {
    (value - value.round()).abs() < NEAR
}

impl Placed {
    /// Places the rectangle `rect` of a source whose pixels `to_output` maps to the output. `None`: nothing of it is seen.
    pub fn new(to_output: Affine, rect: [f64; 4], output: (u32, u32)) -> Option<Self> {
        if rect[2] - rect[0] < NEAR || rect[3] - rect[1] < NEAR {
            return None;
        }
        let to_source = to_output.inverse()?;
        let bounds = around(to_output, rect);
        if !bounds.iter().all(|edge| edge.is_finite()) {
            return None;
        }
        let upright = (to_output.b.abs() < 1e-12 && to_output.c.abs() < 1e-12)
            || (to_output.a.abs() < 1e-12 && to_output.d.abs() < 1e-12);
        // A slanted edge reaches a little into the pixels beside it.
        let margin = if upright { -NEAR } else { 1.0 };
        let (width, height) = (f64::from(output.0), f64::from(output.1));
        let left = (bounds[0] - margin).floor().clamp(0.0, width);
        let top = (bounds[1] - margin).floor().clamp(0.0, height);
        let right = (bounds[2] + margin).ceil().clamp(0.0, width);
        let bottom = (bounds[3] + margin).ceil().clamp(0.0, height);
        if right <= left || bottom <= top {
            return None;
        }
        let covers =
            upright && bounds[0] < NEAR && bounds[1] < NEAR && bounds[2] > width - NEAR && bounds[3] > height - NEAR;
        let near_one = |value: f64| (value - 1.0).abs() < 1e-9;
        let plain =
            near_one(to_source.a) && near_one(to_source.d) && to_source.b.abs() < 1e-12 && to_source.c.abs() < 1e-12;
        let exact = plain && whole(to_source.e) && whole(to_source.f) && rect.iter().all(|edge| whole(*edge));
        Some(Self {
            to_source,
            rect,
            area: [left as u32, top as u32, (right - left) as u32, (bottom - top) as u32],
            covers,
            shift: exact.then(|| [(left + to_source.e).round() as i32, (top + to_source.f).round() as i32]),
        })
    }

    /// The rows of the map for a kernel, from the area's own pixels at their centres.
    pub fn rows(&self) -> ([f32; 4], [f32; 4]) {
        let map = self.to_source;
        let [x, y] = map.apply([f64::from(self.area[0]) + 0.5, f64::from(self.area[1]) + 0.5]);
        ([map.a as f32, map.c as f32, x as f32, 0.0], [map.b as f32, map.d as f32, y as f32, 0.0])
    }

    /// Output pixels per source pixel, square to the vertical and to the horizontal edges.
    pub fn edge(&self) -> [f32; 2] {
        let map = self.to_source;
        [1.0 / map.a.hypot(map.c).max(1e-12), 1.0 / map.b.hypot(map.d).max(1e-12)].map(|edge| edge as f32)
    }

    /// Source pixels per output pixel, going across and going down on the output.
    pub fn step(&self) -> [f64; 2] {
        let map = self.to_source;
        [map.a.hypot(map.b), map.c.hypot(map.d)]
    }
}

/// Samples that cover a step of so many texels, each a mean of two.
pub(super) fn taps(step: f64) -> u32 {
    ((step / 2.0 - 1e-3).ceil() as u32).clamp(1, 16)
}

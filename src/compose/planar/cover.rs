//! How much of each column and row a rectangle covers. Along the pixel grid, a pixel's share is that of its column times that of
//! its row.

use crate::compose::geometry::Placed;

use super::rows::{WHOLE, share};

/// The pixels of one direction that are touched, from `first` on.
#[derive(Debug, Clone)]
pub(super) struct Cover {
    pub first: usize,
    pub shares: Vec<u16>,
    /// All of them are covered wholly.
    pub whole: bool,
}

/// A rectangle on planes whose chroma has half the columns and rows.
#[derive(Debug, Clone)]
pub(super) struct Covers {
    /// Across and down.
    pub luma: [Cover; 2],
    pub chroma: [Cover; 2],
}

impl Cover {
    fn new(first: usize, shares: Vec<u16>) -> Self {
        let whole = shares.iter().all(|share| *share == WHOLE);
        Self { first, shares, whole }
    }

    /// From where to where, with parts of pixels at both ends.
    fn between(first: usize, count: usize, inside: impl Fn(f64) -> f64) -> Self {
        Self::new(first, (0..count).map(|at| share(inside((first + at) as f64 + 0.5))).collect())
    }

    pub fn end(&self) -> usize {
        self.first + self.shares.len()
    }

    fn at(&self, pixel: usize) -> u32 {
        let at = pixel.checked_sub(self.first).and_then(|at| self.shares.get(at));
        at.copied().map_or(0, u32::from)
    }

    /// Chroma on even columns: a quarter of the column before, a half of its own, a quarter of the next.
    fn across(&self, length: usize) -> Self {
        let last = (self.end() / 2).min(length.div_ceil(2) - 1);
        let columns = (self.first / 2..=last).map(|at| {
            let (before, after) = ((2 * at).saturating_sub(1), (2 * at + 1).min(length - 1));
            ((self.at(before) + 2 * self.at(2 * at) + self.at(after) + 2) / 4) as u16
        });
        Self::new(self.first / 2, columns.collect())
    }

    /// Chroma between two rows.
    fn down(&self, length: usize) -> Self {
        let rows = (self.first / 2..self.end().div_ceil(2)).map(|at| {
            let below = (2 * at + 1).min(length - 1);
            ((self.at(2 * at) + self.at(below)).div_ceil(2)) as u16
        });
        Self::new(self.first / 2, rows.collect())
    }
}

impl Covers {
    /// A rectangle that stands upright.
    pub fn new(placed: &Placed, (width, height): (u32, u32)) -> Self {
        let map = placed.to_source;
        let exact = placed.covers || placed.shift.is_some();
        let [x, y, columns, rows] = placed.area.map(|side| side as usize);
        let direction = |first: usize, count: usize, (scale, zero): (f64, f64), [low, high]: [f64; 2]| {
            let edge = 1.0 / scale.abs().max(1e-12);
            Cover::between(first, count, |at| {
                let at = at * scale + zero;
                let near = ((at - low) * edge + 0.5).clamp(0.0, 1.0);
                let far = ((high - at) * edge + 0.5).clamp(0.0, 1.0);
                if exact { 1.0 } else { (near + far - 1.0).clamp(0.0, 1.0) }
            })
        };
        let [left, top, right, bottom] = placed.rect;
        let luma =
            [direction(x, columns, (map.a, map.e), [left, right]), direction(y, rows, (map.d, map.f), [top, bottom])];
        let chroma = [luma[0].across(width as usize), luma[1].down(height as usize)];
        Self { luma, chroma }
    }

    pub fn of_plane(&self, plane: usize) -> &[Cover; 2] {
        if plane == 0 { &self.luma } else { &self.chroma }
    }
}

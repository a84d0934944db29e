//! A still's pixels where they fall on an output, row by row, as the device's kernel for images samples them.

use std::sync::Arc;

use crate::compose::geometry::{Placed, taps};

use super::pixels::{Pixels, Texel};

/// What is seen in a rectangle.
#[derive(Debug, Clone)]
pub(super) enum Look {
    /// One premultiplied colour.
    Color(Texel),
    Pixels(Arc<Pixels>),
}

impl Look {
    /// Whether nothing is seen through it.
    pub fn opaque(&self) -> bool {
        match self {
            Self::Color(color) => color[3] >= 1.0,
            Self::Pixels(pixels) => pixels.opaque,
        }
    }
}

/// Reads a placed still row by row.
#[derive(Debug)]
pub(super) struct Sampler<'a> {
    look: &'a Look,
    placed: &'a Placed,
    edge: [f64; 2],
    taps: [u32; 2],
    /// The columns and rows that may be seen.
    low: [i64; 2],
    high: [i64; 2],
    /// Rows of texels that were read, with the number of each.
    rows: [(i64, Vec<Texel>); 2],
}

impl<'a> Sampler<'a> {
    pub fn new(look: &'a Look, placed: &'a Placed) -> Self {
        let [across, down] = placed.step();
        let [left, top, right, bottom] = placed.rect;
        let low = [left, top].map(|edge| edge.floor() as i64);
        let high = [right, bottom].map(|edge| edge.ceil() as i64 - 1);
        let width = match look {
            Look::Pixels(pixels) => pixels.width as usize,
            Look::Color(_) => 0,
        };
        Self {
            look,
            placed,
            edge: placed.edge().map(f64::from),
            taps: [taps(across), taps(down)],
            low,
            high: [high[0].max(low[0]), high[1].max(low[1])],
            rows: [(-1, vec![[0.0; 4]; width]), (-1, vec![[0.0; 4]; width])],
        }
    }

    /// Row `row` of the placed area, all of its columns.
    pub fn row(&mut self, row: usize, into: &mut [Texel]) {
        let placed = self.placed;
        match self.look {
            Look::Color(color) => {
                for (column, texel) in into.iter_mut().enumerate() {
                    *texel = times(*color, self.covered(self.point(column, row)));
                }
            }
            Look::Pixels(pixels) => match placed.shift {
                Some([x, y]) => {
                    let y = (row as i64 + i64::from(y)).max(0) as usize;
                    pixels.read(y, x.max(0) as usize, into);
                }
                None if placed.to_source.b == 0.0 && placed.to_source.c == 0.0 && self.taps == [1, 1] => {
                    self.upright(pixels, row, into);
                }
                None => self.anyhow(pixels, row, into),
            },
        }
    }

    /// The middle of a pixel of the area in the source.
    fn point(&self, column: usize, row: usize) -> [f64; 2] {
        let [left, top, ..] = self.placed.area.map(f64::from);
        self.placed.to_source.apply([left + column as f64 + 0.5, top + row as f64 + 0.5])
    }

    /// How much of a pixel lies inside.
    fn covered(&self, point: [f64; 2]) -> f32 {
        if self.placed.covers || self.placed.shift.is_some() {
            return 1.0;
        }
        let inside = |at: usize| {
            let near = ((point[at] - self.placed.rect[at]) * self.edge[at] + 0.5).clamp(0.0, 1.0);
            let far = ((self.placed.rect[at + 2] - point[at]) * self.edge[at] + 0.5).clamp(0.0, 1.0);
            (near + far - 1.0).clamp(0.0, 1.0)
        };
        (inside(0) * inside(1)) as f32
    }

    /// Along the pixel grid: two rows of texels, mixed down once and then across.
    fn upright(&mut self, pixels: &Pixels, row: usize, into: &mut [Texel]) {
        let [_, y] = self.point(0, row);
        let corner = (y - 0.5).floor();
        let below = (y - 0.5 - corner) as f32;
        let [above, under] = [corner as i64, corner as i64 + 1].map(|at| at.clamp(self.low[1], self.high[1]));
        let (from, to) = (self.low[0] as usize, self.high[0] as usize + 1);
        for wanted in [above, under] {
            let (at, texels) = &mut self.rows[(wanted & 1) as usize];
            if *at != wanted {
                pixels.read(wanted as usize, from, &mut texels[from..to]);
                *at = wanted;
            }
        }
        let [upper, lower] = [above, under].map(|at| self.rows[(at & 1) as usize].1.as_slice());
        for (column, texel) in into.iter_mut().enumerate() {
            let point = self.point(column, row);
            let corner = (point[0] - 0.5).floor();
            let part = (point[0] - 0.5 - corner) as f32;
            let [left, right] =
                [corner as i64, corner as i64 + 1].map(|at| at.clamp(self.low[0], self.high[0]) as usize);
            let mixed = mix(mix(upper[left], upper[right], part), mix(lower[left], lower[right], part), below);
            *texel = times(mixed, self.covered(point));
        }
    }

    fn anyhow(&self, pixels: &Pixels, row: usize, into: &mut [Texel]) {
        let map = self.placed.to_source;
        let [across, down] = self.taps;
        let share = 1.0 / (across * down) as f32;
        for (column, texel) in into.iter_mut().enumerate() {
            let point = self.point(column, row);
            let cover = self.covered(point);
            let mut sum = [0.0; 4];
            if cover > 0.0 {
                for tap in 0..across * down {
                    let x = (f64::from(tap % across) + 0.5) / f64::from(across) - 0.5;
                    let y = (f64::from(tap / across) + 0.5) / f64::from(down) - 0.5;
                    let at = [point[0] + map.a * x + map.c * y, point[1] + map.b * x + map.d * y];
                    let here = self.between(pixels, at);
                    sum = [0, 1, 2, 3].map(|part| sum[part] + here[part]);
                }
            }
            *texel = times(sum, cover * share);
        }
    }

    fn between(&self, pixels: &Pixels, at: [f64; 2]) -> Texel {
        let corner = at.map(|place| (place - 0.5).floor());
        let part = [0, 1].map(|axis| (at[axis] - 0.5 - corner[axis]) as f32);
        let near =
            |axis: usize, step: i64| (corner[axis] as i64 + step).clamp(self.low[axis], self.high[axis]) as usize;
        let texel = |x: usize, y: usize| {
            let mut one = [[0.0; 4]];
            pixels.read(y, x, &mut one);
            one[0]
        };
        let (left, right, top, bottom) = (near(0, 0), near(0, 1), near(1, 0), near(1, 1));
        mix(
            mix(texel(left, top), texel(right, top), part[0]),
            mix(texel(left, bottom), texel(right, bottom), part[0]),
            part[1],
        )
    }
}

fn mix(a: Texel, b: Texel, part: f32) -> Texel {
    [0, 1, 2, 3].map(|at| a[at] + (b[at] - a[at]) * part)
}

fn times(texel: Texel, by: f32) -> Texel {
    texel.map(|part| part * by)
}

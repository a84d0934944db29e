//! Bars of a spectrum: rectangles of one colour, side by side, which need no pixels of their own.

use crate::compose::YuvMatrix;
use crate::compose::color::encode_rows;
use crate::compose::geometry::around;
use crate::compose::scene_plan::Frame;
use crate::compose::spectrum;
use crate::compose::text::Raster;
use crate::project::model::Rgba;
use crate::timeline::scene::{Placement, SceneSpectrum};

use super::rows::{Laid, Shares, lay};

/// What stands in output pixels, in one colour.
#[derive(Debug)]
pub(super) struct Bars {
    bars: Vec<Bar>,
    codes: [u8; 3],
    alpha: f64,
    /// Left, top, right and bottom of the pixels that they touch.
    area: [usize; 4],
}

#[derive(Debug, Clone, Copy)]
struct Bar {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    /// Of its corners, across and down.
    radius: [f64; 2],
}

/// Strips that a row through round corners is cut into.
const STRIPS: u32 = 16;

impl Bars {
    /// `None` where they must be drawn in another way.
    pub fn new(shown: &SceneSpectrum, placement: &Placement, frame: Frame) -> Option<Self> {
        let (bars, color) = spectrum::plain_bars(shown)?;
        if placement.crop_px(shown.size) != [0.0; 4] || placement.passing.wiped != [0.0; 4] {
            return None;
        }
        // They stand where a raster of them would.
        let to_output = frame.map_of(placement, shown.size);
        let raster = Raster::of_box(shown.size, spectrum::overhang(shown), to_output, frame.output)?;
        let map = raster.placed(to_output);
        if [map.a, map.b, map.c, map.d] != [1.0, 0.0, 0.0, 1.0] {
            return None;
        }
        let [across, _, _, down, ..] = raster.map().as_coeffs();
        let bars = bars.into_iter().map(|(rect, radius)| {
            let [l, t, r, b] = raster.rect_of(rect);
            let radius = [radius * across, radius * down];
            Bar { left: l + map.e, top: t + map.f, right: r + map.e, bottom: b + map.f, radius }
        });
        Some(Self::of(bars.collect(), color, frame.output))
    }

    /// A canvas's colour where that stands upright.
    pub fn solid(color: Rgba, placement: &Placement, frame: Frame) -> Option<Self> {
        let size = [f64::from(frame.canvas.0), f64::from(frame.canvas.1)];
        let map = frame.map_of(placement, size);
        if map.b != 0.0 || map.c != 0.0 {
            return None;
        }
        let [left, top, right, bottom] = around(map, Frame::cropped(placement, size)).map(on_grid);
        let bar = Bar { left, top, right, bottom, radius: [0.0; 2] };
        Some(Self::of(if right > left && bottom > top { vec![bar] } else { Vec::new() }, color, frame.output))
    }

    fn of(bars: Vec<Bar>, color: Rgba, output: (u32, u32)) -> Self {
        let outer = bars.iter().fold([f64::MAX, f64::MAX, 0.0, 0.0], |all: [f64; 4], bar| {
            [all[0].min(bar.left), all[1].min(bar.top), all[2].max(bar.right), all[3].max(bar.bottom)]
        });
        let (width, height) = (f64::from(output.0), f64::from(output.1));
        let most = [width, height, width, height];
        let [left, top] = [0, 1].map(|at| outer[at].floor().clamp(0.0, most[at]) as usize);
        let [right, bottom] = [2, 3].map(|at| outer[at].ceil().clamp(0.0, most[at]) as usize);
        Self { bars, codes: codes(color), alpha: f64::from(color.a), area: [left, top, right, bottom] }
    }

    /// Whether they are one colour over all of the output, which lets no light through by itself.
    pub fn covers(&self, output: (u32, u32)) -> bool {
        let whole = [f64::from(output.0), f64::from(output.1)];
        let over = |bar: &Bar| bar.left <= 0.0 && bar.top <= 0.0 && bar.right >= whole[0] && bar.bottom >= whole[1];
        self.alpha >= 1.0 && matches!(self.bars.as_slice(), [bar] if bar.radius == [0.0; 2] && over(bar))
    }

    /// Lays them on all three planes.
    pub fn lay(&self, opacity: f32, planes: &mut [super::ink::Plane<'_>; 3]) {
        let [left, top, right, bottom] = self.area;
        if right <= left || bottom <= top {
            return;
        }
        let scale = self.alpha * f64::from(opacity) * 65535.0;
        let [luma, others @ ..] = planes;
        let columns = luma.width;
        let first = left / 2;
        let last = (right / 2).min(columns.div_ceil(2) - 1);
        let wide = right - left;
        let code = self.codes.map(|code| vec![code; wide.max(last + 1 - first)]);
        let mut rows = [vec![0u16; wide], vec![0u16; wide]];
        let mut chroma = vec![0u16; last + 1 - first];
        // Rows in which nothing begins or ends are those before them.
        let mut calm = [false; 2];
        for pair in top / 2..bottom.div_ceil(2) {
            let before = calm[1];
            for (half, calm) in calm.iter_mut().enumerate() {
                // Below the output is its last row again.
                let line = (2 * pair + half).min(luma.height - 1);
                let [first, second] = &mut rows;
                let (row, last) = if half == 0 { (first, second) } else { (second, first) };
                *calm = pair > top / 2 && self.calm(line);
                if *calm {
                    row.copy_from_slice(last);
                } else {
                    self.shares(line, scale, row);
                }
                if line == 2 * pair + half {
                    lay(&mut luma.row(line)[left..right], Laid::Codes(&code[0][..wide], Shares::Each(row)));
                }
            }
            if !(before && calm[0] && calm[1]) {
                for (at, share) in chroma.iter_mut().enumerate() {
                    let middle = 2 * (first + at);
                    let beside = [(middle.max(1) - 1, 1), (middle, 2), ((middle + 1).min(columns - 1), 1)];
                    let seen = |column: usize| column.checked_sub(left).filter(|at| *at < wide);
                    let sum: u32 = beside
                        .iter()
                        .filter_map(|(column, weight)| Some((seen(*column)?, weight)))
                        .map(|(at, weight)| (u32::from(rows[0][at]) + u32::from(rows[1][at])) * weight)
                        .sum();
                    *share = ((sum + 4) / 8) as u16;
                }
            }
            for (plane, code) in others.iter_mut().zip(&code[1..]) {
                let row = &mut plane.row(pair)[first..=last];
                lay(row, Laid::Codes(&code[..chroma.len()], Shares::Each(&chroma)));
            }
        }
    }

    /// Whether a row has the same shares as the one before.
    fn calm(&self, line: usize) -> bool {
        let (from, to) = (line as f64 - 1.0, line as f64 + 1.0);
        self.bars.iter().all(|bar| {
            let [_, radius] = bar.radius;
            let within = |low: f64, high: f64| low < to && high > from;
            !within(bar.top, bar.top + radius) && !within(bar.bottom - radius, bar.bottom)
        })
    }

    /// How much of each pixel of a row they take, from the area's left on.
    fn shares(&self, line: usize, scale: f64, row: &mut [u16]) {
        row.fill(0);
        let low = line as f64;
        for bar in &self.bars {
            let (from, to) = (bar.top.max(low), bar.bottom.min(low + 1.0));
            if to <= from {
                continue;
            }
            let [across, down] = bar.radius;
            if down <= 0.0 || (from >= bar.top + down && to <= bar.bottom - down) {
                self.strip([bar.left, bar.right], (to - from) * scale, row);
                continue;
            }
            let tall = (to - from) / f64::from(STRIPS);
            for strip in 0..STRIPS {
                let y = from + (f64::from(strip) + 0.5) * tall;
                let beyond = (bar.top + down - y).max(y - bar.bottom + down).max(0.0) / down;
                let inset = across * (1.0 - (1.0 - (beyond * beyond).min(1.0)).sqrt());
                self.strip([bar.left + inset, bar.right - inset], tall * scale, row);
            }
        }
    }

    /// Adds a strip from edge to edge.
    fn strip(&self, [left, right]: [f64; 2], scale: f64, row: &mut [u16]) {
        let [first, _, end, _] = self.area;
        let (from, to) = (left.max(first as f64), right.min(end as f64));
        if to <= from {
            return;
        }
        let share = |wide: f64| (wide * scale + 0.5) as u16;
        let (near, far) = (from.floor() as usize, to.ceil() as usize);
        match &mut row[near - first..far - first] {
            [] => {}
            [only] => *only = only.saturating_add(share(to - from)),
            [head, within @ .., tail] => {
                *head = head.saturating_add(share(near as f64 + 1.0 - from));
                *tail = tail.saturating_add(share(to - (far as f64 - 1.0)));
                let whole = share(1.0);
                within.iter_mut().for_each(|taken| *taken = taken.saturating_add(whole));
            }
        }
    }
}

/// An edge that stands on a pixel's but for rounding.
fn on_grid(edge: f64) -> f64 {
    if (edge - edge.round()).abs() < 1e-6 { edge.round() } else { edge }
}

fn codes(color: Rgba) -> [u8; 3] {
    encode_rows(YuvMatrix::Bt709, 8).map(|[red, green, blue, zero]| {
        (color.r * red + color.g * green + color.b * blue + zero + 0.5).clamp(0.0, 255.0) as u8
    })
}

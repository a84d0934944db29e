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

/// Rectangles in output pixels.
#[derive(Debug)]
pub(super) struct Bars {
    rects: Vec<[f64; 4]>,
    codes: [u8; 3],
    alpha: f64,
    /// Columns and rows that they touch.
    area: [usize; 4],
}

impl Bars {
    /// `None` where they must be drawn in another way.
    pub fn new(shown: &SceneSpectrum, placement: &Placement, frame: Frame) -> Option<Self> {
        let (rects, color) = spectrum::plain_bars(shown)?;
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
        let (width, height) = (f64::from(frame.output.0), f64::from(frame.output.1));
        let mut rects: Vec<[f64; 4]> = rects
            .into_iter()
            .map(|rect| {
                let [l, t, r, b] = raster.rect_of(rect);
                let (x, y) = ([l + map.e, r + map.e], [t + map.f, b + map.f]);
                let ([l, r], [t, b]) = (x.map(|x| x.clamp(0.0, width)), y.map(|y| y.clamp(0.0, height)));
                [l, t, r, b]
            })
            .filter(|[l, t, r, b]| r > l && b > t)
            .collect();
        rects.sort_by(|a, b| a[0].total_cmp(&b[0]));
        Some(Self::of(rects, color))
    }

    /// A canvas's colour where that stands upright.
    pub fn solid(color: Rgba, placement: &Placement, frame: Frame) -> Option<Self> {
        let size = [f64::from(frame.canvas.0), f64::from(frame.canvas.1)];
        let map = frame.map_of(placement, size);
        if map.b != 0.0 || map.c != 0.0 {
            return None;
        }
        let edges = [f64::from(frame.output.0), f64::from(frame.output.1)];
        let [l, t, r, b] = around(map, Frame::cropped(placement, size));
        let [l, r] = [l, r].map(|edge| on_grid(edge).clamp(0.0, edges[0]));
        let [t, b] = [t, b].map(|edge| on_grid(edge).clamp(0.0, edges[1]));
        Some(Self::of(if r > l && b > t { vec![[l, t, r, b]] } else { Vec::new() }, color))
    }

    fn of(rects: Vec<[f64; 4]>, color: Rgba) -> Self {
        let outer = rects.iter().fold([f64::MAX, f64::MAX, 0.0, 0.0], |all: [f64; 4], [l, t, r, b]| {
            [all[0].min(*l), all[1].min(*t), all[2].max(*r), all[3].max(*b)]
        });
        let [left, top] = [outer[0], outer[1]].map(|edge| edge.floor().max(0.0).min(1e9) as usize);
        let [right, bottom] = [outer[2], outer[3]].map(|edge| edge.ceil() as usize);
        let area = if rects.is_empty() { [0; 4] } else { [left, top, right, bottom] };
        Self { rects, codes: codes(color), alpha: f64::from(color.a), area }
    }

    /// Whether they are one colour over all of the output, which lets no light through by itself.
    pub fn covers(&self, output: (u32, u32)) -> bool {
        let whole = [0.0, 0.0, f64::from(output.0), f64::from(output.1)];
        self.alpha >= 1.0 && self.rects.first().is_some_and(|rect| *rect == whole)
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
        for pair in top / 2..bottom.div_ceil(2) {
            for (half, row) in rows.iter_mut().enumerate() {
                // Below the output is its last row again.
                let line = (2 * pair + half).min(luma.height - 1);
                self.shares(line, scale, row);
                if line == 2 * pair + half {
                    lay(&mut luma.row(line)[left..right], Laid::Codes(&code[0][..wide], Shares::Each(row)));
                }
            }
            for (at, share) in chroma.iter_mut().enumerate() {
                let middle = 2 * (first + at);
                let beside = [(middle.max(1) - 1, 1), (middle, 2), ((middle + 1).min(columns - 1), 1)];
                let sum: u32 = beside
                    .iter()
                    .filter_map(|(column, weight)| Some((column.checked_sub(left).filter(|at| *at < wide)?, weight)))
                    .map(|(at, weight)| (u32::from(rows[0][at]) + u32::from(rows[1][at])) * weight)
                    .sum();
                *share = ((sum + 4) / 8) as u16;
            }
            for (plane, code) in others.iter_mut().zip(&code[1..]) {
                let row = &mut plane.row(pair)[first..=last];
                lay(row, Laid::Codes(&code[..chroma.len()], Shares::Each(&chroma)));
            }
        }
    }

    /// How much of each pixel of a row they take, from the area's left on.
    fn shares(&self, line: usize, scale: f64, row: &mut [u16]) {
        row.fill(0);
        let (low, left) = (line as f64, self.area[0]);
        for [l, t, r, b] in &self.rects {
            let tall = b.min(low + 1.0) - t.max(low);
            if tall <= 0.0 {
                continue;
            }
            let share = |wide: f64| (wide * tall * scale + 0.5) as u16;
            let (from, to) = (l.floor() as usize, r.ceil() as usize);
            let taken = &mut row[from - left..to - left];
            if let [first, within @ .., last] = taken {
                *first = first.saturating_add(share(from as f64 + 1.0 - l));
                *last = last.saturating_add(share(r - (to as f64 - 1.0)));
                within.fill(share(1.0));
            } else if let [only] = taken {
                *only = only.saturating_add(share(r - l));
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

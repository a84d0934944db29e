//! Blend modes of CSS that look at one colour at a time, in gamma-encoded sRGB.
//!
//! Luma is mixed pixel by pixel, with chroma between its samples. Chroma is mixed where its samples stand, with the mean of the
//! luma around, so that what a layer leaves as it is keeps its chroma to the bit.

use crate::compose::YuvMatrix;
use crate::compose::color::{decode_rows, encode_rows};
use crate::project::model::Blend;

use super::ink::{Inked, Plane};
use super::recode::{code, spread};
use super::rows::{Laid, Shares, WHOLE};

/// Less than any step of a 16-bit colour.
const TINY: f32 = 1e-5;

/// Mixes all of something with the planes below.
pub(super) fn meet(inked: &mut Inked<'_>, blend: Blend, planes: &mut [Plane<'_>; 3]) {
    match blend {
        Blend::Multiply => with(inked, planes, led(multiply)),
        Blend::Screen => with(inked, planes, led(screen)),
        Blend::Overlay => with(inked, planes, led(|b, s| hard_light(s, b))),
        Blend::Darken => with(inked, planes, led(|b, s| if b < s { b } else { s })),
        Blend::Lighten => with(inked, planes, led(|b, s| if b > s { b } else { s })),
        Blend::ColorDodge => with(inked, planes, led(|b, s| limited(b / at_least(1.0 - s)))),
        Blend::ColorBurn => with(inked, planes, led(|b, s| 1.0 - limited((1.0 - b) / at_least(s)))),
        Blend::HardLight => with(inked, planes, led(hard_light)),
        Blend::SoftLight => with(inked, planes, led(soft_light)),
        Blend::Difference => with(inked, planes, led(|b, s| (b - s).abs())),
        Blend::Exclusion => with(inked, planes, led(|b, s| b + s - 2.0 * b * s)),
        Blend::PlusLighter => with(inked, planes, |b, s, share| limited(b + s * share)),
        // The others look at all three colours, and are not composed in this way.
        _ => with(inked, planes, led(|_, s| s)),
    }
}

/// A mode where what it makes of both takes the place of what is below, as far as the layer is seen.
fn led(mixed: impl Fn(f32, f32) -> f32 + Copy) -> impl Fn(f32, f32, f32) -> f32 + Copy {
    move |b, s, share| b + share * (limited(mixed(b, s)) - b)
}

fn limited(value: f32) -> f32 {
    let value = if value < 1.0 { value } else { 1.0 };
    if value > 0.0 { value } else { 0.0 }
}

fn at_least(value: f32) -> f32 {
    if value > TINY { value } else { TINY }
}

fn multiply(b: f32, s: f32) -> f32 {
    b * s
}

fn screen(b: f32, s: f32) -> f32 {
    b + s - b * s
}

fn hard_light(b: f32, s: f32) -> f32 {
    if s <= 0.5 { b * 2.0 * s } else { screen(b, 2.0 * s - 1.0) }
}

fn soft_light(b: f32, s: f32) -> f32 {
    let d = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
    if s <= 0.5 { b - (1.0 - 2.0 * s) * b * (1.0 - b) } else { b + (2.0 * s - 1.0) * (d - b) }
}

/// Codes and back.
#[derive(Debug, Clone, Copy)]
struct Codes {
    decode: [[f32; 4]; 3],
    encode: [[f32; 4]; 3],
}

impl Codes {
    fn colors(&self, y: f32, cb: f32, cr: f32) -> [f32; 3] {
        self.decode.map(|row| limited(row[0] * y + row[1] * cb + row[2] * cr + row[3]))
    }

    /// What a change of colours does to a code. Codes that no colour has stay what they are where nothing is mixed in.
    fn change(&self, plane: usize, [r, g, b]: [f32; 3]) -> f32 {
        let row = self.encode[plane];
        row[0] * r + row[1] * g + row[2] * b
    }
}

/// A row of what is mixed in: numbers of codes, and how much of each is seen.
#[derive(Debug)]
struct Row {
    codes: Vec<f32>,
    shares: Vec<f32>,
}

impl Row {
    fn new(count: usize) -> Self {
        Self { codes: vec![0.0; count], shares: vec![0.0; count] }
    }

    /// Takes a row of a plane, from that column on.
    fn read(&mut self, inked: &mut Inked<'_>, plane: usize, y: usize, left: usize) {
        let Some((first, count, laid)) = inked.row(plane, y) else { return self.shares.fill(0.0) };
        let here = first - left..first - left + count;
        if count < self.shares.len() {
            self.shares.fill(0.0);
        }
        let (codes, shares) = (&mut self.codes[here.clone()], &mut self.shares[here]);
        let part = |share: u16| f32::from(share) * (1.0 / 65535.0);
        match laid {
            Laid::Codes(own, seen) => {
                codes.iter_mut().zip(own).for_each(|(code, own)| *code = f32::from(*own));
                match seen {
                    Shares::All(share) => shares.fill(part(share)),
                    Shares::Each(all) => shares.iter_mut().zip(all).for_each(|(share, own)| *share = part(*own)),
                }
            }
            Laid::Values(values, rests, opacity) => {
                let opacity = part(opacity);
                for (((code, share), value), rest) in codes.iter_mut().zip(shares).zip(values).zip(rests) {
                    let whole = part(WHOLE - *rest);
                    *code = f32::from(*value) * (1.0 / 256.0) / if whole > TINY { whole } else { 1.0 };
                    *share = whole * opacity;
                }
            }
        }
    }
}

fn with(inked: &mut Inked<'_>, planes: &mut [Plane<'_>; 3], mixed: impl Fn(f32, f32, f32) -> f32 + Copy) {
    let codes = Codes { decode: decode_rows(YuvMatrix::Bt709, false, 8), encode: encode_rows(YuvMatrix::Bt709, 8) };
    let [left, top, wide, high] = inked.area(0);
    let [c_left, c_top, c_wide, c_high] = inked.area(1);
    let mut luma = [Row::new(wide), Row::new(wide)];
    let mut chroma = [Row::new(c_wide), Row::new(c_wide)];
    let mut below = [vec![0.0f32; c_wide], vec![0.0f32; c_wide]];
    let mut spreads = [(); 4].map(|()| vec![0.0f32; wide]);
    let mut means = [Means::new(c_wide), Means::new(c_wide)];
    let odd = !left.is_multiple_of(2);
    let [y_plane, cb_plane, cr_plane] = planes;
    let columns = y_plane.width;
    for pair in c_top..c_top + c_high {
        for (plane, row) in chroma.iter_mut().enumerate() {
            row.read(inked, plane + 1, pair, c_left);
        }
        for (numbers, plane) in below.iter_mut().zip([&mut *cb_plane, &mut *cr_plane]) {
            let own = &plane.row(pair)[c_left..c_left + c_wide];
            numbers.iter_mut().zip(own).for_each(|(number, code)| *number = f32::from(*code));
        }
        spread(&below[0], odd, &mut spreads[0]);
        spread(&below[1], odd, &mut spreads[1]);
        spread(&chroma[0].codes, odd, &mut spreads[2]);
        spread(&chroma[1].codes, odd, &mut spreads[3]);
        means.iter_mut().for_each(Means::begin);
        for (half, own) in luma.iter_mut().enumerate() {
            // Below the output is its last row again.
            let line = (2 * pair + half).min(y_plane.height - 1);
            means[0].add_codes(y_plane.row(line), c_left, columns);
            own.shares.fill(0.0);
            if (top..top + high).contains(&line) {
                own.read(inked, 0, line, left);
                means[1].add_row(own, (left, c_left), columns);
            }
        }
        let lines = (top..top + high).filter(|line| line / 2 == pair);
        for line in lines {
            let own = &luma[line % 2];
            let row = &mut y_plane.row(line)[left..left + wide];
            let [b_cb, b_cr, s_cb, s_cr] = [0, 1, 2, 3].map(|at| &spreads[at][..row.len()]);
            let (own_codes, own_shares) = (&own.codes[..row.len()], &own.shares[..row.len()]);
            for x in 0..row.len() {
                let number = f32::from(row[x]);
                let under = codes.colors(number, b_cb[x], b_cr[x]);
                let over = codes.colors(own_codes[x], s_cb[x], s_cr[x]);
                let met = [0, 1, 2].map(|at| mixed(under[at], over[at], own_shares[x]) - under[at]);
                row[x] = code(number + codes.change(0, met));
            }
        }
        let (cb, cr) = (&mut cb_plane.row(pair)[c_left..], &mut cr_plane.row(pair)[c_left..]);
        for x in 0..c_wide {
            let share = chroma[0].shares[x];
            let under = codes.colors(means[0].mean(x), below[0][x], below[1][x]);
            let over = codes.colors(means[1].mean(x), chroma[0].codes[x], chroma[1].codes[x]);
            let met = [0, 1, 2].map(|at| mixed(under[at], over[at], share) - under[at]);
            cb[x] = code(below[0][x] + codes.change(1, met));
            cr[x] = code(below[1][x] + codes.change(2, met));
        }
    }
}

/// Luma where chroma stands: weighed means of three columns and two rows.
#[derive(Debug)]
struct Means {
    sums: Vec<f32>,
    weights: Vec<f32>,
}

impl Means {
    fn new(count: usize) -> Self {
        Self { sums: vec![0.0; count], weights: vec![0.0; count] }
    }

    fn begin(&mut self) {
        self.sums.fill(0.0);
        self.weights.fill(0.0);
    }

    fn add_codes(&mut self, row: &[u8], c_left: usize, columns: usize) {
        let at = |column: usize| f32::from(row[column]);
        for (index, (sum, weight)) in self.sums.iter_mut().zip(&mut self.weights).enumerate() {
            let middle = 2 * (c_left + index);
            *sum += at(middle.max(1) - 1) + 2.0 * at(middle) + at((middle + 1).min(columns - 1));
            *weight += 4.0;
        }
    }

    fn add_row(&mut self, row: &Row, (left, c_left): (usize, usize), columns: usize) {
        for (index, (sum, weight)) in self.sums.iter_mut().zip(&mut self.weights).enumerate() {
            let middle = 2 * (c_left + index);
            for (column, by) in [(middle.max(1) - 1, 1.0), (middle, 2.0), ((middle + 1).min(columns - 1), 1.0)] {
                let Some(at) = column.checked_sub(left).filter(|at| *at < row.codes.len()) else { continue };
                *sum += row.codes[at] * row.shares[at] * by;
                *weight += row.shares[at] * by;
            }
        }
    }

    fn mean(&self, index: usize) -> f32 {
        let weight = self.weights[index];
        self.sums[index] / if weight > TINY { weight } else { 1.0 }
    }
}

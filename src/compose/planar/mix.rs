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

/// Codes and back, for one of the three colours.
#[derive(Debug, Clone, Copy)]
struct Color {
    decode: [f32; 4],
    /// What a change of the colour is to the code of each plane. Codes that no colour has stay what they are where nothing is
    /// mixed in.
    changes: [f32; 3],
}

impl Color {
    fn all() -> [Self; 3] {
        let encode = encode_rows(YuvMatrix::Bt709, 8);
        let mut color = 0;
        decode_rows(YuvMatrix::Bt709, false, 8).map(|decode| {
            let changes = encode.map(|row| row[color]);
            color += 1;
            Self { decode, changes }
        })
    }

    fn of(&self, y: f32, cb: f32, cr: f32) -> f32 {
        let [a, b, c, zero] = self.decode;
        limited(a * y + b * cb + c * cr + zero)
    }

    /// What mixing two rows changes of this colour.
    fn change(
        &self,
        below: Ycc<'_>,
        own: Ycc<'_>,
        shares: &[f32],
        mixed: impl Fn(f32, f32, f32) -> f32,
        into: &mut [f32],
    ) {
        let [y, cb, cr] = below;
        let [own_y, own_cb, own_cr] = own;
        let below = y.iter().zip(cb).zip(cr);
        let own = own_y.iter().zip(own_cb).zip(own_cr);
        let all = into.iter_mut().zip(below.zip(own).zip(shares));
        for (change, ((((y, cb), cr), ((own_y, own_cb), own_cr)), share)) in all {
            let under = self.of(*y, *cb, *cr);
            *change = mixed(under, self.of(*own_y, *own_cb, *own_cr), *share) - under;
        }
    }
}

/// Rows of luma and both kinds of chroma, one of each for a pixel.
type Ycc<'a> = [&'a [f32]; 3];

/// Adds up what a change of one colour is to the codes of a plane.
fn add_change(sum: &mut [f32], change: &[f32], by: f32) {
    sum.iter_mut().zip(change).for_each(|(sum, change)| *sum += change * by);
}

fn write(codes: &mut [u8], numbers: &[f32]) {
    codes.iter_mut().zip(numbers).for_each(|(own, number)| *own = code(*number));
}

fn read(codes: &[u8], numbers: &mut [f32]) {
    numbers.iter_mut().zip(codes).for_each(|(number, own)| *number = f32::from(*own));
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
    let colors = Color::all();
    let [left, top, wide, high] = inked.area(0);
    let [c_left, c_top, c_wide, c_high] = inked.area(1);
    let mut luma = [Row::new(wide), Row::new(wide)];
    let mut chroma = [Row::new(c_wide), Row::new(c_wide)];
    let mut below = [vec![0.0f32; c_wide], vec![0.0f32; c_wide]];
    let mut spreads = [(); 4].map(|()| vec![0.0f32; wide]);
    // Luma around each sample of chroma: of what is below, of what is mixed in, and how much of that is seen.
    let mut around = [(); 3].map(|()| vec![0.0f32; c_wide]);
    let mut numbers = vec![0.0f32; wide];
    let mut line_numbers = vec![0.0f32; planes[0].width];
    let mut sums = [vec![0.0f32; wide], vec![0.0f32; c_wide], vec![0.0f32; c_wide]];
    let mut change = vec![0.0f32; wide.max(c_wide)];
    let odd = !left.is_multiple_of(2);
    let [y_plane, cb_plane, cr_plane] = planes;
    let columns = y_plane.width;
    for pair in c_top..c_top + c_high {
        for (plane, row) in chroma.iter_mut().enumerate() {
            row.read(inked, plane + 1, pair, c_left);
        }
        for (numbers, plane) in below.iter_mut().zip([&mut *cb_plane, &mut *cr_plane]) {
            read(&plane.row(pair)[c_left..c_left + c_wide], numbers);
        }
        spread(&below[0], odd, &mut spreads[0]);
        spread(&below[1], odd, &mut spreads[1]);
        spread(&chroma[0].codes, odd, &mut spreads[2]);
        spread(&chroma[1].codes, odd, &mut spreads[3]);
        around.iter_mut().for_each(|sums| sums.fill(0.0));
        for (half, own) in luma.iter_mut().enumerate() {
            // Below the output is its last row again.
            let line = (2 * pair + half).min(y_plane.height - 1);
            read(y_plane.row(line), &mut line_numbers);
            add_around(&line_numbers, (0, c_left), columns, &mut around[0]);
            own.shares.fill(0.0);
            if (top..top + high).contains(&line) {
                own.read(inked, 0, line, left);
                let seen = own.codes.iter().zip(&own.shares).map(|(code, share)| code * share);
                numbers.iter_mut().zip(seen).for_each(|(number, seen)| *number = seen);
                add_around(&numbers, (left, c_left), columns, &mut around[1]);
                add_around(&own.shares, (left, c_left), columns, &mut around[2]);
            }
        }
        let lines = (top..top + high).filter(|line| line / 2 == pair);
        for line in lines {
            let own = &luma[line % 2];
            let row = &mut y_plane.row(line)[left..left + wide];
            read(row, &mut numbers);
            sums[0].copy_from_slice(&numbers);
            for color in &colors {
                let below = [&numbers[..], &spreads[0], &spreads[1]];
                let own_rows = [&own.codes[..], &spreads[2], &spreads[3]];
                color.change(below, own_rows, &own.shares, mixed, &mut change[..wide]);
                add_change(&mut sums[0], &change, color.changes[0]);
            }
            write(row, &sums[0]);
        }
        let [under_luma, over_luma, seen] = &mut around;
        under_luma.iter_mut().for_each(|sum| *sum *= 0.125);
        for (sum, seen) in over_luma.iter_mut().zip(&*seen) {
            *sum /= if *seen > TINY { *seen } else { 1.0 };
        }
        for (sum, below) in sums[1..].iter_mut().zip(&below) {
            sum.copy_from_slice(below);
        }
        for color in &colors {
            let under = [&around[0][..], &below[0], &below[1]];
            let over = [&around[1][..], &chroma[0].codes, &chroma[1].codes];
            color.change(under, over, &chroma[0].shares, mixed, &mut change[..c_wide]);
            add_change(&mut sums[1], &change, color.changes[1]);
            add_change(&mut sums[2], &change, color.changes[2]);
        }
        write(&mut cb_plane.row(pair)[c_left..c_left + c_wide], &sums[1]);
        write(&mut cr_plane.row(pair)[c_left..c_left + c_wide], &sums[2]);
    }
}

/// Adds to each sample of chroma what stands around it: a column before, twice its own, and one behind. `row` begins at column
/// `left`, and what lies beside it counts for nothing; what would lie beside the picture, as the column next to it.
fn add_around(row: &[f32], (left, c_left): (usize, usize), columns: usize, sums: &mut [f32]) {
    let at = |column: usize| column.checked_sub(left).and_then(|at| row.get(at)).copied().unwrap_or(0.0);
    let edge = |index: usize| {
        let middle = 2 * (c_left + index);
        at(middle.max(1) - 1) + 2.0 * at(middle) + at((middle + 1).min(columns - 1))
    };
    // Samples whose three columns are all within the row.
    let begin = 1.min(sums.len());
    let end = ((left + row.len()) / 2).saturating_sub(c_left).clamp(begin, sums.len());
    (0..begin).chain(end..sums.len()).for_each(|index| sums[index] += edge(index));
    let start = 2 * (c_left + begin) - 1 - left;
    let (pairs, _) = row.get(start..).unwrap_or_default().as_chunks::<2>();
    let behind = row.get(start + 2..).unwrap_or_default().iter().step_by(2);
    for (sum, ([before, middle], after)) in sums[begin..end].iter_mut().zip(pairs.iter().zip(behind)) {
        *sum += before + 2.0 * middle + after;
    }
}

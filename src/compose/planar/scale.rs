//! One plane scaled along the pixel grid, row by row, as the device's kernels sample it: between the two nearest samples, or the
//! mean of several such samples where a pixel takes up many.

use super::rows::part;
use crate::compose::geometry::taps;

/// Which samples of one direction each output pixel is made of, and with which weights.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    first: Vec<usize>,
    /// `taps` of them for each pixel, 65536 in all.
    weights: Vec<u32>,
    taps: usize,
    /// Each pixel is the sample behind that of the pixel before it.
    copied: bool,
}

/// Where the pixels of one direction fall among the samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// The first pixel's place, counted from the centre of the first sample.
    pub start: f64,
    /// From pixel to pixel.
    pub step: f64,
    /// The first and the last sample that may be seen.
    pub within: [usize; 2],
    pub reach: Reach,
}

/// What around its place a pixel is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// As far as its neighbours of the same plane.
    Own,
    /// Chroma of three columns of pixels: a quarter, a half and a quarter.
    Columns,
    /// Chroma of two rows of pixels alike.
    Rows,
}

impl Reach {
    /// Steps away from the pixel's place, each with its part of the whole; and pixels to a step.
    fn places(self) -> (&'static [(f64, f64)], f64) {
        match self {
            Self::Own => (&[(0.0, 1.0)], 1.0),
            Self::Columns => (&[(-0.5, 0.25), (0.0, 0.5), (0.5, 0.25)], 2.0),
            Self::Rows => (&[(-0.25, 0.5), (0.25, 0.5)], 2.0),
        }
    }
}

impl Axis {
    pub fn new(way: Way, count: usize) -> Self {
        let mut first = Vec::with_capacity(count);
        let mut all: Vec<Vec<f64>> = Vec::with_capacity(count);
        for pixel in 0..count {
            let at = way.start + way.step * pixel as f64;
            let (from, weights) = samples(at, way);
            first.push(from);
            all.push(weights);
        }
        let widest = all.iter().map(Vec::len).max().unwrap_or(1);
        let mut table = Vec::with_capacity(count * widest);
        for (from, weights) in first.iter_mut().zip(&mut all) {
            weights.resize(widest, 0.0);
            // The window may not reach beyond the last sample.
            let beyond = (*from + widest).saturating_sub(way.within[1] + 1).min(*from);
            *from -= beyond;
            weights.rotate_right(beyond);
            table.extend(whole(weights));
        }
        let copied = widest == 1 && first.windows(2).all(|pair| pair[1] == pair[0] + 1);
        Self { first, weights: table, taps: widest, copied }
    }
}

/// The samples that one place is made of.
fn samples(at: f64, way: Way) -> (usize, Vec<f64>) {
    let [low, high] = way.within;
    let mut from = usize::MAX;
    let mut weights: Vec<f64> = Vec::new();
    let mut put = |sample: f64, weight: f64| {
        let sample = (sample.max(low as f64) as usize).min(high);
        if weight <= 0.0 {
            return;
        }
        if weights.is_empty() {
            from = sample;
        }
        if sample < from {
            weights.splice(0..0, std::iter::repeat_n(0.0, from - sample));
            from = sample;
        }
        if weights.len() <= sample - from {
            weights.resize(sample - from + 1, 0.0);
        }
        weights[sample - from] += weight;
    };
    let (places, pixels) = way.reach.places();
    let step = way.step / pixels;
    let means = taps(step.abs());
    for (away, part) in places {
        for mean in 0..means {
            let place = at + way.step * away + step * ((f64::from(mean) + 0.5) / f64::from(means) - 0.5);
            // What stands on a sample but for rounding takes nothing of its neighbour.
            let place = if (place - place.round()).abs() < 1e-9 { place.round() } else { place };
            let (corner, part) = (place.floor(), part / f64::from(means));
            let second = place - corner;
            put(corner, part * (1.0 - second));
            put(corner + 1.0, part * second);
        }
    }
    (from, weights)
}

/// Weights as whole numbers that add up to 65536; what rounding leaves goes to the largest.
fn whole(weights: &[f64]) -> Vec<u32> {
    let mut table: Vec<u32> = weights.iter().map(|weight| (weight * 65536.0 + 0.5) as u32).collect();
    let sum: u32 = table.iter().sum();
    if let Some(largest) = table.iter_mut().max_by_key(|weight| **weight) {
        *largest = (*largest + 65536).saturating_sub(sum);
    }
    table
}

/// A plane's samples.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source<'a> {
    pub bytes: &'a [u8],
    pub stride: usize,
    /// Samples in a row.
    pub columns: usize,
    /// Bits; a sample of more than eight takes two bytes, the lower one first.
    pub depth: u8,
}

/// Scales one plane.
#[derive(Debug)]
pub(super) struct Scaler {
    across: Axis,
    down: Axis,
    /// Rows that are scaled across, with the number of each.
    rows: Vec<(Option<usize>, Vec<u16>)>,
    done: Vec<u8>,
    sum: Vec<u16>,
}

impl Scaler {
    pub fn new(across: Axis, down: Axis) -> Self {
        let columns = across.first.len();
        let rows = vec![(None, vec![0; columns]); down.taps + 1];
        Self { across, down, rows, done: vec![0; columns], sum: vec![0; columns] }
    }

    /// A finished row.
    pub fn row<'a>(&'a mut self, source: &Source<'a>, row: usize) -> &'a [u8] {
        let first = self.down.first[row];
        if self.across.copied && self.down.taps == 1 && source.depth == 8 {
            let start = first * source.stride + self.across.first[0];
            return &source.bytes[start..start + self.across.first.len()];
        }
        let taps = self.down.taps;
        for number in first..first + taps {
            if self.down.weights[row * taps + number - first] > 0 {
                self.bring(source, number);
            }
        }
        let weights = &self.down.weights[row * taps..(row + 1) * taps];
        let held = self.rows.len();
        let scaled = |tap: usize| self.rows[(first + tap) % held].1.as_slice();
        match weights {
            [_] => narrowed(&mut self.done, scaled(0)),
            [65536, _] => narrowed(&mut self.done, scaled(0)),
            [_, 65536] => narrowed(&mut self.done, scaled(1)),
            [upper, lower] => {
                let (upper, lower) = (*upper as u16, *lower as u16);
                for ((done, above), below) in self.done.iter_mut().zip(scaled(0)).zip(scaled(1)) {
                    *done = (part(*above, upper).saturating_add(part(*below, lower)).saturating_add(129) >> 8) as u8;
                }
            }
            _ => {
                // Each tap loses half a unit by being cut off.
                self.sum.fill(128 + taps as u16 / 2);
                for (tap, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0) {
                    let weight = (*weight).min(65535) as u16;
                    for (sum, value) in self.sum.iter_mut().zip(scaled(tap)) {
                        *sum = sum.saturating_add(part(*value, weight));
                    }
                }
                self.done.iter_mut().zip(&self.sum).for_each(|(done, sum)| *done = (*sum >> 8) as u8);
            }
        }
        &self.done
    }

    /// Scales a row of the source across, unless it is here.
    fn bring(&mut self, source: &Source<'_>, number: usize) {
        let held = self.rows.len();
        let (here, row) = &mut self.rows[number % held];
        if *here == Some(number) {
            return;
        }
        *here = Some(number);
        let start = number * source.stride;
        if source.depth == 8 {
            across(&self.across, &source.bytes[start..start + source.columns], row, |code| u32::from(code) << 8);
        } else {
            let (samples, _) = source.bytes[start..start + source.columns * 2].as_chunks::<2>();
            let up = 16 - u32::from(source.depth);
            across(&self.across, samples, row, |code| u32::from(u16::from_le_bytes(code)) << up);
        }
    }
}

/// Codes with eight bits behind the point.
fn across<T: Copy>(axis: &Axis, samples: &[T], row: &mut [u16], value: impl Fn(T) -> u32) {
    if axis.copied {
        let first = axis.first.first().copied().unwrap_or(0);
        for (done, sample) in row.iter_mut().zip(&samples[first..]) {
            *done = value(*sample) as u16;
        }
        return;
    }
    if axis.taps == 2 {
        let (weights, _) = axis.weights.as_chunks::<2>();
        for ((done, first), [left, right]) in row.iter_mut().zip(&axis.first).zip(weights) {
            // Even the largest values, by weights that are 65536 in all, stay within 32 bits.
            let pair = &samples[*first..*first + 2];
            let sum = value(pair[0]).wrapping_mul(*left).wrapping_add(value(pair[1]).wrapping_mul(*right));
            *done = (sum.wrapping_add(1 << 15) >> 16) as u16;
        }
        return;
    }
    for ((done, first), weights) in row.iter_mut().zip(&axis.first).zip(axis.weights.chunks_exact(axis.taps)) {
        let window = &samples[*first..*first + weights.len()];
        let sum: u64 =
            window.iter().zip(weights).map(|(sample, weight)| u64::from(value(*sample)) * u64::from(*weight)).sum();
        *done = ((sum + (1 << 15)) >> 16) as u16;
    }
}

fn narrowed(done: &mut [u8], row: &[u16]) {
    done.iter_mut().zip(row).for_each(|(done, value)| *done = (value.saturating_add(128) >> 8) as u8);
}

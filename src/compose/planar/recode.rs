//! Videos whose codes mean other colours than the output's: another matrix, or full range.
//!
//! Cut down to two numbers of chroma and one of luma, the way between two such codes is three sums: chroma is made of chroma
//! alone, for what is grey in one is grey in the other, and luma of all three.

use crate::compose::YuvMatrix;
use crate::compose::color::{decode_rows, encode_rows};

/// From a source's codes of 8 bits to those of the output.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recode([[f32; 4]; 3]);

impl Recode {
    /// `None` where codes stay as they are.
    pub fn new(matrix: YuvMatrix, full_range: bool, depth: u8) -> Option<Self> {
        if matrix == YuvMatrix::Bt709 && !full_range {
            return None;
        }
        let decode = decode_rows(matrix, full_range, depth).map(|row| row.map(f64::from));
        let encode = encode_rows(YuvMatrix::Bt709, 8).map(|row| row.map(f64::from));
        // Planes are scaled to codes of 8 bits whatever they had.
        let step = f64::from(1u32 << (depth.max(8) - 8));
        Some(Self([0, 1, 2].map(|plane| {
            let [red, green, blue, zero] = encode[plane];
            let sum = |at: usize| red * decode[0][at] + green * decode[1][at] + blue * decode[2][at];
            [sum(0) * step, sum(1) * step, sum(2) * step, sum(3) + zero].map(|part: f64| part as f32)
        })))
    }

    /// A row of luma, with chroma at its own pixels.
    pub fn luma(&self, luma: &mut [u8], cb: &[f32], cr: &[f32]) {
        let [y, b, r, zero] = self.0[0];
        for ((sample, cb), cr) in luma.iter_mut().zip(cb).zip(cr) {
            *sample = code(f32::from(*sample) * y + cb * b + cr * r + zero);
        }
    }

    /// A row of both kinds of chroma.
    pub fn chroma(&self, cb: &mut [u8], cr: &mut [u8]) {
        let [first, second] = [self.0[1], self.0[2]];
        for (cb, cr) in cb.iter_mut().zip(cr) {
            let (b, r) = (f32::from(*cb), f32::from(*cr));
            *cb = code(b * first[1] + r * first[2] + first[3]);
            *cr = code(b * second[1] + r * second[2] + second[3]);
        }
    }
}

/// A row of chroma at the pixels of luma: on even columns as it is, between two of them their mean. `odd`: the first pixel
/// stands on an odd column.
pub(super) fn spread(chroma: &[f32], odd: bool, into: &mut [f32]) {
    let last = chroma.len().saturating_sub(1);
    let at = |index: usize| chroma.get(index.min(last)).copied().unwrap_or(128.0);
    let (head, pairs) = into.split_at_mut(usize::from(odd).min(into.len()));
    head.iter_mut().for_each(|value| *value = (at(0) + at(1)) * 0.5);
    let begin = usize::from(odd);
    let (twos, rest) = pairs.as_chunks_mut::<2>();
    let own = chroma.get(begin..).unwrap_or_default();
    let whole = twos.len().min(own.len().saturating_sub(1));
    for (two, pair) in twos[..whole].iter_mut().zip(own.windows(2)) {
        *two = [pair[0], (pair[0] + pair[1]) * 0.5];
    }
    for (index, two) in twos.iter_mut().enumerate().skip(whole) {
        *two = [at(begin + index), (at(begin + index) + at(begin + index + 1)) * 0.5];
    }
    let end = begin + twos.len();
    rest.iter_mut().for_each(|value| *value = at(end));
}

/// The nearest code to a number.
pub(super) fn code(number: f32) -> u8 {
    // What is added leaves the whole number in the lowest bits, rounded; a cast would be many steps more.
    const WHOLE_NUMBERS: f32 = 8_388_608.0;
    let number = if number > 0.0 { number } else { 0.0 };
    let number = if number < 255.0 { number } else { 255.0 };
    (number + WHOLE_NUMBERS).to_bits() as u8
}

//! A frame's signature: its luma at 16×9, enough to tell it from its neighbours once it has been encoded and decoded.

use crate::compose::Plane;
use crate::media::{SampleFormat, VideoEncoderSettings};

use super::store::{SIGNATURE_BYTES, Signature};

/// Means of a 16×9 grid over the first plane as it was composed: luma by the upper 8 bits of each sample, and where there is
/// none, what luma of BT.709 in full range would be, over black.
pub fn signature(first: &Plane, settings: &VideoEncoderSettings) -> Signature {
    const COLUMNS: usize = 16;
    const ROWS: usize = 9;
    let mut out: Signature = [0; SIGNATURE_BYTES];
    let (width, height) = (settings.width as usize, settings.height as usize);
    let sum_of = match settings.samples {
        SampleFormat::Rgb48 | SampleFormat::Rgba64 => sixteen_bits_a_part,
        samples if samples.packed() => eight_bits_a_part,
        samples if samples.ten_bits() => ten_bits,
        _ => eight_bits,
    };
    for row in 0..ROWS {
        let (top, bottom) = cell(row, ROWS, height);
        for column in 0..COLUMNS {
            let (left, right) = cell(column, COLUMNS, width);
            let sum: u64 = (top..bottom).map(|y| sum_of(&first.bytes[y * first.stride..], left, right)).sum();
            let count = ((bottom - top) * (right - left)) as u64;
            out[row * COLUMNS + column] = u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX);
        }
    }
    out
}

fn eight_bits(line: &[u8], left: usize, right: usize) -> u64 {
    line[left..right].iter().map(|value| u64::from(*value)).sum()
}

fn ten_bits(line: &[u8], left: usize, right: usize) -> u64 {
    let samples = line[left * 2..right * 2].as_chunks::<2>().0.iter();
    samples.map(|sample| u64::from(u16::from_le_bytes(*sample) >> 2)).sum()
}

fn eight_bits_a_part(line: &[u8], left: usize, right: usize) -> u64 {
    line[left * 4..right * 4].as_chunks::<4>().0.iter().map(|pixel| luma(*pixel)).sum()
}

fn sixteen_bits_a_part(line: &[u8], left: usize, right: usize) -> u64 {
    let pixels = line[left * 8..right * 8].as_chunks::<8>().0.iter();
    pixels.map(|[_, red, _, green, _, blue, _, alpha]| luma([*red, *green, *blue, *alpha])).sum()
}

fn luma([red, green, blue, alpha]: [u8; 4]) -> u64 {
    let light = (u64::from(red) * 54 + u64::from(green) * 183 + u64::from(blue) * 19) >> 8;
    light * u64::from(alpha) / 255
}

/// The stretch of cell `index` of `cells` over `length` samples; at least one sample, also in pictures smaller than the grid.
fn cell(index: usize, cells: usize, length: usize) -> (usize, usize) {
    let start = (index * length / cells).min(length.saturating_sub(1));
    let end = ((index + 1) * length / cells).clamp(start + 1, length.max(1));
    (start, end)
}

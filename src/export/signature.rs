//! A frame's signature: its luma at 16×9, enough to tell it from its neighbours once it has been encoded and decoded.

use crate::compose::Plane;
use crate::media::VideoEncoderSettings;

use super::store::{SIGNATURE_BYTES, Signature};

/// Means of a 16×9 grid over the luma plane, by the upper 8 bits of each sample.
pub fn signature(luma: &Plane, settings: &VideoEncoderSettings) -> Signature {
    const COLUMNS: usize = 16;
    const ROWS: usize = 9;
    let mut out: Signature = [0; SIGNATURE_BYTES];
    let (width, height) = (settings.width as usize, settings.height as usize);
    let deep = settings.samples.ten_bits();
    for row in 0..ROWS {
        let (top, bottom) = cell(row, ROWS, height);
        for column in 0..COLUMNS {
            let (left, right) = cell(column, COLUMNS, width);
            let mut sum = 0u64;
            for y in top..bottom {
                let line = &luma.bytes[y * luma.stride..];
                sum += if deep {
                    let samples = line[left * 2..right * 2].as_chunks::<2>().0.iter();
                    samples.map(|sample| u64::from(u16::from_le_bytes(*sample) >> 2)).sum::<u64>()
                } else {
                    line[left..right].iter().map(|value| u64::from(*value)).sum::<u64>()
                };
            }
            let count = ((bottom - top) * (right - left)) as u64;
            out[row * COLUMNS + column] = u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(u8::MAX);
        }
    }
    out
}

/// The stretch of cell `index` of `cells` over `length` samples; at least one sample, also in pictures smaller than the grid.
fn cell(index: usize, cells: usize, length: usize) -> (usize, usize) {
    let start = (index * length / cells).min(length.saturating_sub(1));
    let end = ((index + 1) * length / cells).clamp(start + 1, length.max(1));
    (start, end)
}

//! What a frame roughly looks like: enough to tell it from its neighbours once it has been encoded and decoded, and to see
//! that a part of it is not what was rendered.
//!
//! ```text
//! 16×9 means of luma     u16 each, in 256ths of a level of 8 bits: what moves slowly differs by parts of a level
//! 16×9 texture of luma   u8 each, in quarters of a level: how much neighbouring pixels differ; noise has much of it
//! 8×5 means of Cb, of Cr  u8 each
//! ```
//! Where a codec keeps red, green and blue as they are, those stand for luma, Cb and Cr.

use crate::compose::Plane;
use crate::media::{Picture, SampleFormat, VideoEncoderSettings};

use super::store::{SIGNATURE_BYTES, Signature};

pub const COLUMNS: usize = 16;
pub const ROWS: usize = 9;
/// Cells of the luma plane.
pub const CELLS: usize = COLUMNS * ROWS;
const CHROMA_COLUMNS: usize = 8;
const CHROMA_ROWS: usize = 5;
/// Cells of both chroma planes.
pub const CHROMA_CELLS: usize = 2 * CHROMA_COLUMNS * CHROMA_ROWS;
/// Where texture and chroma begin.
pub const TEXTURE_AT: usize = 2 * CELLS;
pub const CHROMA_AT: usize = 3 * CELLS;

/// A plane as a signature reads it.
#[derive(Debug, Clone, Copy)]
struct Sheet<'a> {
    bytes: &'a [u8],
    stride: usize,
    width: usize,
    height: usize,
    depth: u8,
}

/// The signature of a frame that is about to be encoded.
pub fn signature(planes: &[Option<Plane>; 4], settings: &VideoEncoderSettings) -> Signature {
    let samples = settings.samples;
    let (width, height) = (settings.width as usize, settings.height as usize);
    if samples.packed() {
        let deep = matches!(samples, SampleFormat::Rgb48 | SampleFormat::Rgba64);
        let parts = planes[0].as_ref().map(|plane| unpacked(plane, (width, height), deep, samples.alpha()));
        let parts = parts.unwrap_or_default();
        let (stride, depth) = if deep { (width * 2, 16) } else { (width, 8) };
        return signed([0, 1, 2].map(|at| Sheet { bytes: &parts[at], stride, width, height, depth }));
    }
    let [across, down] = samples.shared();
    let depth = if samples.ten_bits() { 10 } else { 8 };
    signed([0, 1, 2].map(|at| {
        let (across, down) = if at == 0 { (1, 1) } else { (across as usize, down as usize) };
        let (bytes, stride) = planes[at].as_ref().map_or((&[][..], 0), |plane| (plane.bytes, plane.stride));
        Sheet { bytes, stride, width: width.div_ceil(across), height: height.div_ceil(down), depth }
    }))
}

/// Red, green and blue as they will be decoded: over black where the encoder keeps no alpha.
fn unpacked(plane: &Plane, (width, height): (usize, usize), deep: bool, alpha: bool) -> [Vec<u8>; 3] {
    let size = if deep { 2 } else { 1 };
    let mut parts = [(); 3].map(|()| Vec::with_capacity(width * height * size));
    for y in 0..height {
        let start = y * plane.stride;
        let Some(row) = plane.bytes.get(start..start + width * 4 * size) else { continue };
        for pixel in row.chunks_exact(4 * size) {
            let value = |at: usize| match deep {
                true => u32::from(u16::from_le_bytes([pixel[at * 2], pixel[at * 2 + 1]])),
                false => u32::from(pixel[at]),
            };
            let most = if deep { 65_535 } else { 255 };
            for (at, part) in parts.iter_mut().enumerate() {
                let kept = if alpha { value(at) } else { (value(at) * value(3) + most / 2) / most };
                part.extend_from_slice(&kept.to_le_bytes()[..size]);
            }
        }
    }
    parts
}

/// The signature of a decoded picture.
pub fn of_picture(picture: &Picture) -> Signature {
    let sheet = |at: usize| {
        let (bytes, stride) = picture.planes[at];
        let (width, height) = picture.plane_size(at);
        Sheet { bytes, stride, width, height, depth: picture.depth }
    };
    signed([sheet(0), sheet(1), sheet(2)])
}

fn signed([luma, cb, cr]: [Sheet; 3]) -> Signature {
    let mut out: Signature = [0; SIGNATURE_BYTES];
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let place = (cell(row, ROWS, luma.height), cell(column, COLUMNS, luma.width));
            let (mean, texture) = luma.looked_at(place);
            let at = row * COLUMNS + column;
            out[at * 2..at * 2 + 2].copy_from_slice(&mean.to_le_bytes());
            out[TEXTURE_AT + at] = texture;
        }
    }
    for (plane, sheet) in [cb, cr].into_iter().enumerate() {
        for row in 0..CHROMA_ROWS {
            for column in 0..CHROMA_COLUMNS {
                let place = (cell(row, CHROMA_ROWS, sheet.height), cell(column, CHROMA_COLUMNS, sheet.width));
                let at = (plane * CHROMA_ROWS + row) * CHROMA_COLUMNS + column;
                out[CHROMA_AT + at] = u8::try_from((u32::from(sheet.mean(place)) + 128) >> 8).unwrap_or(u8::MAX);
            }
        }
    }
    out
}

/// Rows and columns of a cell.
type Place = ((usize, usize), (usize, usize));

impl Sheet<'_> {
    /// Mean, in 256ths of a level of 8 bits.
    fn mean(&self, ((top, bottom), (left, right)): Place) -> u16 {
        let (mut sum, mut count) = (0u64, 0u64);
        for y in (top..bottom).step_by(self.row_step()) {
            sum += match self.row(y, left, right) {
                Row::Bytes(row) => row.iter().map(|value| u64::from(*value)).sum(),
                Row::Words(row) => row.iter().map(|value| u64::from(u16::from_le_bytes(*value))).sum(),
                Row::None => 0,
            };
            count += (right - left) as u64;
        }
        self.scaled(sum, count)
    }

    /// Mean, and texture in quarters of a level.
    fn looked_at(&self, place: Place) -> (u16, u8) {
        let ((top, bottom), (left, right)) = place;
        let (mut steps, mut count) = (0u64, 0u64);
        for y in (top..bottom).step_by(self.row_step()) {
            steps += match self.row(y, left, right) {
                Row::Bytes(row) => {
                    let next = row.iter().skip(1);
                    u64::from(row.iter().zip(next).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>())
                }
                Row::Words(row) => {
                    let next = row.iter().skip(1);
                    let step = |(a, b): (&[u8; 2], &[u8; 2])| {
                        u64::from(u16::from_le_bytes(*a).abs_diff(u16::from_le_bytes(*b)))
                    };
                    row.iter().zip(next).map(step).sum()
                }
                Row::None => 0,
            };
            count += (right - left).saturating_sub(1) as u64;
        }
        let texture = if count == 0 { 0 } else { (u32::from(self.scaled(steps, count)) + 32) >> 6 };
        (self.mean(place), u8::try_from(texture).unwrap_or(u8::MAX))
    }

    fn scaled(&self, sum: u64, count: u64) -> u16 {
        let count = count.max(1) << self.depth.saturating_sub(8);
        u16::try_from((sum * 256 + count / 2) / count).unwrap_or(u16::MAX)
    }

    /// In large pictures not every row is looked at: what is wrong in one is wrong in its neighbours.
    fn row_step(&self) -> usize {
        (self.height / 540).max(1)
    }

    fn row(&self, y: usize, left: usize, right: usize) -> Row<'_> {
        let size = if self.depth > 8 { 2 } else { 1 };
        let start = y * self.stride;
        match self.bytes.get(start + left * size..start + right * size) {
            None => Row::None,
            Some(bytes) if size == 1 => Row::Bytes(bytes),
            Some(bytes) => Row::Words(bytes.as_chunks::<2>().0),
        }
    }
}

enum Row<'a> {
    Bytes(&'a [u8]),
    Words(&'a [[u8; 2]]),
    None,
}

/// The stretch of cell `index` of `cells` over `length` samples; at least one sample, also in pictures smaller than the grid.
fn cell(index: usize, cells: usize, length: usize) -> (usize, usize) {
    let start = (index * length / cells).min(length.saturating_sub(1));
    let end = ((index + 1) * length / cells).clamp(start + 1, length.max(1));
    (start, end)
}

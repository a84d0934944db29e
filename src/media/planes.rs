//! Any pixel format to planes, sample by sample: no value is changed.

use super::libav::{DecodedFrame, Part, PixelSketch};
use super::picture::{Chroma, plane_size};

/// Planes in memory of our own, rows without gaps.
#[derive(Debug, Clone, Default)]
pub struct OwnPlanes {
    pub planes: Vec<Vec<u8>>,
    pub strides: Vec<usize>,
}

impl OwnPlanes {
    pub fn plane(&self, index: usize) -> Option<(&[u8], usize)> {
        Some((self.planes.get(index)?.as_slice(), *self.strides.get(index)?))
    }
}

/// Bytes of a sample of that depth.
pub fn sample_bytes(depth: u8) -> usize {
    if depth > 8 { 2 } else { 1 }
}

/// How a picture's planes are handed out, whatever its format was.
pub fn chroma_of(pixel: &PixelSketch) -> Chroma {
    if pixel.rgb || pixel.gray { Chroma::YUV444 } else { Chroma { across: pixel.across, down: pixel.down } }
}

/// Bits of the samples that are handed out: those of a palette have eight.
pub fn depth_of(pixel: &PixelSketch) -> u8 {
    if pixel.palette { 8 } else { pixel.depth() }
}

/// One plane for each component, alpha last. `None` where the frame's memory is not what its format says.
pub fn unpack(frame: &DecodedFrame, pixel: &PixelSketch) -> Option<OwnPlanes> {
    let size = (frame.width(), frame.height());
    if pixel.palette {
        return palette(frame, size);
    }
    let (chroma, depth) = (chroma_of(pixel), depth_of(pixel));
    let bytes = sample_bytes(depth);
    let mut own = OwnPlanes::default();
    for (index, part) in pixel.parts.iter().enumerate() {
        let alpha = pixel.alpha && index + 1 == pixel.parts.len();
        let (columns, rows) = plane_size(size, chroma, if alpha { 3 } else { index });
        let stride = columns * bytes;
        let mut plane = vec![0u8; stride * rows];
        for (y, line) in plane.chunks_exact_mut(stride).enumerate() {
            if pixel.bits {
                read_bits(frame, part, y, (depth, pixel.name == "monow"), line)?;
            } else {
                read_row(frame, part, y, pixel.big_endian, (columns, depth), line)?;
            }
        }
        own.planes.push(plane);
        own.strides.push(stride);
    }
    Some(own)
}

/// A row of samples in whole bytes.
fn read_row(
    frame: &DecodedFrame,
    part: &Part,
    y: usize,
    big_endian: bool,
    (columns, depth): (usize, u8),
    line: &mut [u8],
) -> Option<()> {
    let wide = match part.shift + part.depth {
        ..=8 => 1,
        9..=16 => 2,
        _ => 4,
    };
    // In one byte of a larger word the value lies at that byte's place, which libav's offset means in little endian.
    let offset = part.offset + usize::from(wide == 1 && big_endian);
    let row = frame.row(part.plane, y, offset + part.step * (columns - 1) + wide)?;
    if wide == 1 && part.shift == 0 && part.depth == 8 && depth == 8 {
        for (sample, out) in line.iter_mut().enumerate() {
            *out = row[offset + sample * part.step];
        }
        return Some(());
    }
    let mask = (1u32 << part.depth) - 1;
    let (most, own_most) = ((1u32 << depth) - 1, mask);
    for column in 0..columns {
        let word = &row[offset + column * part.step..][..wide];
        let word = word.iter().enumerate().fold(0u32, |all, (at, byte)| {
            let place = if big_endian { wide - 1 - at } else { at };
            all | u32::from(*byte) << (8 * place)
        });
        let mut value = word >> part.shift & mask;
        // Components of different depths, as RGB 5:6:5 has them, all reach the same white.
        if part.depth != depth {
            value = (value * most + own_most / 2) / own_most;
        }
        put(line, column, depth, value);
    }
    Some(())
}

/// A row of samples of fewer bits than a byte has, the first one in the highest bits.
fn read_bits(
    frame: &DecodedFrame,
    part: &Part,
    y: usize,
    (depth, inverted): (u8, bool),
    line: &mut [u8],
) -> Option<()> {
    let columns = line.len();
    let last = (columns - 1) * part.step + part.offset;
    let row = frame.row(part.plane, y, last / 8 + 1)?;
    let mask = (1u16 << part.depth) - 1;
    for (column, out) in line.iter_mut().enumerate() {
        let at = column * part.step + part.offset;
        let shift = 8usize.checked_sub(usize::from(part.depth) + at % 8)?;
        let value = u16::from(row[at / 8]) >> shift & mask;
        *out = (if inverted { mask - value } else { value } * ((1 << depth) - 1) / mask) as u8;
    }
    Some(())
}

/// R, G, B and alpha of a picture whose pixels are numbers of colours.
fn palette(frame: &DecodedFrame, (width, height): (u32, u32)) -> Option<OwnPlanes> {
    let (width, height) = (width as usize, height as usize);
    let colors: Vec<[u8; 4]> = frame
        .palette()?
        .chunks_exact(4)
        .map(|entry| {
            let [b, g, r, a] = u32::from_ne_bytes([entry[0], entry[1], entry[2], entry[3]]).to_le_bytes();
            [r, g, b, a]
        })
        .collect();
    let mut planes = vec![vec![0u8; width * height]; 4];
    for y in 0..height {
        let row = frame.row(0, y, width)?;
        for (part, plane) in planes.iter_mut().enumerate() {
            for (out, number) in plane[y * width..][..width].iter_mut().zip(row) {
                *out = colors[usize::from(*number)][part];
            }
        }
    }
    Some(OwnPlanes { planes, strides: vec![width; 4] })
}

fn put(line: &mut [u8], column: usize, depth: u8, value: u32) {
    if depth > 8 {
        line[column * 2..column * 2 + 2].copy_from_slice(&(value as u16).to_le_bytes());
    } else {
        line[column] = value as u8;
    }
}

//! Stills in the encoder's planes: converted once, then laid on frame after frame.

use crate::compose::color::encode_rows;
use crate::compose::geometry::Placed;
use crate::compose::{Samples, YuvMatrix};

use super::pixels::Texel;
use super::rows::{Laid, Shares, WHOLE, part};
use super::sampling::{Look, Sampler};
use super::video::VideoRows;

/// A sample of each kind for every pixel.
const FULL: Samples = Samples { depth: 8, halved: [0, 0], cosited: [false, false] };

/// What a still is in one kind of planes, where it stands.
#[derive(Debug)]
pub(super) struct Part {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
    inks: Inks,
    /// Of each row, the pixels that show anything.
    spans: Vec<(u32, u32)>,
}

#[derive(Debug)]
enum Inks {
    /// The codes of each plane; nothing below is seen.
    Opaque(Vec<Vec<u8>>),
    /// The values of each plane, and what they leave of what is below.
    Clear(Vec<Vec<u16>>, Vec<u16>),
}

/// A placed still.
#[derive(Debug)]
pub(super) struct Sprite {
    pub luma: Part,
    pub chroma: Part,
}

impl Sprite {
    pub fn new(look: &Look, placed: &Placed, output: (u32, u32)) -> Self {
        let exact = placed.covers || placed.shift.is_some();
        let upright = placed.to_source.b == 0.0 && placed.to_source.c == 0.0;
        if let Look::Pixels(pixels) = look
            && pixels.opaque
            && upright
            && placed.shift.is_none()
        {
            let size = [pixels.width, pixels.height];
            return Self::of_rows(VideoRows::of_planes(pixels.planes(), FULL, (placed, size), WHOLE, output));
        }
        Making::new(placed, output, look.opaque() && exact).all(look, placed)
    }

    /// What rows show, once for all frames.
    fn of_rows(mut rows: VideoRows<'_>) -> Self {
        let mut made = |planes: &[usize]| {
            let mut part = Part::new(rows.area(planes[0]), planes.len(), rows.whole(planes[0]));
            for (index, plane) in planes.iter().enumerate() {
                for row in 0..part.height {
                    if let Some((_, _, Laid::Codes(codes, shares))) = rows.row(*plane, part.top + row) {
                        part.set_row(row, index, codes, shares);
                    }
                }
            }
            part
        };
        let (luma, chroma) = (made(&[0]), made(&[1, 2]));
        Self { luma, chroma }
    }

    pub fn bytes(&self) -> u64 {
        self.luma.bytes() + self.chroma.bytes()
    }

    pub fn of_plane(&self, plane: usize) -> &Part {
        if plane == 0 { &self.luma } else { &self.chroma }
    }
}

impl Part {
    fn new([left, top, width, height]: [usize; 4], planes: usize, opaque: bool) -> Self {
        let pixels = width * height;
        let inks = if opaque {
            Inks::Opaque(vec![vec![0; pixels]; planes])
        } else {
            Inks::Clear(vec![vec![0; pixels]; planes], vec![WHOLE; pixels])
        };
        Self { left, top, width, height, inks, spans: vec![(0, 0); height] }
    }

    fn bytes(&self) -> u64 {
        let pixels = (self.width * self.height) as u64;
        match &self.inks {
            Inks::Opaque(planes) => pixels * planes.len() as u64,
            Inks::Clear(planes, _) => pixels * 2 * (planes.len() as u64 + 1),
        }
    }

    /// What lies on a row of the plane, and from which column on; nothing where that row shows none of it.
    pub fn row(&self, plane: usize, y: usize, opacity: u16) -> Option<(usize, usize, Laid<'_>)> {
        let row = y.checked_sub(self.top).filter(|row| *row < self.height)?;
        let (from, to) = self.spans[row];
        let (from, to) = (from as usize, to as usize);
        if from >= to {
            return None;
        }
        let cut = row * self.width + from..row * self.width + to;
        let laid = match &self.inks {
            Inks::Opaque(planes) => Laid::Codes(&planes[plane][cut], Shares::All(opacity)),
            Inks::Clear(planes, rest) => Laid::Values(&planes[plane][cut.clone()], &rest[cut], opacity),
        };
        Some((self.left + from, to - from, laid))
    }

    /// Sets a row of one plane.
    fn set_row(&mut self, row: usize, plane: usize, codes: &[u8], shares: Shares<'_>) {
        let here = row * self.width..(row + 1) * self.width;
        match &mut self.inks {
            Inks::Opaque(planes) => planes[plane][here].copy_from_slice(codes),
            Inks::Clear(planes, rest) => {
                let rest = &mut rest[here.clone()];
                match shares {
                    Shares::All(share) => rest.fill(WHOLE - share),
                    Shares::Each(shares) => rest.iter_mut().zip(shares).for_each(|(rest, share)| *rest = WHOLE - share),
                }
                for ((value, code), rest) in planes[plane][here].iter_mut().zip(codes).zip(rest) {
                    *value = part(u16::from(*code) << 8, WHOLE - *rest);
                }
            }
        }
        self.spans[row] = (0, self.width as u32);
    }

    /// Sets a pixel to premultiplied codes.
    fn set(&mut self, row: usize, column: usize, codes: &[f32], alpha: f32) {
        let at = row * self.width + column;
        match &mut self.inks {
            Inks::Opaque(planes) => {
                for (plane, code) in planes.iter_mut().zip(codes) {
                    plane[at] = (code + 0.5) as u8;
                }
            }
            Inks::Clear(planes, rest) => {
                for (plane, code) in planes.iter_mut().zip(codes) {
                    plane[at] = (code * 256.0 + 0.5) as u16;
                }
                rest[at] = WHOLE - (alpha * 65535.0 + 0.5) as u16;
            }
        }
        if alpha > 0.0 {
            let (from, to) = &mut self.spans[row];
            if from == to {
                *from = column as u32;
            }
            *to = column as u32 + 1;
        }
    }
}

/// A sprite that is being made, two rows of pixels at a time.
struct Making {
    sprite: Sprite,
    encode: [[f32; 4]; 3],
    /// The area's pixels and the output's size.
    area: [usize; 4],
    output: [usize; 2],
    /// Two rows of the output from the area's left on, with a pixel more on each side.
    rows: [Vec<Texel>; 2],
}

impl Making {
    fn new(placed: &Placed, output: (u32, u32), opaque: bool) -> Self {
        let [x, y, width, height] = placed.area.map(|side| side as usize);
        let (columns, lines) = (output.0 as usize, output.1 as usize);
        let last = ((x + width) / 2).min(columns.div_ceil(2) - 1);
        let (left, top) = (x / 2, y / 2);
        let chroma = [left, top, last + 1 - left, (y + height).div_ceil(2) - top];
        // At its edges, chroma is made of what is beside the still too.
        let whole = placed.covers;
        Self {
            sprite: Sprite {
                luma: Part::new([x, y, width, height], 1, opaque),
                chroma: Part::new(chroma, 2, opaque && whole),
            },
            encode: encode_rows(YuvMatrix::Bt709, 8),
            area: [x, y, width, height],
            output: [columns, lines],
            rows: [vec![[0.0; 4]; width], vec![[0.0; 4]; width]],
        }
    }

    fn all(mut self, look: &Look, placed: &Placed) -> Sprite {
        let mut sampler = Sampler::new(look, placed);
        let [_, y, _, height] = self.area;
        for pair in y / 2..(y + height).div_ceil(2) {
            for half in 0..2 {
                let line = 2 * pair + half;
                match line.checked_sub(y).filter(|row| *row < height) {
                    Some(row) => {
                        sampler.row(row, &mut self.rows[half]);
                        self.luma(row, half);
                    }
                    // Below the output is its last row again; beside the area is nothing.
                    None if line >= self.output[1] => self.rows[1] = self.rows[0].clone(),
                    None => self.rows[half].fill([0.0; 4]),
                }
            }
            self.chroma(pair - y / 2);
        }
        self.sprite
    }

    fn luma(&mut self, row: usize, half: usize) {
        let [red, green, blue, zero] = self.encode[0];
        for (column, [r, g, b, alpha]) in self.rows[half].iter().enumerate() {
            if *alpha > 0.0 {
                let code = r * red + g * green + b * blue + alpha * zero;
                self.sprite.luma.set(row, column, &[code], *alpha);
            }
        }
    }

    fn chroma(&mut self, row: usize) {
        let [x, _, width, _] = self.area;
        let first = self.sprite.chroma.left;
        for column in 0..self.sprite.chroma.width {
            let middle = 2 * (first + column);
            let beside = [middle.max(1) - 1, middle, (middle + 1).min(self.output[0] - 1)];
            let mut sum = [0.0f32; 4];
            for (at, weight) in beside.into_iter().zip([0.125, 0.25, 0.125]) {
                let Some(at) = at.checked_sub(x).filter(|at| *at < width) else { continue };
                let [upper, lower] = [self.rows[0][at], self.rows[1][at]];
                sum = [0, 1, 2, 3].map(|part| sum[part] + (upper[part] + lower[part]) * weight);
            }
            if sum[3] > 0.0 {
                let codes = [1, 2].map(|plane| {
                    let [red, green, blue, zero] = self.encode[plane];
                    sum[0] * red + sum[1] * green + sum[2] * blue + sum[3] * zero
                });
                self.sprite.chroma.set(row, column, &codes, sum[3]);
            }
        }
    }
}

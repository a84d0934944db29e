//! Laid out text to pixels, at the size at which it is drawn.
//!
//! Upright text is rasterised at its exact scale and, to a quarter of a pixel, at its exact place, so that it is copied and never
//! blurred. Turned text is rasterised at a near scale and filtered.

use vello_cpu::kurbo::Affine as Map;

use crate::base::Digest;
use crate::timeline::scene::Affine;

use super::Block;
use crate::compose::ImagePixels;
use crate::compose::geometry::{around, scale, shift, then};

/// Longest side of a drawn text; larger text is drawn smaller and scaled up.
const LONGEST_SIDE: f64 = 8192.0;

/// How a block is rasterised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::compose) struct Raster {
    /// Raster pixels per block pixel.
    scale: [f64; 2],
    /// Empty pixels on each side of the block.
    pad: f64,
    /// Part of a pixel by which the text is moved in its raster.
    phase: [f64; 2],
    /// Where the block stands on the output in whole pixels, when the raster is copied.
    origin: Option<[f64; 2]>,
    size: (u16, u16),
}

impl Raster {
    /// The raster for a block under this map; `None` where it would show nothing.
    pub fn choose(block: &Block, to_output: Affine, output: (u32, u32)) -> Option<Self> {
        let size = block.size();
        if size.iter().any(|side| *side <= 0.0) {
            return None;
        }
        Self::of_box(size, block.overhang, to_output, output)
    }

    /// The raster for a box of such a size out of which ink may reach so far.
    pub fn of_box(size: [f64; 2], overhang: f64, to_output: Affine, output: (u32, u32)) -> Option<Self> {
        let upright = to_output.b.abs() < 1e-12 && to_output.c.abs() < 1e-12 && to_output.a > 0.0 && to_output.d > 0.0;
        Self::of(size, overhang, to_output, output, upright)
    }

    /// As [`of_box`](Self::of_box), but always at a near scale: the same raster serves while the scale moves.
    pub fn of_moving_box(size: [f64; 2], to_output: Affine, output: (u32, u32)) -> Option<Self> {
        Self::of(size, 0.0, to_output, output, false)
    }

    fn of(
        [width, height]: [f64; 2],
        overhang: f64,
        to_output: Affine,
        output: (u32, u32),
        upright: bool,
    ) -> Option<Self> {
        let wanted = if upright {
            [to_output.a, to_output.d]
        } else {
            // Steps of a quarter of an octave: text that turns and grows is not rasterised anew for every frame.
            let step = |length: f64| libm::exp2((libm::log2(length.max(1e-6)) * 4.0 - 1e-9).ceil() / 4.0);
            [step(to_output.a.hypot(to_output.b)), step(to_output.c.hypot(to_output.d))]
        };
        if !wanted.iter().all(|scale| scale.is_finite() && *scale > 1e-4) {
            return None;
        }
        let room = LONGEST_SIDE - 8.0;
        let shrink = [width, height]
            .iter()
            .zip(wanted)
            .map(|(side, scale)| room / ((side + 2.0 * overhang) * scale))
            .fold(1.0, f64::min);
        let scale = wanted.map(|scale| scale * shrink);
        let pad = (overhang * scale[0].max(scale[1])).ceil().min(room / 2.0) + 1.0;
        let mut phase = [0.0; 2];
        let mut origin = None;
        if upright && shrink >= 1.0 {
            let place = [to_output.e, to_output.f].map(|place| (place * 4.0).round() / 4.0);
            phase = place.map(|place| place - place.floor());
            origin = Some(place.map(f64::floor));
        }
        let side = |length: f64, scale: f64| ((length * scale + 1.0).ceil() + 2.0 * pad).min(65535.0) as u16;
        let raster = Self { scale, pad, phase, origin, size: (side(width, scale[0]), side(height, scale[1])) };
        // What lies wholly beside the output is not drawn at all.
        let [l, t, r, b] =
            around(raster.placed(to_output), [0.0, 0.0, f64::from(raster.size.0), f64::from(raster.size.1)]);
        let seen = r > 0.0 && b > 0.0 && l < f64::from(output.0) && t < f64::from(output.1);
        seen.then_some(raster)
    }

    /// The same raster, or where it has more pixels than that a smaller one which is scaled up.
    pub fn within(self, most_pixels: f64) -> Self {
        let pixels = f64::from(self.size.0) * f64::from(self.size.1);
        if pixels <= most_pixels {
            return self;
        }
        let smaller = (most_pixels / pixels).sqrt();
        let pad = (self.pad * smaller).ceil() + 1.0;
        let side = |side: u16| ((f64::from(side) - 2.0 * self.pad) * smaller + 2.0 * pad + 1.0).ceil() as u16;
        let scale = self.scale.map(|scale| scale * smaller);
        Self { scale, pad, phase: [0.0; 2], origin: None, size: (side(self.size.0), side(self.size.1)) }
    }

    /// What decides the raster's pixels.
    pub fn key(&self, content: &Digest) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(content.as_bytes());
        for number in self.scale.iter().chain(&self.phase) {
            hasher.update(&number.to_le_bytes());
        }
        Digest::from_bytes(*hasher.finalize().as_bytes())
    }

    /// From raster pixels to the output.
    pub fn placed(&self, block_to_output: Affine) -> Affine {
        match self.origin {
            Some([x, y]) => shift(x - self.pad, y - self.pad),
            None => {
                let to_block = then(shift(-self.pad, -self.pad), scale(1.0 / self.scale[0], 1.0 / self.scale[1]));
                then(to_block, block_to_output)
            }
        }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> (u16, u16) {
        self.size
    }

    /// From the box to raster pixels.
    pub fn map(&self) -> Map {
        Map::translate((self.pad + self.phase[0], self.pad + self.phase[1]))
            * Map::scale_non_uniform(self.scale[0], self.scale[1])
    }

    /// A rectangle of the block in raster pixels.
    pub fn rect_of(&self, [l, t, r, b]: [f64; 4]) -> [f64; 4] {
        let x = |at: f64| at * self.scale[0] + self.pad + self.phase[0];
        let y = |at: f64| at * self.scale[1] + self.pad + self.phase[1];
        [x(l), y(t), x(r), y(b)]
    }
}

/// The smallest part that holds all ink; one empty pixel where there is none.
pub(in crate::compose) fn trimmed(rgba: &[u8], width: usize) -> (ImagePixels, [u32; 2]) {
    let rows = || rgba.chunks_exact(width * 4);
    let inked = |pixel: &[u8]| pixel[3] != 0;
    let (mut left, mut right) = (width, 0);
    let (mut top, mut bottom) = (usize::MAX, 0);
    for (y, row) in rows().enumerate() {
        if let Some(first) = row.chunks_exact(4).position(inked) {
            let last = row.chunks_exact(4).rposition(inked).unwrap_or(first);
            (left, right) = (left.min(first), right.max(last + 1));
            (top, bottom) = (top.min(y), y + 1);
        }
    }
    if right == 0 {
        return (ImagePixels { width: 1, height: 1, rgba: vec![0; 4] }, [0, 0]);
    }
    let rgba = rows().take(bottom).skip(top).flat_map(|row| &row[left * 4..right * 4]).copied().collect();
    let pixels = ImagePixels { width: (right - left) as u32, height: (bottom - top) as u32, rgba };
    (pixels, [left as u32, top as u32])
}

/// Lays premultiplied pixels over others.
pub(in crate::compose) fn over(below: &mut [u8], above: &[u8]) {
    for (below, above) in below.chunks_exact_mut(4).zip(above.chunks_exact(4)) {
        let left = 255 - u32::from(above[3]);
        for (low, high) in below.iter_mut().zip(above) {
            *low = (u32::from(*high) + (u32::from(*low) * left + 127) / 255).min(255) as u8;
        }
    }
}

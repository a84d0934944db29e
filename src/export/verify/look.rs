//! How two frames are compared: how unlike they are, and which of two frames a decoded one leans to.

use crate::export::signature::{CELLS, CHROMA_AT, CHROMA_CELLS, TEXTURE_AT};
use crate::export::store::Signature;

/// A signature as numbers.
#[derive(Debug, Clone)]
pub struct Look {
    /// Levels of 8 bits.
    luma: [f32; CELLS],
    texture: [f32; CELLS],
    chroma: [f32; CHROMA_CELLS],
}

/// How much a difference of chroma counts, beside one of luma.
const CHROMA_WEIGHT: f32 = 0.25;

/// Where a decoded frame stands between two rendered ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lean {
    /// 0 at the first one, 1 at the other.
    pub share: f32,
    /// How far the two are from each other: summed squares of levels.
    pub apart: f32,
}

impl Look {
    pub fn of(signature: &Signature) -> Self {
        let mut look = Self { luma: [0.0; CELLS], texture: [0.0; CELLS], chroma: [0.0; CHROMA_CELLS] };
        for (out, mean) in look.luma.iter_mut().zip(signature[..TEXTURE_AT].as_chunks::<2>().0) {
            *out = f32::from(u16::from_le_bytes(*mean)) / 256.0;
        }
        for (out, value) in look.texture.iter_mut().zip(&signature[TEXTURE_AT..CHROMA_AT]) {
            *out = f32::from(*value) / 4.0;
        }
        for (out, value) in look.chroma.iter_mut().zip(&signature[CHROMA_AT..]) {
            *out = f32::from(*value);
        }
        look
    }

    /// Mean square of the differences, in levels; chroma counts less.
    pub fn unlike(&self, other: &Self) -> f32 {
        self.distance(other) / CELLS as f32
    }

    fn distance(&self, other: &Self) -> f32 {
        let square = |(a, b): (&f32, &f32)| (a - b) * (a - b);
        let luma: f32 = self.luma.iter().zip(&other.luma).map(square).sum();
        let chroma: f32 = self.chroma.iter().zip(&other.chroma).map(square).sum();
        luma + chroma * CHROMA_WEIGHT
    }

    /// The greatest difference of a single cell of luma.
    pub fn worst(&self, other: &Self) -> f32 {
        self.luma.iter().zip(&other.luma).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    /// The greatest difference of a single cell of chroma.
    pub fn worst_chroma(&self, other: &Self) -> f32 {
        self.chroma.iter().zip(&other.chroma).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    /// By how much the texture of a single cell is over twice that of `meant`. Encoders take texture away; what has much more
    /// than was rendered is noise, or the ruins of a broken frame.
    pub fn rougher(&self, meant: &Self) -> f32 {
        self.texture.iter().zip(&meant.texture).map(|(is, meant)| is - 2.0 * meant).fold(0.0, f32::max)
    }

    /// Where this frame stands on the way from `first` to `other`.
    pub fn lean(&self, first: &Self, other: &Self) -> Lean {
        let (mut along, mut apart) = (0.0, 0.0);
        let luma = self.luma.iter().zip(first.luma.iter().zip(&other.luma)).map(|(is, pair)| (is, pair, 1.0));
        let chroma = self.chroma.iter().zip(first.chroma.iter().zip(&other.chroma));
        for (is, (from, to), weight) in luma.chain(chroma.map(|(is, pair)| (is, pair, CHROMA_WEIGHT))) {
            along += (is - from) * (to - from) * weight;
            apart += (to - from) * (to - from) * weight;
        }
        Lean { share: if apart > 0.0 { along / apart } else { 0.0 }, apart }
    }

    /// How the step from this frame to `next` goes along the step that was rendered: 1 as it was, −1 backwards.
    pub fn step_along(&self, next: &Self, meant: &Self, meant_next: &Self) -> Lean {
        let end = next.lean(meant, meant_next);
        Lean { share: end.share - self.lean(meant, meant_next).share, ..end }
    }
}

//! How the planes of a video picture lie in one buffer, whatever its samples are.

use super::{PlaneLayout, Samples};

/// Strides and starts in samples. A picture with 8 bits and 4:2:0 lies as [`PlaneLayout`] says, so that it can stand for the
/// output as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SourceLayout {
    pub width: u32,
    pub height: u32,
    pub samples: Samples,
    pub y_stride: u32,
    pub c_stride: u32,
    pub u_start: u32,
    pub v_start: u32,
    pub alpha_start: u32,
    /// Where the planes end, in words of four bytes.
    pub words: u32,
}

impl SourceLayout {
    pub fn new(width: u32, height: u32, samples: Samples, alpha: bool) -> Self {
        let [across, down] = samples.halved;
        let y_stride = width.next_multiple_of(64).max(64);
        let c_stride = y_stride >> across;
        let chroma_rows = height.div_ceil(1 << down);
        let rows = chroma_rows << down;
        let u_start = y_stride * rows;
        let v_start = u_start + c_stride * chroma_rows;
        let alpha_start = v_start + c_stride * chroma_rows;
        let end = alpha_start + if alpha { y_stride * rows } else { 0 };
        let words = (end * samples.bytes()).div_ceil(4);
        Self { width, height, samples, y_stride, c_stride, u_start, v_start, alpha_start, words }
    }

    pub fn bytes(&self) -> u64 {
        u64::from(self.words) * 4
    }

    /// Start, stride and columns in bytes, and rows, of plane 0 (Y), 1 (Cb), 2 (Cr) or 3 (alpha).
    pub fn plane(&self, index: usize) -> (usize, usize, usize, usize) {
        let [across, down] = self.samples.halved;
        let (start, stride, chroma) = match index {
            0 => (0, self.y_stride, false),
            1 => (self.u_start, self.c_stride, true),
            2 => (self.v_start, self.c_stride, true),
            _ => (self.alpha_start, self.y_stride, false),
        };
        let (columns, rows) = if chroma {
            (self.width.div_ceil(1 << across), self.height.div_ceil(1 << down))
        } else {
            (self.width, self.height)
        };
        let bytes = self.samples.bytes();
        ((start * bytes) as usize, (stride * bytes) as usize, (columns * bytes) as usize, rows as usize)
    }

    /// The layout of an output's planes, where these are laid out like that.
    pub fn as_output(&self) -> Option<PlaneLayout> {
        (self.samples == Samples::YUV420).then(|| PlaneLayout::new(self.width, self.height))
    }
}

//! How an encoder gets its pictures: planes of 8 or 10 bits, and how many pixels share a sample of colour.

use serde::{Deserialize, Serialize};

/// Planar Y'CbCr as libav names it. Samples of 10 bits are two bytes each, the lower one first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SampleFormat {
    #[default]
    Yuv420p,
    Yuv422p,
    Yuv444p,
    Yuv420p10,
    Yuv422p10,
    Yuv444p10,
}

impl SampleFormat {
    /// libav's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuv420p => "yuv420p",
            Self::Yuv422p => "yuv422p",
            Self::Yuv444p => "yuv444p",
            Self::Yuv420p10 => "yuv420p10le",
            Self::Yuv422p10 => "yuv422p10le",
            Self::Yuv444p10 => "yuv444p10le",
        }
    }

    pub fn ten_bits(self) -> bool {
        matches!(self, Self::Yuv420p10 | Self::Yuv422p10 | Self::Yuv444p10)
    }

    /// Pixels that share a sample of colour, across and down.
    pub fn shared(self) -> [u32; 2] {
        match self {
            Self::Yuv420p | Self::Yuv420p10 => [2, 2],
            Self::Yuv422p | Self::Yuv422p10 => [2, 1],
            Self::Yuv444p | Self::Yuv444p10 => [1, 1],
        }
    }

    /// Bytes of a row and rows of plane 0 (luma), 1 or 2.
    pub(super) fn plane_bytes(self, (width, height): (u32, u32), plane: usize) -> (usize, usize) {
        let [across, down] = if plane == 0 { [1, 1] } else { self.shared() };
        let bytes = if self.ten_bits() { 2 } else { 1 };
        (width.div_ceil(across) as usize * bytes, height.div_ceil(down) as usize)
    }
}

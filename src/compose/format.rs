//! How finished frames lie in memory when they leave the device.

use super::YuvMatrix;
use super::planes::PlaneLayout;

/// What the samples of a finished frame mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaneFormat {
    /// Y'CbCr in limited range, a plane each; what lets light through stands over black.
    Yuv {
        sampling: Sampling,
        depth: Depth,
        matrix: YuvMatrix,
    },
    /// 4:4:4 with 10 bits and a fourth plane of alpha in full range; colours are not multiplied by it.
    YuvAlpha {
        matrix: YuvMatrix,
    },
    /// R, G, B and alpha side by side in full range, 8 or 16 bits each; colours are not multiplied by alpha.
    Rgba8,
    Rgba16,
}

/// How many samples of colour go with those of luma. Where there are fewer in a row they stand on even columns; where there
/// are fewer rows, between two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sampling {
    Yuv420,
    Yuv422,
    Yuv444,
}

/// Bits of a sample; ten lie in the lower bits of two bytes, the lower byte first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    Eight,
    Ten,
}

impl PlaneFormat {
    /// What players expect of a file that says nothing.
    pub const DELIVERY: Self = Self::Yuv { sampling: Sampling::Yuv420, depth: Depth::Eight, matrix: YuvMatrix::Bt709 };

    /// Planes of a frame.
    pub fn planes(self) -> usize {
        match self {
            Self::Yuv { .. } => 3,
            Self::YuvAlpha { .. } => 4,
            Self::Rgba8 | Self::Rgba16 => 1,
        }
    }

    /// Bytes of one sample; of all four of a pixel where they stand side by side.
    pub fn sample_bytes(self) -> u32 {
        match self {
            Self::Yuv { depth: Depth::Eight, .. } => 1,
            Self::Yuv { depth: Depth::Ten, .. } | Self::YuvAlpha { .. } => 2,
            Self::Rgba8 => 4,
            Self::Rgba16 => 8,
        }
    }

    pub fn sampling(self) -> Sampling {
        match self {
            Self::Yuv { sampling, .. } => sampling,
            Self::YuvAlpha { .. } | Self::Rgba8 | Self::Rgba16 => Sampling::Yuv444,
        }
    }

    /// Bits of a sample that say something.
    pub fn bits(self) -> u32 {
        match self {
            Self::Yuv { depth: Depth::Eight, .. } | Self::Rgba8 => 8,
            Self::Yuv { depth: Depth::Ten, .. } | Self::YuvAlpha { .. } => 10,
            Self::Rgba16 => 16,
        }
    }

    /// The weights of the colours in luma, where there is one.
    pub fn matrix(self) -> Option<YuvMatrix> {
        match self {
            Self::Yuv { matrix, .. } | Self::YuvAlpha { matrix } => Some(matrix),
            Self::Rgba8 | Self::Rgba16 => None,
        }
    }
}

impl Sampling {
    /// Pixels that share a sample of colour, across and down.
    pub fn shared(self) -> [u32; 2] {
        match self {
            Self::Yuv420 => [2, 2],
            Self::Yuv422 => [2, 1],
            Self::Yuv444 => [1, 1],
        }
    }
}

/// Where the planes of a frame stand in one buffer. Rows of luma begin at multiples of 64 bytes, so that a kernel writes whole
/// words and an encoder reads aligned rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameLayout {
    pub format: PlaneFormat,
    pub width: u32,
    pub height: u32,
    /// From row to row of the first plane, and of the fourth.
    pub stride: u32,
    /// From row to row of the second and third plane.
    pub c_stride: u32,
    /// Where each plane begins.
    pub starts: [u32; 4],
    pub bytes: u32,
}

impl FrameLayout {
    pub fn new(format: PlaneFormat, width: u32, height: u32) -> Self {
        if format == PlaneFormat::DELIVERY {
            return Self::of_delivery(PlaneLayout::new(width, height));
        }
        let [across, down] = format.sampling().shared();
        let stride = (width * format.sample_bytes()).next_multiple_of(64);
        let c_stride = stride / across;
        // As many rows of luma as go with the rows of colour, so that kernels that work on pairs of rows stay inside.
        let c_rows = height.div_ceil(down);
        let luma = stride * c_rows * down;
        let colors = if format.planes() > 1 { c_stride * c_rows } else { 0 };
        let alpha = if format.planes() > 3 { luma } else { 0 };
        let starts = [0, luma, luma + colors, luma + 2 * colors];
        Self { format, width, height, stride, c_stride, starts, bytes: starts[3] + alpha }
    }

    fn of_delivery(planes: PlaneLayout) -> Self {
        let PlaneLayout { width, height, y_stride, c_stride, u_start, v_start, bytes } = planes;
        let starts = [0, u_start, v_start, bytes];
        Self { format: PlaneFormat::DELIVERY, width, height, stride: y_stride, c_stride, starts, bytes }
    }

    /// Start, stride, bytes of a row and rows of a plane.
    pub fn plane(&self, index: usize) -> (usize, usize, usize, usize) {
        let [across, down] = if matches!(index, 1 | 2) { self.format.sampling().shared() } else { [1, 1] };
        let stride = if matches!(index, 1 | 2) { self.c_stride } else { self.stride };
        let row = self.width.div_ceil(across) * self.format.sample_bytes();
        let start = self.starts.get(index).copied().unwrap_or(self.bytes);
        (start as usize, stride as usize, row as usize, self.height.div_ceil(down) as usize)
    }
}

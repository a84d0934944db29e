//! How the three planes of a 4:2:0 picture lie in one buffer.

/// Strides and starts in bytes. Rows begin at multiples of 64, so that a kernel writes whole words and an encoder reads aligned rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaneLayout {
    pub width: u32,
    pub height: u32,
    pub y_stride: u32,
    pub c_stride: u32,
    pub u_start: u32,
    pub v_start: u32,
    pub bytes: u32,
}

impl PlaneLayout {
    pub fn new(width: u32, height: u32) -> Self {
        let y_stride = width.next_multiple_of(64).max(64);
        let c_stride = y_stride / 2;
        let chroma_rows = height.div_ceil(2);
        // Luma has an even number of rows, so that kernels that work on pairs of rows stay inside.
        let u_start = y_stride * chroma_rows * 2;
        let v_start = u_start + c_stride * chroma_rows;
        Self { width, height, y_stride, c_stride, u_start, v_start, bytes: v_start + c_stride * chroma_rows }
    }

    /// Start, stride, width and rows of plane 0 (Y), 1 (Cb) or 2 (Cr).
    pub fn plane(&self, index: usize) -> (usize, usize, usize, usize) {
        let (w, h) = (self.width as usize, self.height as usize);
        match index {
            0 => (0, self.y_stride as usize, w, h),
            1 => (self.u_start as usize, self.c_stride as usize, w.div_ceil(2), h.div_ceil(2)),
            _ => (self.v_start as usize, self.c_stride as usize, w.div_ceil(2), h.div_ceil(2)),
        }
    }
}

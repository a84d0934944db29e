//! One decoded picture, as planes.

/// How the chroma planes lie under the luma plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chroma {
    /// Half the width and half the height, rounded up.
    Yuv420,
}

/// A decoded picture, borrowed from its decoder until the next one is asked for. Samples have 8 bits.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    pub width: u32,
    pub height: u32,
    /// Luma and the two chroma planes: bytes, and bytes from one row to the next.
    pub planes: [(&'a [u8], usize); 3],
    pub chroma: Chroma,
    pub full_range: bool,
    /// H.273 number: 1 is BT.709, 6 is BT.601.
    pub matrix: u8,
}

impl Picture<'_> {
    /// Columns and rows of the luma plane (0) or of a chroma plane.
    pub fn plane_size(&self, plane: usize) -> (usize, usize) {
        plane_size(self.width, self.height, plane)
    }
}

/// Columns and rows of a plane of a 4:2:0 picture.
pub(super) fn plane_size(width: u32, height: u32, plane: usize) -> (usize, usize) {
    let (width, height) = (width as usize, height as usize);
    if plane == 0 { (width, height) } else { (width.div_ceil(2), height.div_ceil(2)) }
}

//! One decoded picture, as planes.

/// How the chroma planes lie under the luma plane: how often they are halved across and down, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chroma {
    pub across: u8,
    pub down: u8,
}

impl Chroma {
    pub const YUV420: Self = Self { across: 1, down: 1 };
    pub const YUV422: Self = Self { across: 1, down: 0 };
    pub const YUV444: Self = Self { across: 0, down: 0 };
}

/// Where chroma samples stand among the pixels that share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChromaSite {
    /// On the left column and between the rows, as MPEG-2 and its followers have it.
    Left,
    Center,
    TopLeft,
    /// Between the columns, on the upper row.
    Top,
}

/// A decoded picture, borrowed from its decoder until the next one is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    pub width: u32,
    pub height: u32,
    /// Luma and the two chroma planes, or R, G, B, or one gray plane three times: bytes, and bytes from one row to the
    /// next.
    pub planes: [(&'a [u8], usize); 3],
    /// As large as luma and with samples as deep, always in full range; colours are not multiplied by it.
    pub alpha: Option<(&'a [u8], usize)>,
    pub chroma: Chroma,
    pub site: ChromaSite,
    /// Bits of a sample. One of more than eight takes two bytes, the lower one first.
    pub depth: u8,
    pub full_range: bool,
    /// H.273 number: 0 is R'G'B' itself, 1 is BT.709, 6 is BT.601.
    pub matrix: u8,
}

impl Picture<'_> {
    /// Columns and rows of the luma plane (0) or of a chroma plane.
    pub fn plane_size(&self, plane: usize) -> (usize, usize) {
        plane_size((self.width, self.height), self.chroma, plane)
    }
}

/// Columns and rows of a plane; the alpha plane (3) is as large as luma.
pub(super) fn plane_size((width, height): (u32, u32), chroma: Chroma, plane: usize) -> (usize, usize) {
    let (width, height) = (width as usize, height as usize);
    match plane {
        1 | 2 => (width.div_ceil(1 << chroma.across), height.div_ceil(1 << chroma.down)),
        _ => (width, height),
    }
}

//! How an encoder gets its pictures: planes of 8 or 10 bits, or red, green and blue side by side.

use serde::{Deserialize, Serialize};

/// Samples as libav names them. Those of 10 and 16 bits are two bytes each, the lower one first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SampleFormat {
    #[default]
    Yuv420p,
    Yuv422p,
    Yuv444p,
    Yuv420p10,
    Yuv422p10,
    Yuv444p10,
    /// With a fourth plane of alpha.
    Yuva444p10,
    Rgb24,
    Rgba,
    /// Blue, green, red and a byte that says nothing.
    Bgr0,
    Bgra,
    Rgb48,
    Rgba64,
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
            Self::Yuva444p10 => "yuva444p10le",
            Self::Rgb24 => "rgb24",
            Self::Rgba => "rgba",
            Self::Bgr0 => "bgr0",
            Self::Bgra => "bgra",
            Self::Rgb48 => "rgb48le",
            Self::Rgba64 => "rgba64le",
        }
    }

    pub fn ten_bits(self) -> bool {
        matches!(self, Self::Yuv420p10 | Self::Yuv422p10 | Self::Yuv444p10 | Self::Yuva444p10)
    }

    /// Whether red, green and blue stand side by side in one plane.
    pub fn packed(self) -> bool {
        self.pixel_bytes().is_some()
    }

    /// Whether it keeps what lets light through.
    pub fn alpha(self) -> bool {
        matches!(self, Self::Yuva444p10 | Self::Rgba | Self::Bgra | Self::Rgba64)
    }

    /// Pixels that share a sample of colour, across and down.
    pub fn shared(self) -> [u32; 2] {
        match self {
            Self::Yuv420p | Self::Yuv420p10 => [2, 2],
            Self::Yuv422p | Self::Yuv422p10 => [2, 1],
            _ => [1, 1],
        }
    }

    pub fn planes(self) -> usize {
        match self {
            Self::Yuva444p10 => 4,
            _ if self.packed() => 1,
            _ => 3,
        }
    }

    /// Bytes of a pixel as it is composed (always with alpha), and as the encoder takes it.
    fn pixel_bytes(self) -> Option<(usize, usize)> {
        match self {
            Self::Rgb24 => Some((4, 3)),
            Self::Rgba | Self::Bgr0 | Self::Bgra => Some((4, 4)),
            Self::Rgb48 => Some((8, 6)),
            Self::Rgba64 => Some((8, 8)),
            _ => None,
        }
    }

    /// Bytes of a row as it is composed, and rows, of plane 0 (luma), 1, 2 or 3 (alpha).
    pub(super) fn plane_bytes(self, (width, height): (u32, u32), plane: usize) -> (usize, usize) {
        if let Some((composed, _)) = self.pixel_bytes() {
            return (width as usize * composed, height as usize);
        }
        let [across, down] = if matches!(plane, 1 | 2) { self.shared() } else { [1, 1] };
        let bytes = if self.ten_bits() { 2 } else { 1 };
        (width.div_ceil(across) as usize * bytes, height.div_ceil(down) as usize)
    }

    /// Writes a row as it is composed into one of the encoder's.
    pub(super) fn write_row(self, from: &[u8], to: &mut [u8]) {
        match (self, self.pixel_bytes()) {
            (Self::Rgba | Self::Rgba64, _) | (_, None) => to[..from.len()].copy_from_slice(from),
            (Self::Bgra, _) => {
                for (to, from) in to.as_chunks_mut::<4>().0.iter_mut().zip(from.as_chunks::<4>().0) {
                    *to = [from[2], from[1], from[0], from[3]];
                }
            }
            (Self::Bgr0, _) => {
                for (to, from) in to.as_chunks_mut::<4>().0.iter_mut().zip(from.as_chunks::<4>().0) {
                    let [red, green, blue] = over_black(*from);
                    *to = [blue, green, red, 0];
                }
            }
            (Self::Rgb48, _) => {
                for (to, from) in to.as_chunks_mut::<6>().0.iter_mut().zip(from.as_chunks::<8>().0) {
                    *to = deep_over_black(*from);
                }
            }
            _ => {
                for (to, from) in to.as_chunks_mut::<3>().0.iter_mut().zip(from.as_chunks::<4>().0) {
                    *to = over_black(*from);
                }
            }
        }
    }
}

/// What a pixel looks like where its light goes through to black.
fn over_black([red, green, blue, alpha]: [u8; 4]) -> [u8; 3] {
    let part = |value: u8| ((u32::from(value) * u32::from(alpha) + 127) / 255) as u8;
    if alpha == u8::MAX { [red, green, blue] } else { [part(red), part(green), part(blue)] }
}

fn deep_over_black([r0, r1, g0, g1, b0, b1, a0, a1]: [u8; 8]) -> [u8; 6] {
    let alpha = u64::from(u16::from_le_bytes([a0, a1]));
    let part = |low: u8, high: u8| {
        let value = u64::from(u16::from_le_bytes([low, high]));
        (((value * alpha + 32_767) / 65_535) as u16).to_le_bytes()
    };
    let ([r0, r1], [g0, g1], [b0, b1]) = (part(r0, r1), part(g0, g1), part(b0, b1));
    [r0, r1, g0, g1, b0, b1]
}

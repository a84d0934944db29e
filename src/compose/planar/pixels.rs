//! Pixels in memory that stills are sampled from.

use super::super::ImagePixels;

/// A picture of 8-bit RGBA, or what a group was drawn on.
#[derive(Debug)]
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    pub opaque: bool,
    /// Where it begins in what it was cut out of.
    pub origin: [u32; 2],
    texels: Texels,
}

#[derive(Debug)]
enum Texels {
    /// Colours that are not multiplied by alpha.
    Straight(Vec<u8>),
    Premultiplied(Vec<u8>),
    /// Premultiplied, 16 bits each.
    Deep(Vec<[u16; 4]>),
}

/// Premultiplied R, G, B and alpha, 0..1.
pub(super) type Texel = [f32; 4];

impl Pixels {
    pub fn new(pixels: ImagePixels, origin: [u32; 2], premultiplied: bool) -> Self {
        let opaque = pixels.opaque();
        let ImagePixels { width, height, rgba } = pixels;
        let texels = if premultiplied || opaque { Texels::Premultiplied(rgba) } else { Texels::Straight(rgba) };
        Self { width, height, opaque, origin, texels }
    }

    pub fn deep((width, height): (u32, u32), texels: Vec<[u16; 4]>) -> Self {
        let opaque = texels.iter().all(|texel| texel[3] == u16::MAX);
        Self { width, height, opaque, origin: [0, 0], texels: Texels::Deep(texels) }
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> u64 {
        match &self.texels {
            Texels::Straight(rgba) | Texels::Premultiplied(rgba) => rgba.len() as u64,
            Texels::Deep(texels) => texels.len() as u64 * 8,
        }
    }

    /// The texels of a row from `from` on.
    pub fn read(&self, row: usize, from: usize, into: &mut [Texel]) {
        let start = row * self.width as usize + from;
        match &self.texels {
            Texels::Premultiplied(rgba) => {
                let pixels = rgba.as_chunks::<4>().0;
                for (texel, pixel) in into.iter_mut().zip(&pixels[start..]) {
                    *texel = pixel.map(|part| f32::from(part) * (1.0 / 255.0));
                }
            }
            Texels::Straight(rgba) => {
                let pixels = rgba.as_chunks::<4>().0;
                for (texel, pixel) in into.iter_mut().zip(&pixels[start..]) {
                    let [r, g, b, alpha] = pixel.map(|part| f32::from(part) * (1.0 / 255.0));
                    *texel = [r * alpha, g * alpha, b * alpha, alpha];
                }
            }
            Texels::Deep(deep) => {
                for (texel, pixel) in into.iter_mut().zip(&deep[start..]) {
                    *texel = pixel.map(|part| f32::from(part) * (1.0 / 65535.0));
                }
            }
        }
    }
}

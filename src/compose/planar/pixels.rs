//! Pixels in memory that stills are sampled from.

use std::sync::OnceLock;

use crate::compose::color::encode_rows;
use crate::compose::{ImagePixels, YuvMatrix};

use super::recode::code;
use super::scale::Source;

/// A picture of 8-bit RGBA, or what a group was drawn on.
#[derive(Debug)]
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    pub opaque: bool,
    /// Where it begins in what it was cut out of.
    pub origin: [u32; 2],
    texels: Texels,
    /// Of an opaque picture: luma and both kinds of chroma for every pixel, made when they are first needed.
    planes: OnceLock<[Vec<u8>; 3]>,
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
        Self { width, height, opaque, origin, texels, planes: OnceLock::new() }
    }

    pub fn deep((width, height): (u32, u32), texels: Vec<[u16; 4]>) -> Self {
        let opaque = texels.iter().all(|texel| texel[3] == u16::MAX);
        Self { width, height, opaque, origin: [0, 0], texels: Texels::Deep(texels), planes: OnceLock::new() }
    }

    /// Bytes that it may take.
    pub fn bytes(&self) -> u64 {
        let planes = if self.opaque { u64::from(self.width) * u64::from(self.height) * 3 } else { 0 };
        let texels = match &self.texels {
            Texels::Straight(rgba) | Texels::Premultiplied(rgba) => rgba.len() as u64,
            Texels::Deep(texels) => texels.len() as u64 * 8,
        };
        planes + texels
    }

    /// An opaque picture in the output's codes, to be scaled as a video is.
    pub fn planes(&self) -> [Source<'_>; 3] {
        let columns = self.width as usize;
        let planes = self.planes.get_or_init(|| {
            let encode = encode_rows(YuvMatrix::Bt709, 8);
            let mut planes = [0; 3].map(|_: u8| vec![0; columns * self.height as usize]);
            let mut texels = vec![[0.0; 4]; columns];
            for row in 0..self.height as usize {
                self.read(row, 0, &mut texels);
                for (plane, [red, green, blue, zero]) in planes.iter_mut().zip(encode) {
                    let samples = plane[row * columns..(row + 1) * columns].iter_mut();
                    for (sample, [r, g, b, _]) in samples.zip(&texels) {
                        *sample = code(r * red + g * green + b * blue + zero);
                    }
                }
            }
            planes
        });
        planes.each_ref().map(|bytes| Source { bytes, stride: columns, columns, depth: 8 })
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

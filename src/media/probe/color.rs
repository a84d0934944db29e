//! How a stream's code values are read, with guesses where it doesn't say.

use crate::base::facts::ColorFacts;
use crate::media::libav::{PixelSketch, StreamSketch};

const UNSPECIFIED: u8 = 2;
const BT709: u8 = 1;
const BT601: u8 = 6;
const FULL: u8 = 2;

/// Colour as the decoder's planes have it. RGB sources are handed out as BT.709 in limited range, so that is said here.
pub fn color(stream: &StreamSketch, pixel: &PixelSketch) -> ColorFacts {
    let high = stream.height >= 720;
    let guess = |declared: u8, wide: u8, small: u8| match declared {
        0 | UNSPECIFIED if high => wide,
        0 | UNSPECIFIED => small,
        known => known,
    };
    let full_range = !pixel.rgb && (stream.range == FULL || pixel.name.starts_with("yuvj"));
    ColorFacts {
        primaries: guess(stream.primaries, BT709, BT601),
        transfer: guess(stream.transfer, BT709, BT601),
        matrix: if pixel.rgb { BT709 } else { guess(stream.matrix, BT709, BT601) },
        full_range,
    }
}

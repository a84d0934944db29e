//! How a stream's code values are read, with guesses where it doesn't say.

use crate::base::facts::ColorFacts;
use crate::media::libav::{PixelSketch, StreamSketch};

const UNSPECIFIED: u8 = 2;
const IDENTITY: u8 = 0;
const BT709: u8 = 1;
const BT601: u8 = 6;
const LIMITED: u8 = 1;
const FULL: u8 = 2;

/// Colour as the decoder's planes have it. RGB has no matrix and always its full range; gray has no matrix either.
pub fn color(stream: &StreamSketch, pixel: &PixelSketch) -> ColorFacts {
    let high = stream.height >= 720;
    let guess = |declared: u8, wide: u8, small: u8| match declared {
        0 | UNSPECIFIED if high => wide,
        0 | UNSPECIFIED => small,
        known => known,
    };
    let full_range = match stream.range {
        _ if pixel.rgb => true,
        LIMITED => false,
        FULL => true,
        _ => pixel.gray || pixel.name.starts_with("yuvj"),
    };
    ColorFacts {
        primaries: guess(stream.primaries, BT709, BT601),
        transfer: guess(stream.transfer, BT709, BT601),
        matrix: if pixel.rgb || pixel.gray { IDENTITY } else { guess(stream.matrix, BT709, BT601) },
        full_range,
    }
}

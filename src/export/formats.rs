//! What an export's samples are called by the rooms that make and encode them.

use crate::compose::{Depth, PlaneFormat, Sampling, YuvMatrix};
use crate::media::SampleFormat;
use crate::project::model::Pixels;

pub fn samples(pixels: Pixels) -> SampleFormat {
    match pixels {
        Pixels::Yuv420p => SampleFormat::Yuv420p,
        Pixels::Yuv422p => SampleFormat::Yuv422p,
        Pixels::Yuv444p => SampleFormat::Yuv444p,
        Pixels::Yuv420p10 => SampleFormat::Yuv420p10,
        Pixels::Yuv422p10 => SampleFormat::Yuv422p10,
        Pixels::Yuv444p10 => SampleFormat::Yuv444p10,
    }
}

/// What is composed for an encoder that takes these samples.
pub fn planes(samples: SampleFormat) -> PlaneFormat {
    let depth = if samples.ten_bits() { Depth::Ten } else { Depth::Eight };
    let sampling = match samples {
        SampleFormat::Yuv420p | SampleFormat::Yuv420p10 => Sampling::Yuv420,
        SampleFormat::Yuv422p | SampleFormat::Yuv422p10 => Sampling::Yuv422,
        SampleFormat::Yuv444p | SampleFormat::Yuv444p10 => Sampling::Yuv444,
    };
    PlaneFormat::Yuv { sampling, depth, matrix: YuvMatrix::Bt709 }
}

//! What an export's samples are called by the rooms that make and encode them.

use crate::base::facts::ColorFacts;
use crate::compose::{Depth, PlaneFormat, Sampling, YuvMatrix};
use crate::media::{self, AudioCodec, SampleFormat};
use crate::project::model::{CanvasColor, Pixels, SoundCodec, SoundFile};

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

pub fn codec(codec: SoundCodec) -> AudioCodec {
    match codec {
        SoundCodec::Aac => AudioCodec::Aac,
        SoundCodec::Opus => AudioCodec::Opus,
        SoundCodec::Mp3 => AudioCodec::Mp3,
        SoundCodec::Flac => AudioCodec::Flac,
        SoundCodec::Pcm => AudioCodec::Pcm,
    }
}

/// libav's name of the container.
pub fn container(file: Option<SoundFile>) -> &'static str {
    match file {
        None => "mp4",
        Some(SoundFile::Wav) => "wav",
        Some(SoundFile::Flac) => "flac",
        Some(SoundFile::M4a) => "ipod",
        Some(SoundFile::Mp3) => "mp3",
        Some(SoundFile::Opus) => "opus",
    }
}

/// How a file says what the canvas's values mean, in the numbers of H.273.
pub fn color(color: CanvasColor) -> ColorFacts {
    let transfer = match color {
        CanvasColor::Srgb => return media::BT709,
        CanvasColor::Hlg => 18,
        CanvasColor::Pq => 16,
    };
    ColorFacts { primaries: 9, transfer, matrix: 9, full_range: false }
}

/// What is composed for an encoder that takes these samples.
pub fn planes(samples: SampleFormat, color: CanvasColor) -> PlaneFormat {
    let depth = if samples.ten_bits() { Depth::Ten } else { Depth::Eight };
    let sampling = match samples {
        SampleFormat::Yuv420p | SampleFormat::Yuv420p10 => Sampling::Yuv420,
        SampleFormat::Yuv422p | SampleFormat::Yuv422p10 => Sampling::Yuv422,
        SampleFormat::Yuv444p | SampleFormat::Yuv444p10 => Sampling::Yuv444,
    };
    let matrix = if color == CanvasColor::Srgb { YuvMatrix::Bt709 } else { YuvMatrix::Bt2020 };
    PlaneFormat::Yuv { sampling, depth, matrix }
}

//! How many bits a codec spends on a pixel of ordinary footage, from its settings alone.

use crate::project::model::{Pixels, VideoCodec, VideoSettings};

/// Likely to be right within a factor of three where the quality is constant, and nearly so where the rate is.
pub fn bits_per_pixel(video: &VideoSettings) -> f64 {
    // Six steps of quality halve what x264 and x265 spend; libvpx and SVT-AV1 count finer.
    let halved = |at: f64, steps: f64| libm::exp2((at - video.crf) / steps);
    let profile = video.profile.as_deref().unwrap_or("");
    match video.codec {
        VideoCodec::H264 => 0.09 * halved(23.0, 6.0),
        VideoCodec::Hevc => 0.06 * halved(25.0, 6.0),
        VideoCodec::Vp9 => 0.06 * halved(31.0, 8.0),
        VideoCodec::Av1 => 0.05 * halved(35.0, 9.0),
        VideoCodec::ProRes => match profile {
            "proxy" => 0.75,
            "lt" => 1.7,
            "hq" => 3.6,
            "4444" => 5.4,
            "4444xq" => 8.0,
            _ => 2.4,
        },
        VideoCodec::DnxHr => match profile {
            "lb" => 0.75,
            "sq" => 2.4,
            "444" => 7.1,
            _ => 3.6,
        },
        VideoCodec::Ffv1 => match video.pixels {
            Pixels::Yuv420p => 5.0,
            Pixels::Yuv422p => 6.5,
            Pixels::Yuv444p | Pixels::Yuv420p10 => 9.0,
            Pixels::Yuv422p10 => 11.0,
            Pixels::Yuv444p10 | Pixels::Yuva444p10 => 15.0,
            Pixels::Rgb8 | Pixels::Rgba8 => 10.0,
            Pixels::Rgb16 | Pixels::Rgba16 => 30.0,
        },
        // Of files that hold whole pictures, graphics take far less.
        VideoCodec::Png if video.pixels.bits() > 8 => 20.0,
        VideoCodec::Png => 10.0,
        VideoCodec::Tiff if video.pixels.bits() > 8 => 28.0,
        VideoCodec::Tiff => 14.0,
        VideoCodec::Exr if video.preset == "slow" => 60.0,
        VideoCodec::Exr => 28.0,
        VideoCodec::Jpeg => 6.0 / video.crf.max(2.0),
        VideoCodec::Gif => 2.0,
    }
}

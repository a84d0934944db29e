//! VP9 by libvpx.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options, within};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// Threads share out the tiles, whose number follows from the picture's width alone.
const THREADS: u32 = 4;

/// What is chosen of libvpx.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vp9 {
    /// 0 to 5; larger is faster.
    pub speed: u32,
    /// Constant quality, 0 to 63; smaller is better.
    pub crf: f32,
}

impl Vp9 {
    /// The power of two of tile columns: a tile is 256 pixels wide at the least.
    fn tiles(width: u32) -> u32 {
        match width {
            0..512 => 0,
            512..1024 => 1,
            _ => 2,
        }
    }
}

impl Recipe for Vp9 {
    fn encoder(&self) -> &'static str {
        "libvpx-vp9"
    }

    fn codec(&self) -> &'static str {
        "vp9"
    }

    fn name(&self) -> &'static str {
        "VP9"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        let mut options = vec![
            ("deadline", "good".to_owned()),
            ("cpu-used", self.speed.to_string()),
            ("crf", self.crf.round().to_string()),
            // Constant quality is what libvpx makes of a rate of nothing.
            ("b", "0".to_owned()),
            ("g", settings.gop_frames.to_string()),
            ("auto-alt-ref", "1".to_owned()),
            ("lag-in-frames", "25".to_owned()),
            ("row-mt", "0".to_owned()),
            ("tile-columns", Self::tiles(settings.width).to_string()),
            ("frame-parallel", "0".to_owned()),
            ("threads", THREADS.to_string()),
        ];
        options.extend(color_options(settings));
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        if settings.samples.packed() || settings.samples.alpha() {
            return Err(format!("it has no samples like {}", settings.samples.name()));
        }
        if self.speed > 5 {
            return Err("speeds go from 0 to 5".to_owned());
        }
        within("crf", self.crf, 0.0, 63.0)
    }

    fn profile_name(&self, settings: &VideoEncoderSettings) -> Option<&'static str> {
        Some(match settings.samples {
            SampleFormat::Yuv420p => "Profile 0",
            SampleFormat::Yuv422p | SampleFormat::Yuv444p => "Profile 1",
            SampleFormat::Yuv420p10 => "Profile 2",
            _ => "Profile 3",
        })
    }
}

//! FFV1, which keeps every sample.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// Slices are shared out; how many work on them makes no difference to the bytes.
const THREADS: u32 = 4;

/// FFV1 of version 3, each frame alone and each slice with a checksum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ffv1;

impl Recipe for Ffv1 {
    fn encoder(&self) -> &'static str {
        "ffv1"
    }

    fn codec(&self) -> &'static str {
        "ffv1"
    }

    fn name(&self) -> &'static str {
        "FFV1"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        // Small slices lose what rows have in common.
        let slices = if settings.width * settings.height < 1280 * 720 { 4 } else { 16 };
        let mut options = vec![
            ("level", "3".to_owned()),
            ("coder", "range_def".to_owned()),
            ("context", "0".to_owned()),
            ("g", "1".to_owned()),
            ("slices", slices.to_string()),
            ("slicecrc", "1".to_owned()),
            ("flags", "+bitexact".to_owned()),
            ("threads", THREADS.to_string()),
        ];
        options.extend(color_options(settings));
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        if matches!(settings.samples, SampleFormat::Rgb24 | SampleFormat::Rgba) {
            return Err(format!("FFV1 has no samples like {}", settings.samples.name()));
        }
        Ok(())
    }

    fn profile_name(&self, _: &VideoEncoderSettings) -> Option<&'static str> {
        None
    }

    fn decoded_samples(&self, settings: &VideoEncoderSettings) -> &'static str {
        match settings.samples {
            SampleFormat::Rgb48 => "gbrp16le",
            SampleFormat::Rgba64 => "gbrap16le",
            samples => samples.name(),
        }
    }

    fn intra(&self) -> bool {
        true
    }
}

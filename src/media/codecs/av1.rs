//! AV1 by SVT-AV1.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options, within};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// Logical processors that it spreads over; part of the preset, as the box is not.
const PROCESSORS: u32 = 4;

/// What is chosen of SVT-AV1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SvtAv1 {
    /// 0 to 13; larger is faster.
    pub speed: u32,
    /// Constant rate factor, 1 to 63; smaller is better.
    pub crf: f32,
}

impl Recipe for SvtAv1 {
    fn encoder(&self) -> &'static str {
        "libsvtav1"
    }

    fn codec(&self) -> &'static str {
        "av1"
    }

    fn name(&self) -> &'static str {
        "AV1"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        // Every intra frame is a key frame behind which nothing is looked at.
        let mut params = format!("lp={PROCESSORS}:irefresh-type=2:scd=0");
        if let Some(hdr) = &settings.hdr {
            params.push_str(&format!(":mastering-display={}", hdr.mastering.in_fractions()));
            params.push_str(&format!(":content-light={},{}", hdr.light.max, hdr.light.average));
        }
        let mut options = vec![
            ("preset", self.speed.to_string()),
            ("crf", self.crf.round().to_string()),
            ("g", settings.gop_frames.to_string()),
            ("flags", "+global_header+cgop".to_owned()),
            ("svtav1-params", params),
        ];
        options.extend(color_options(settings));
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        if !matches!(settings.samples, SampleFormat::Yuv420p | SampleFormat::Yuv420p10) {
            return Err("SVT-AV1 takes 4:2:0 samples of 8 or 10 bits only".to_owned());
        }
        if settings.width < 64 || settings.height < 64 {
            return Err("width and height must be 64 or more for SVT-AV1".to_owned());
        }
        if self.speed > 13 {
            return Err("speeds go from 0 to 13".to_owned());
        }
        within("crf", self.crf, 1.0, 63.0)
    }

    fn profile_name(&self, _: &VideoEncoderSettings) -> Option<&'static str> {
        Some("Main")
    }

    fn marks_keys(&self) -> bool {
        // It counts for itself, and complains of frames that ask.
        false
    }
}

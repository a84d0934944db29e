//! DNxHR, as editors take it.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// Rows of blocks are shared out; their number makes no difference to the bytes.
const THREADS: u32 = 4;

/// The kinds of DNxHR, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DnxHr {
    Lb,
    Sq,
    Hq,
    /// 10 bits.
    Hqx,
    /// 10 bits, and as many samples of colour as of light.
    Four,
}

impl DnxHr {
    /// The profile as libav is asked for it, and as it names that of the finished stream.
    fn profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Lb => ("dnxhr_lb", "DNXHR LB"),
            Self::Sq => ("dnxhr_sq", "DNXHR SQ"),
            Self::Hq => ("dnxhr_hq", "DNXHR HQ"),
            Self::Hqx => ("dnxhr_hqx", "DNXHR HQX"),
            Self::Four => ("dnxhr_444", "DNXHR 444"),
        }
    }
}

impl Recipe for DnxHr {
    fn encoder(&self) -> &'static str {
        "dnxhd"
    }

    fn codec(&self) -> &'static str {
        "dnxhd"
    }

    fn name(&self) -> &'static str {
        "DNxHR"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        let mut options = vec![
            ("profile", self.profile().0.to_owned()),
            ("flags", "+bitexact".to_owned()),
            ("threads", THREADS.to_string()),
            ("thread_type", "slice".to_owned()),
        ];
        options.extend(color_options(settings));
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        let wanted = match self {
            Self::Lb | Self::Sq | Self::Hq => SampleFormat::Yuv422p,
            Self::Hqx => SampleFormat::Yuv422p10,
            Self::Four => SampleFormat::Yuv444p10,
        };
        if settings.samples != wanted {
            return Err(format!("this kind of DNxHR has {}, not {}", wanted.name(), settings.samples.name()));
        }
        if settings.width < 256 || settings.height < 120 {
            return Err("DNxHR begins at 256x120".to_owned());
        }
        Ok(())
    }

    fn profile_name(&self, _: &VideoEncoderSettings) -> Option<&'static str> {
        Some(self.profile().1)
    }

    fn intra(&self) -> bool {
        true
    }
}

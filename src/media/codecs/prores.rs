//! ProRes, as editors take it.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// Slices of a frame are shared out; their number makes no difference to the bytes.
const THREADS: u32 = 4;

/// The kinds of ProRes, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProRes {
    Proxy,
    Lt,
    Standard,
    Hq,
    Four,
    FourXq,
}

impl ProRes {
    /// The profile as libav is asked for it, and as it names that of the finished stream.
    fn profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Proxy => ("proxy", "Proxy"),
            Self::Lt => ("lt", "LT"),
            Self::Standard => ("standard", "Standard"),
            Self::Hq => ("hq", "HQ"),
            Self::Four => ("4444", "4444"),
            Self::FourXq => ("4444xq", "XQ"),
        }
    }

    fn four(self) -> bool {
        matches!(self, Self::Four | Self::FourXq)
    }
}

impl Recipe for ProRes {
    fn encoder(&self) -> &'static str {
        "prores_ks"
    }

    fn codec(&self) -> &'static str {
        "prores"
    }

    fn name(&self) -> &'static str {
        "ProRes"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        let mut options = vec![
            ("profile", self.profile().0.to_owned()),
            // Some editors refuse files whose maker they don't know.
            ("vendor", "apl0".to_owned()),
            ("flags", "+bitexact".to_owned()),
            ("threads", THREADS.to_string()),
            ("thread_type", "slice".to_owned()),
        ];
        if settings.samples.alpha() {
            options.push(("alpha_bits", "16".to_owned()));
        }
        options.extend(color_options(settings));
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        let fitting = match settings.samples {
            SampleFormat::Yuv422p10 => !self.four(),
            SampleFormat::Yuv444p10 | SampleFormat::Yuva444p10 => self.four(),
            _ => false,
        };
        if fitting {
            return Ok(());
        }
        Err(format!("ProRes 422 has yuv422p10 and 4444 has yuv444p10 or yuva444p10, not {}", settings.samples.name()))
    }

    fn profile_name(&self, _: &VideoEncoderSettings) -> Option<&'static str> {
        Some(self.profile().1)
    }

    fn profile_number(&self) -> Option<i32> {
        Some(*self as i32)
    }

    fn decoded_samples(&self, settings: &VideoEncoderSettings) -> &'static str {
        // All of 4444 is decoded with 12 bits.
        match settings.samples {
            SampleFormat::Yuv444p10 => "yuv444p12le",
            SampleFormat::Yuva444p10 => "yuva444p12le",
            samples => samples.name(),
        }
    }

    fn intra(&self) -> bool {
        true
    }
}

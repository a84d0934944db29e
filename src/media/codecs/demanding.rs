//! An encoder that is held to more than a quality: a bit rate, or what the weakest decoder must manage.

use serde::{Deserialize, Serialize};

use super::h264_level::H264Level;
use super::recipe::{Options, Recipe};
use super::{VideoCodec, X264};
use crate::media::video_encoder::VideoEncoderSettings;

/// A codec with what is demanded of its stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Demanding {
    pub of: Box<VideoCodec>,
    /// Bits a second on average instead of a constant quality.
    pub bitrate: Option<u64>,
    /// H.264's: `baseline`, `main`, `high`.
    pub profile: Option<String>,
    /// H.264's, times ten: 41 is 4.1.
    pub level: Option<u32>,
}

impl Demanding {
    fn inner(&self) -> &dyn Recipe {
        self.of.recipe()
    }

    fn x264(&self) -> Option<&X264> {
        if let VideoCodec::X264(x264) = &*self.of { Some(x264) } else { None }
    }

    fn known_level(&self) -> Option<H264Level> {
        H264Level::of(self.level?)
    }
}

impl Recipe for Demanding {
    fn encoder(&self) -> &'static str {
        self.inner().encoder()
    }

    fn codec(&self) -> &'static str {
        self.inner().codec()
    }

    fn name(&self) -> &'static str {
        self.inner().name()
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        let mut options = self.inner().options(settings);
        let mut set = |key: &'static str, value: String| {
            options.retain(|(other, _)| *other != key);
            options.push((key, value));
        };
        if let Some(profile) = &self.profile {
            set("profile", profile.clone());
        }
        if let (Some(level), Some(x264)) = (self.known_level(), self.x264()) {
            set("level", level.name());
            // x264 does not hold itself to what a decoder of that level keeps.
            let most = level.frames_kept(settings.width, settings.height);
            if most < x264.references() {
                set("refs", most.to_string());
            }
        }
        if let Some(bits) = self.bitrate {
            set("b", bits.to_string());
            options.retain(|(key, _)| *key != "crf");
        }
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        self.inner().check(settings)?;
        let Some(said) = self.level else { return Ok(()) };
        let level = H264Level::of(said).ok_or_else(|| format!("{}.{} is no level", said / 10, said % 10))?;
        level.check(settings.width, settings.height, settings.frame_rate.to_f64(), self.bitrate)
    }

    fn profile_name(&self, settings: &VideoEncoderSettings) -> Option<&'static str> {
        match self.profile.as_deref() {
            Some("baseline") => Some("Constrained Baseline"),
            // x264's fastest preset leaves out what Main is for, and says so.
            Some("main") if self.x264().is_some_and(|x264| x264.preset == "ultrafast") => Some("Constrained Baseline"),
            Some("main") => Some("Main"),
            _ => self.inner().profile_name(settings),
        }
    }

    fn decoded_samples(&self, settings: &VideoEncoderSettings) -> &'static str {
        self.inner().decoded_samples(settings)
    }

    fn intra(&self) -> bool {
        self.inner().intra()
    }

    fn marks_keys(&self) -> bool {
        self.inner().marks_keys()
    }
}

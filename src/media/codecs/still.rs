//! Pictures one by one, each a whole file.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe};
use crate::media::image_encoder::{ImageCodec, ImageEffort, ImageEncoderSettings};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// What is chosen of an encoder of single pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Still {
    pub codec: ImageCodec,
    pub effort: ImageEffort,
    /// JPEG's steps, 2 (fine) to 31; nothing to others.
    pub steps: u32,
}

impl Still {
    pub(in crate::media) fn settings(&self, of: &VideoEncoderSettings) -> ImageEncoderSettings {
        let Self { codec, effort, steps } = *self;
        ImageEncoderSettings {
            codec,
            effort,
            steps,
            width: of.width,
            height: of.height,
            frame_rate: of.frame_rate,
            deep: matches!(of.samples, SampleFormat::Rgb48 | SampleFormat::Rgba64),
            alpha: of.samples.alpha(),
            color: of.color,
        }
    }
}

impl Recipe for Still {
    fn encoder(&self) -> &'static str {
        self.codec.name()
    }

    fn codec(&self) -> &'static str {
        self.codec.name()
    }

    fn name(&self) -> &'static str {
        match self.codec {
            ImageCodec::Png => "PNG",
            ImageCodec::Jpeg => "JPEG",
            ImageCodec::Tiff => "TIFF",
            ImageCodec::Exr => "OpenEXR",
        }
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        self.settings(settings).options()
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        if !settings.samples.packed() {
            return Err(format!("it is made of red, green and blue, not of {}", settings.samples.name()));
        }
        self.settings(settings).check().map_err(|failure| failure.message)
    }

    fn profile_name(&self, _: &VideoEncoderSettings) -> Option<&'static str> {
        None
    }

    fn intra(&self) -> bool {
        true
    }
}

//! HEVC by x265: constant quality without a rate buffer, which is what gives the same bytes on every run.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options, within};
use super::x264::PRESETS;
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

const TUNES: [&str; 2] = ["animation", "grain"];
/// Frames that are worked on at once; part of the preset, as the box is not.
const FRAME_THREADS: u32 = 2;
const POOL: u32 = 4;

/// What is chosen of x265.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct X265 {
    /// x265's name: `fast`, `medium`, `slow`.
    pub preset: String,
    /// x265's name: `animation`, `grain`.
    pub tune: Option<String>,
    /// Constant rate factor, 0 to 51; smaller is better.
    pub crf: f32,
}

impl Recipe for X265 {
    fn encoder(&self) -> &'static str {
        "libx265"
    }

    fn codec(&self) -> &'static str {
        "hevc"
    }

    fn name(&self) -> &'static str {
        "HEVC"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        let mut params = format!(
            "log-level=none:info=0:pools={POOL}:frame-threads={FRAME_THREADS}:open-gop=0:repeat-headers=0:\
             keyint={gop}:min-keyint=1:aud=0:hrd=0",
            gop = settings.gop_frames
        );
        if settings.gop_frames == 1 {
            params.push_str(":bframes=0");
        }
        if let Some(hdr) = &settings.hdr {
            params.push_str(":hdr10=1:hdr10-opt=1");
            params.push_str(&format!(":master-display={}", hdr.mastering.in_words()));
            params.push_str(&format!(":max-cll={},{}", hdr.light.max, hdr.light.average));
        }
        let mut options = vec![
            ("preset", self.preset.clone()),
            ("crf", self.crf.to_string()),
            ("g", settings.gop_frames.to_string()),
            ("forced-idr", "1".to_owned()),
            ("flags", "+global_header+cgop".to_owned()),
            ("x265-params", params),
        ];
        options.extend(color_options(settings));
        if let Some(tune) = &self.tune {
            options.push(("tune", tune.clone()));
        }
        options
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        if settings.samples.packed() || settings.samples.alpha() {
            return Err(format!("it has no samples like {}", settings.samples.name()));
        }
        if !PRESETS.contains(&self.preset.as_str()) {
            return Err(format!("presets are {}", PRESETS.join(", ")));
        }
        if self.tune.as_ref().is_some_and(|tune| !TUNES.contains(&tune.as_str())) {
            return Err(format!("tunes are {}", TUNES.join(", ")));
        }
        // x265 works in blocks of that size at the least.
        if settings.width < 16 || settings.height < 16 {
            return Err("width and height must be 16 or more".to_owned());
        }
        within("crf", self.crf, 0.0, 51.0)
    }

    fn profile_name(&self, settings: &VideoEncoderSettings) -> Option<&'static str> {
        Some(match settings.samples {
            SampleFormat::Yuv420p => "Main",
            SampleFormat::Yuv420p10 => "Main 10",
            _ => "Rext",
        })
    }
}

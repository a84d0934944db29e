//! H.264 by x264.

use serde::{Deserialize, Serialize};

use super::recipe::{Options, Recipe, color_options, within};
use crate::media::samples::SampleFormat;
use crate::media::video_encoder::VideoEncoderSettings;

/// x264's output depends on how many threads it uses, so the number belongs to the preset and not to the box.
pub const X264_THREADS: u32 = 4;

pub(super) const PRESETS: [&str; 10] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo"];
/// Those that choose by what the picture is like; the others change how x264 threads or measures.
const TUNES: [&str; 4] = ["film", "animation", "grain", "stillimage"];

/// What is chosen of x264.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct X264 {
    /// x264's name: `veryfast`, `medium`, `slow`.
    pub preset: String,
    /// x264's name: `film`, `animation`, `grain`.
    pub tune: Option<String>,
    /// Constant rate factor, 0 to 51; smaller is better.
    pub crf: f32,
}

impl X264 {
    /// A preset at a constant rate factor.
    pub fn new(preset: &str, crf: f32) -> Self {
        Self { preset: preset.to_owned(), tune: None, crf }
    }

    /// Frames that others refer to, as x264's presets have them.
    pub(super) fn references(&self) -> u32 {
        match self.preset.as_str() {
            "ultrafast" | "superfast" | "veryfast" => 1,
            "faster" | "fast" => 2,
            "medium" => 3,
            "slow" => 5,
            "slower" => 8,
            _ => 16,
        }
    }

    /// The profile as x264 is asked for it, and as libav names that of the finished stream.
    fn profile(&self, samples: SampleFormat) -> (&'static str, &'static str) {
        // Below 1, x264 leaves nothing out, and only one profile can hold that.
        let lossless = self.crf < 1.0 && !samples.ten_bits();
        match samples {
            SampleFormat::Yuv444p | SampleFormat::Yuv444p10 => ("high444", "High 4:4:4 Predictive"),
            _ if lossless => ("high444", "High 4:4:4 Predictive"),
            SampleFormat::Yuv422p | SampleFormat::Yuv422p10 => ("high422", "High 4:2:2"),
            SampleFormat::Yuv420p10 => ("high10", "High 10"),
            // x264's fastest preset leaves out what High is for, and says so.
            _ if self.preset == "ultrafast" => ("high", "Constrained Baseline"),
            _ => ("high", "High"),
        }
    }
}

impl Recipe for X264 {
    fn encoder(&self) -> &'static str {
        "libx264"
    }

    fn codec(&self) -> &'static str {
        "h264"
    }

    fn name(&self) -> &'static str {
        "H.264"
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        let mut options = vec![
            ("preset", self.preset.clone()),
            ("crf", self.crf.to_string()),
            ("profile", self.profile(settings.samples).0.to_owned()),
            ("g", settings.gop_frames.to_string()),
            // Key frames on the grid are real starting points, and nothing refers across them.
            ("forced-idr", "1".to_owned()),
            ("flags", "+global_header+cgop".to_owned()),
            ("threads", X264_THREADS.to_string()),
            (
                "x264-params",
                "lookahead-threads=1:cpu-independent=1:stitchable=1:open-gop=0:repeat-headers=0".to_owned(),
            ),
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
        within("crf", self.crf, 0.0, 51.0)
    }

    fn profile_name(&self, settings: &VideoEncoderSettings) -> Option<&'static str> {
        Some(match self.profile(settings.samples).1 {
            // A stream of key frames alone says so.
            "High 10" if settings.gop_frames == 1 => "High 10 Intra",
            "High 4:2:2" if settings.gop_frames == 1 => "High 4:2:2 Intra",
            "High 4:4:4 Predictive" if settings.gop_frames == 1 => "High 4:4:4 Intra",
            name => name,
        })
    }
}

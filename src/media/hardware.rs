//! Encoders in graphics devices: which there are by libav's names, and how each is told to make pictures that look alike.
//!
//! Their bytes differ from driver to driver and from run to run, so nothing here promises any.

use serde::{Deserialize, Serialize};

use crate::base::Rational;
use crate::base::facts::ColorFacts;

use super::codecs::{Options, Recipe};
use super::samples::SampleFormat;
use super::video_encoder::VideoEncoderSettings;

/// Who made the device, or the interface that it is reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Maker {
    Nvenc,
    Qsv,
    Amf,
    Vaapi,
    VideoToolbox,
}

/// Encoders in devices with what they make, the likeliest to be good first.
const ENCODERS: [(&str, &str, Maker); 16] = [
    ("h264_nvenc", "h264", Maker::Nvenc),
    ("hevc_nvenc", "hevc", Maker::Nvenc),
    ("av1_nvenc", "av1", Maker::Nvenc),
    ("h264_qsv", "h264", Maker::Qsv),
    ("hevc_qsv", "hevc", Maker::Qsv),
    ("av1_qsv", "av1", Maker::Qsv),
    ("vp9_qsv", "vp9", Maker::Qsv),
    ("h264_amf", "h264", Maker::Amf),
    ("hevc_amf", "hevc", Maker::Amf),
    ("av1_amf", "av1", Maker::Amf),
    ("h264_videotoolbox", "h264", Maker::VideoToolbox),
    ("hevc_videotoolbox", "hevc", Maker::VideoToolbox),
    ("h264_vaapi", "h264", Maker::Vaapi),
    ("hevc_vaapi", "hevc", Maker::Vaapi),
    ("av1_vaapi", "av1", Maker::Vaapi),
    ("vp9_vaapi", "vp9", Maker::Vaapi),
];

/// What an encoder in a device is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hardware {
    /// libav's name: `h264_nvenc`.
    pub encoder: String,
    pub rate: HardwareRate,
    pub effort: Effort,
}

/// How good the pictures are, or how large.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum HardwareRate {
    /// As a constant rate factor means it, 0 to 51 (63 for VP9 and AV1); smaller is better.
    Quality(f32),
    /// Bits a second.
    Bits(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effort {
    Slow,
    Medium,
    Fast,
}

/// The encoders in devices that make this codec (`h264`), the likeliest to be good first.
pub fn hardware_for(codec: &str) -> impl Iterator<Item = &'static str> {
    ENCODERS.iter().filter(move |(_, makes, _)| *makes == codec).map(|(name, ..)| *name)
}

/// What an encoder in a device makes; `None` for a name that is none of them.
pub fn hardware_codec(encoder: &str) -> Option<&'static str> {
    ENCODERS.iter().find(|(name, ..)| *name == encoder).map(|(_, codec, _)| *codec)
}

impl Hardware {
    pub(super) fn known(&self) -> Option<(&'static str, &'static str, Maker)> {
        ENCODERS.iter().find(|(name, ..)| *name == self.encoder).copied()
    }

    /// Settings as libav gets them, in order. Key frames stand on the grid, nothing refers across them, and no scene cut
    /// adds others, as far as an encoder can be told so.
    pub(super) fn device_options(&self, gop_frames: u32, ten_bits: bool, color: ColorFacts) -> Options {
        let Some((_, codec, maker)) = self.known() else { return Vec::new() };
        let mut options = vec![("g", gop_frames.to_string()), ("flags", "+global_header+cgop".to_owned())];
        let profile = match (codec, ten_bits) {
            ("h264", _) => Some("high"),
            ("hevc", false) => Some("main"),
            ("hevc", true) => Some("main10"),
            _ => None,
        };
        if let Some(profile) = profile {
            options.push(("profile", profile.to_owned()));
        }
        match maker {
            Maker::Nvenc => self.nvenc(&mut options),
            Maker::Qsv => self.qsv(&mut options),
            Maker::Amf => self.amf(&mut options),
            Maker::Vaapi => self.vaapi(&mut options, codec),
            Maker::VideoToolbox => self.videotoolbox(&mut options),
        }
        options.push(("color_primaries", color.primaries.to_string()));
        options.push(("color_trc", color.transfer.to_string()));
        options.push(("colorspace", color.matrix.to_string()));
        options.push(("color_range", if color.full_range { "pc" } else { "tv" }.to_owned()));
        options
    }

    fn by_effort(&self, [slow, medium, fast]: [&str; 3]) -> String {
        match self.effort {
            Effort::Slow => slow.to_owned(),
            Effort::Medium => medium.to_owned(),
            Effort::Fast => fast.to_owned(),
        }
    }

    /// A bit rate that is held within two seconds.
    fn bits(rate: u64, options: &mut Options) {
        options.push(("b", rate.to_string()));
        options.push(("maxrate", rate.to_string()));
        options.push(("bufsize", rate.saturating_mul(2).to_string()));
    }

    fn nvenc(&self, options: &mut Options) {
        options.push(("preset", self.by_effort(["p7", "p5", "p2"])));
        options.push(("tune", "hq".to_owned()));
        options.push(("forced-idr", "1".to_owned()));
        options.push(("no-scenecut", "1".to_owned()));
        options.push(("strict_gop", "1".to_owned()));
        match self.rate {
            HardwareRate::Quality(crf) => {
                options.push(("rc", "vbr".to_owned()));
                // Zero would leave it to the driver.
                options.push(("cq", crf.max(1.0).to_string()));
                options.push(("b", "0".to_owned()));
            }
            HardwareRate::Bits(rate) => {
                options.push(("rc", "cbr".to_owned()));
                Self::bits(rate, options);
            }
        }
    }

    fn qsv(&self, options: &mut Options) {
        options.push(("preset", self.by_effort(["veryslow", "medium", "veryfast"])));
        options.push(("forced_idr", "1".to_owned()));
        match self.rate {
            HardwareRate::Quality(crf) => options.push(("global_quality", whole(crf, 1))),
            HardwareRate::Bits(rate) => Self::bits(rate, options),
        }
    }

    fn amf(&self, options: &mut Options) {
        options.push(("usage", "transcoding".to_owned()));
        options.push(("quality", self.by_effort(["quality", "balanced", "speed"])));
        match self.rate {
            HardwareRate::Quality(crf) => {
                options.push(("rc", "cqp".to_owned()));
                options.push(("qp_i", whole(crf, 0)));
                options.push(("qp_p", whole(crf, 0)));
            }
            HardwareRate::Bits(rate) => {
                options.push(("rc", "cbr".to_owned()));
                Self::bits(rate, options);
            }
        }
    }

    fn vaapi(&self, options: &mut Options, codec: &str) {
        // Frames between others are what drivers differ in most.
        options.push(("bf", "0".to_owned()));
        match self.rate {
            HardwareRate::Quality(crf) => {
                options.push(("rc_mode", "CQP".to_owned()));
                match codec {
                    "h264" | "hevc" => options.push(("qp", whole(crf, 1))),
                    // A scale of 255 steps, where the software's has 63.
                    _ => options.push(("global_quality", whole(crf * 255.0 / 63.0, 1))),
                }
            }
            HardwareRate::Bits(rate) => {
                options.push(("rc_mode", "CBR".to_owned()));
                Self::bits(rate, options);
            }
        }
    }

    fn videotoolbox(&self, options: &mut Options) {
        options.push(("allow_sw", "0".to_owned()));
        options.push(("realtime", "0".to_owned()));
        match self.rate {
            HardwareRate::Quality(crf) => {
                // Its scale goes from 1 to 100, upwards; libav multiplies it by 118.
                let quality = (100.0 - crf * 1.6).clamp(1.0, 100.0);
                options.push(("flags", "+global_header+cgop+qscale".to_owned()));
                options.push(("global_quality", whole(quality * 118.0, 118)));
            }
            HardwareRate::Bits(rate) => Self::bits(rate, options),
        }
    }
}

fn whole(value: f32, least: i64) -> String {
    (value.round() as i64).max(least).to_string()
}

/// All that an encoder in a device must know.
#[derive(Debug, Clone, PartialEq)]
pub struct HardwareSettings {
    pub hardware: Hardware,
    pub width: u32,
    pub height: u32,
    pub frame_rate: Rational,
    pub gop_frames: u32,
    pub ten_bits: bool,
    pub color: ColorFacts,
}

impl Hardware {
    pub(super) fn settings(&self, of: &VideoEncoderSettings) -> HardwareSettings {
        HardwareSettings {
            hardware: self.clone(),
            width: of.width,
            height: of.height,
            frame_rate: of.frame_rate,
            gop_frames: of.gop_frames,
            ten_bits: of.samples.ten_bits(),
            color: of.color,
        }
    }
}

impl Recipe for Hardware {
    fn encoder(&self) -> &'static str {
        self.known().map_or("", |(name, ..)| name)
    }

    fn codec(&self) -> &'static str {
        self.known().map_or("", |(_, codec, _)| codec)
    }

    fn name(&self) -> &'static str {
        self.encoder()
    }

    fn options(&self, settings: &VideoEncoderSettings) -> Options {
        self.device_options(settings.gop_frames, settings.samples.ten_bits(), settings.color)
    }

    fn check(&self, settings: &VideoEncoderSettings) -> Result<(), String> {
        match settings.samples {
            SampleFormat::Yuv420p => Ok(()),
            SampleFormat::Yuv420p10 if self.codec() != "h264" => Ok(()),
            other => Err(format!("graphics devices encode no {}", other.name())),
        }
    }

    /// Drivers say it as they like.
    fn profile_name(&self, _: &VideoEncoderSettings) -> Option<&'static str> {
        None
    }
}

//! Which encoders really work on this box, and what exactly this build of libav is.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::base::{Failure, Rational, Reason};

use super::VideoEncoder;
use super::audio_encoder::{AudioCodec, AudioEncoder};
use super::codecs::{VideoCodec, X264};
use super::libav::{DecodedFrame, Encoder, EncoderShape, pixel_number};
use super::smoke;
use super::video_encoder::{BT709, FramePlanes, VideoEncoderSettings, cant_open};

/// Encoders that exports may use, by libav's names, software first.
pub const KNOWN_ENCODERS: [&str; 28] = [
    "libx264",
    "libx265",
    "libsvtav1",
    "libvpx-vp9",
    "prores_ks",
    "dnxhd",
    "ffv1",
    "gif",
    "png",
    "mjpeg",
    "tiff",
    "exr",
    "h264_nvenc",
    "hevc_nvenc",
    "av1_nvenc",
    "h264_qsv",
    "hevc_qsv",
    "av1_qsv",
    "h264_amf",
    "hevc_amf",
    "h264_vaapi",
    "hevc_vaapi",
    "h264_videotoolbox",
    "hevc_videotoolbox",
    "aac",
    "libopus",
    "libmp3lame",
    "flac",
];

/// The linked libav.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    pub codec: String,
    pub format: String,
    pub util: String,
    /// libav's own words, such as `GPL version 2 or later`.
    pub license: String,
    /// Whoever passes on a binary linked to such a build passes it on under the GPL.
    pub gpl: bool,
    pub configuration: String,
}

/// Versions and licence of the libav that this program runs with.
pub fn versions() -> Versions {
    let ([codec, format, util], license, configuration) = super::libav::versions();
    let text = |(major, minor, micro): (u32, u32, u32)| format!("{major}.{minor}.{micro}");
    let gpl = license.starts_with("GPL") || configuration.split_whitespace().any(|word| word == "--enable-gpl");
    Versions { codec: text(codec), format: text(format), util: text(util), license, gpl, configuration }
}

/// One line that names the builds whose bytes chunks hold: `libavcodec 59.37.100, x264 - core 164 r3095 baee400`.
pub fn build() -> &'static str {
    static BUILD: OnceLock<String> = OnceLock::new();
    BUILD.get_or_init(|| {
        let x264 = x264_build().unwrap_or_else(|| "no x264".to_owned());
        format!("libavcodec {}, {x264}", versions().codec)
    })
}

/// Keeps encoders from writing to the terminal by themselves. To be called while the process has one thread.
pub fn keep_quiet() {
    super::libav::quiet_libraries();
}

/// Whether this build of libav has an encoder of that name; it may still not work.
pub fn has_encoder(name: &str) -> bool {
    super::libav::has_encoder(name)
}

/// The library behind an encoder whose bytes depend on more than libav's own version, as the system names its file:
/// `libx265.so.199`. x264 tells more of itself than that, see [`build`].
pub fn library(encoder: &str) -> Option<String> {
    let wanted = match encoder {
        "libx265" => "libx265",
        "libsvtav1" => "libSvtAv1Enc",
        "libvpx-vp9" => "libvpx",
        _ => return None,
    };
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    let names = maps.lines().filter_map(|line| line.rsplit_once('/').map(|(_, name)| name));
    names.into_iter().find(|name| name.starts_with(wanted)).map(str::to_owned)
}

/// x264 writes its build into the first packet of every stream.
fn x264_build() -> Option<String> {
    let mut bytes = Vec::new();
    encode_one_with_x264(&mut bytes).ok()?;
    let start = bytes.windows(12).position(|window| window == b"x264 - core ")?;
    let line: Vec<u8> = bytes[start..].iter().copied().take_while(|byte| (b' '..=b'~').contains(byte)).collect();
    let line = String::from_utf8(line).ok()?;
    Some(line.split(" - H.264").next()?.to_owned())
}

/// Encodes one frame, or one block of sound, with the encoder of that name. Success means that it works here, now.
pub fn smoke_encode(name: &str) -> Result<(), Failure> {
    match name {
        "libx264" => encode_one_with_x264(&mut Vec::new()),
        "aac" | "libopus" | "libmp3lame" | "flac" => {
            let codec = match name {
                "aac" => AudioCodec::Aac,
                "libopus" => AudioCodec::Opus,
                "flac" => AudioCodec::Flac,
                _ => AudioCodec::Mp3,
            };
            let mut encoder = AudioEncoder::of(codec, 128_000)?;
            let mut packets = 0;
            let mut sink = |_| {
                packets += 1;
                Ok(())
            };
            encoder.push(&[0.25; 4096], &mut sink)?;
            encoder.finish(&mut sink)?;
            if packets == 0 { Err(nothing(name)) } else { Ok(()) }
        }
        _ => smoke::usual(name).map_or_else(|| smoke_encode_plain(name), |settings| smoke::encode_grey(&settings)),
    }
}

fn encode_one_with_x264(bytes: &mut Vec<u8>) -> Result<(), Failure> {
    let settings = VideoEncoderSettings {
        width: 64,
        height: 64,
        frame_rate: Rational::from_int(25),
        codec: VideoCodec::X264(X264::new("ultrafast", 30.0)),
        gop_frames: 25,
        color: BT709,
        samples: super::SampleFormat::Yuv420p,
        hdr: None,
    };
    let mut encoder = VideoEncoder::open(&settings)?;
    let (luma, chroma) = (vec![128; 64 * 64], vec![128; 32 * 32]);
    let planes = FramePlanes::yuv([&luma, &chroma, &chroma], [64, 32, 32]);
    let mut sink = |packet: super::Packet| {
        bytes.extend_from_slice(&packet.bytes);
        Ok(())
    };
    encoder.push(&planes, 0, &mut sink)?;
    encoder.finish(&mut sink)?;
    if bytes.is_empty() { Err(nothing("libx264")) } else { Ok(()) }
}

fn smoke_encode_plain(name: &str) -> Result<(), Failure> {
    let pixel = match name {
        "prores_ks" => "yuv422p10le",
        "dnxhd" => "yuv422p",
        "gif" => "rgb8",
        _ => "yuv420p",
    };
    let (width, height) = (256, 256);
    let rate = Rational::from_int(25);
    let shape = EncoderShape::Video { width, height, pixel, frame_rate: rate, time_base: Rational::new(1, 25) };
    let options: Vec<(&str, String)> = match name {
        "dnxhd" => vec![("profile", "dnxhr_sq".to_owned())],
        "libx265" => vec![("preset", "ultrafast".to_owned()), ("x265-params", "log-level=none".to_owned())],
        "libvpx-vp9" => vec![("deadline", "realtime".to_owned()), ("b", "200000".to_owned())],
        _ => Vec::new(),
    };
    let mut encoder = Encoder::open(name, &shape, &options).map_err(|why| cant_open(name, &why))?;
    let mut frame = DecodedFrame::picture(pixel_number(pixel), width, height).ok_or_else(|| nothing(name))?;
    frame.set_stamp(0);
    drain_one(name, &mut encoder, &frame)
}

fn drain_one(name: &str, encoder: &mut Encoder, frame: &DecodedFrame) -> Result<(), Failure> {
    let failed = |why: String| Failure::new(Reason::EncoderFailed, format!("{name} failed: {why}"));
    encoder.send(Some(frame)).map_err(failed)?;
    encoder.send(None).map_err(failed)?;
    match encoder.receive().map_err(failed)? {
        Some(_) => Ok(()),
        None => Err(nothing(name)),
    }
}

fn nothing(name: &str) -> Failure {
    Failure::new(Reason::EncoderFailed, format!("{name} opened, but encoded nothing"))
}

//! One grey frame through an encoder, set up exactly as an export would set it up: whether it works here, now.

use crate::base::{Failure, Rational, Reason};

use super::VideoEncoder;
use super::codecs::{Still, VideoCodec};
use super::hardware::{Effort, Hardware, HardwareRate, hardware_codec};
use super::image_encoder::{ImageCodec, ImageEffort, SRGB};
use super::samples::SampleFormat;
use super::video_encoder::{BT709, FramePlanes, VideoEncoderSettings};

/// Encodes a grey frame.
pub fn encode_grey(settings: &VideoEncoderSettings) -> Result<(), Failure> {
    let samples = settings.samples;
    let (width, height) = (settings.width as usize, settings.height as usize);
    let (grey, bytes): (&[u8], usize) = if samples.ten_bits() { (&[0, 2], 2) } else { (&[128], 1) };
    let [across, down] = samples.shared().map(|shared| shared as usize);
    // Enough for four samples of two bytes side by side.
    let first = grey.repeat(width * height * if samples.packed() { 8 } else { 1 });
    let (columns, rows) = (width.div_ceil(across), height.div_ceil(down));
    let color = grey.repeat(columns * rows);
    let planes = match samples.packed() {
        true => FramePlanes::packed(&first, width * 8),
        false => FramePlanes::yuv([&first, &color, &color], [width * bytes, columns * bytes, columns * bytes]),
    };
    let mut encoder = VideoEncoder::open(settings)?;
    let mut packets = 0;
    let mut sink = |_| {
        packets += 1;
        Ok(())
    };
    encoder.push(&planes, 0, &mut sink)?;
    encoder.finish(&mut sink)?;
    match packets {
        0 => Err(Failure::new(Reason::EncoderFailed, format!("{} encoded nothing", settings.codec.encoder()))),
        _ => Ok(()),
    }
}

/// Settings to try an encoder in a device, or of single pictures, with; `None` for any other name.
pub(super) fn usual(name: &str) -> Option<VideoEncoderSettings> {
    let image = ImageCodec::ALL.into_iter().find(|codec| codec.name() == name);
    let codec = match (hardware_codec(name), image) {
        (Some(_), _) => VideoCodec::Hardware(Hardware {
            encoder: name.to_owned(),
            rate: HardwareRate::Quality(28.0),
            effort: Effort::Fast,
        }),
        (None, Some(codec)) => VideoCodec::Still(Still { codec, effort: ImageEffort::Least, steps: 6 }),
        (None, None) => return None,
    };
    Some(VideoEncoderSettings {
        width: 256,
        height: 256,
        frame_rate: Rational::from_int(25),
        codec,
        gop_frames: 25,
        color: if image.is_some() { SRGB } else { BT709 },
        samples: match image {
            Some(ImageCodec::Exr) => SampleFormat::Rgb48,
            Some(_) => SampleFormat::Rgb24,
            None => SampleFormat::Yuv420p,
        },
        hdr: None,
    })
}

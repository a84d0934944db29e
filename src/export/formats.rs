//! What an export's samples, codecs and files are called by the rooms that make and encode them.

use crate::base::facts::ColorFacts;
use crate::compose::{Depth, PlaneFormat, Sampling, YuvMatrix};
use crate::media::{
    self, AudioCodec, Demanding, DnxHr, Effort, Ffv1, Hardware, HardwareRate, HdrMetadata, ImageCodec, ImageEffort,
    LightLevels, MasteringDisplay, ProRes, SampleFormat, Still, SvtAv1, VideoEncoderSettings, Vp9, X264, X265,
};
use crate::project::model::{
    CanvasColor, Container, Export, Pixels, Primaries, Screen, SoundCodec, SoundFile, VideoCodec, VideoSettings,
};

/// All that decides the stream of an export's pictures.
pub fn encoder_settings(export: &Export, gop_frames: u64) -> VideoEncoderSettings {
    let video = &export.video;
    VideoEncoderSettings {
        width: export.size.0,
        height: export.size.1,
        frame_rate: export.fps,
        codec: demanding(picture_codec(video), video),
        gop_frames: u32::try_from(gop_frames).unwrap_or(u32::MAX),
        color: if video.pixels.rgb() { rgb_color(video.color) } else { color(video.color) },
        samples: match (samples(video.pixels), video.codec.single() || video.codec == VideoCodec::Gif) {
            (SampleFormat::Bgr0, true) => SampleFormat::Rgb24,
            (SampleFormat::Bgra, true) => SampleFormat::Rgba,
            (samples, _) => samples,
        },
        hdr: video.screen.as_ref().map(hdr),
    }
}

/// A codec with what is demanded of it besides; graphics devices are told in their own way.
fn demanding(codec: media::VideoCodec, video: &VideoSettings) -> media::VideoCodec {
    let profile = video.profile.clone().filter(|_| video.codec == VideoCodec::H264);
    let level = video.level.map(|level| (level * 10.0).round() as u32);
    if video.hardware.is_some() || (video.bitrate, &profile, level) == (None, &None, None) {
        return codec;
    }
    media::VideoCodec::Demanding(Demanding { of: Box::new(codec), bitrate: video.bitrate, profile, level })
}

/// The encoder of pictures with what the export chose.
pub fn picture_codec(video: &VideoSettings) -> media::VideoCodec {
    let (preset, tune, crf) = (video.preset.clone(), video.tune.clone(), video.crf as f32);
    // What has no such number never gets here: it was refused when the document was read.
    let speed = video.preset.parse().unwrap_or(6);
    let profile = video.profile.as_deref();
    if let Some(encoder) = &video.hardware {
        return media::VideoCodec::Hardware(hardware(video, encoder));
    }
    match video.codec {
        VideoCodec::Png => still(ImageCodec::Png, video),
        VideoCodec::Jpeg => still(ImageCodec::Jpeg, video),
        VideoCodec::Tiff => still(ImageCodec::Tiff, video),
        VideoCodec::Exr => still(ImageCodec::Exr, video),
        // Frames as they are; what becomes of them is decided when all are there.
        VideoCodec::Gif => {
            media::VideoCodec::Still(Still { codec: ImageCodec::Png, effort: ImageEffort::Least, steps: 0 })
        }
        VideoCodec::H264 => media::VideoCodec::X264(X264 { preset, tune, crf }),
        VideoCodec::Hevc => media::VideoCodec::X265(X265 { preset, tune, crf }),
        VideoCodec::Vp9 => media::VideoCodec::Vp9(Vp9 { speed, crf }),
        VideoCodec::Av1 => media::VideoCodec::SvtAv1(SvtAv1 { speed, crf }),
        VideoCodec::ProRes => media::VideoCodec::ProRes(match profile {
            Some("proxy") => ProRes::Proxy,
            Some("lt") => ProRes::Lt,
            Some("hq") => ProRes::Hq,
            Some("4444") => ProRes::Four,
            Some("4444xq") => ProRes::FourXq,
            _ => ProRes::Standard,
        }),
        VideoCodec::DnxHr => media::VideoCodec::DnxHr(match profile {
            Some("lb") => DnxHr::Lb,
            Some("sq") => DnxHr::Sq,
            Some("hqx") => DnxHr::Hqx,
            Some("444") => DnxHr::Four,
            _ => DnxHr::Hq,
        }),
        VideoCodec::Ffv1 => media::VideoCodec::Ffv1(Ffv1),
    }
}

fn still(codec: ImageCodec, video: &VideoSettings) -> media::VideoCodec {
    let effort = match video.preset.as_str() {
        "slow" | "slower" | "veryslow" => ImageEffort::Most,
        "fast" | "faster" | "veryfast" => ImageEffort::Little,
        "superfast" | "ultrafast" => ImageEffort::Least,
        _ => ImageEffort::Usual,
    };
    media::VideoCodec::Still(Still { codec, effort, steps: video.crf as u32 })
}

fn hardware(video: &VideoSettings, encoder: &str) -> Hardware {
    let effort = match video.preset.as_str() {
        "slow" | "slower" | "veryslow" => Effort::Slow,
        "veryfast" | "superfast" | "ultrafast" => Effort::Fast,
        // Numbers, which go up with the speed.
        number => match number.parse::<u32>() {
            Ok(0..=3) => Effort::Slow,
            Ok(9..) => Effort::Fast,
            _ => Effort::Medium,
        },
    };
    let rate = video.bitrate.map_or(HardwareRate::Quality(video.crf as f32), HardwareRate::Bits);
    Hardware { encoder: encoder.to_owned(), rate, effort }
}

pub fn samples(pixels: Pixels) -> SampleFormat {
    match pixels {
        Pixels::Yuv420p => SampleFormat::Yuv420p,
        Pixels::Yuv422p => SampleFormat::Yuv422p,
        Pixels::Yuv444p => SampleFormat::Yuv444p,
        Pixels::Yuv420p10 => SampleFormat::Yuv420p10,
        Pixels::Yuv422p10 => SampleFormat::Yuv422p10,
        Pixels::Yuv444p10 => SampleFormat::Yuv444p10,
        Pixels::Yuva444p10 => SampleFormat::Yuva444p10,
        Pixels::Rgb8 => SampleFormat::Bgr0,
        Pixels::Rgba8 => SampleFormat::Bgra,
        Pixels::Rgb16 => SampleFormat::Rgb48,
        Pixels::Rgba16 => SampleFormat::Rgba64,
    }
}

pub fn codec(codec: SoundCodec) -> AudioCodec {
    match codec {
        SoundCodec::Aac => AudioCodec::Aac,
        SoundCodec::Opus => AudioCodec::Opus,
        SoundCodec::Mp3 => AudioCodec::Mp3,
        SoundCodec::Flac => AudioCodec::Flac,
        SoundCodec::Pcm => AudioCodec::Pcm,
    }
}

/// libav's name of the container.
pub fn container(export: &Export) -> &'static str {
    match export.only_sound {
        None => match export.container {
            Container::Mp4 => "mp4",
            Container::Mov => "mov",
            Container::WebM => "webm",
            Container::Matroska => "matroska",
            Container::Gif => "gif",
            Container::Images => "image2",
        },
        Some(SoundFile::Wav) => "wav",
        Some(SoundFile::Flac) => "flac",
        Some(SoundFile::M4a) => "ipod",
        Some(SoundFile::Mp3) => "mp3",
        Some(SoundFile::Opus) => "opus",
    }
}

/// How a file says what the canvas's values mean, in the numbers of H.273.
pub fn color(color: CanvasColor) -> ColorFacts {
    let transfer = match color {
        CanvasColor::Srgb => return media::BT709,
        CanvasColor::Hlg => 18,
        CanvasColor::Pq => 16,
    };
    ColorFacts { primaries: 9, transfer, matrix: 9, full_range: false }
}

/// The same of red, green and blue as they are.
fn rgb_color(canvas: CanvasColor) -> ColorFacts {
    /// IEC 61966-2-1, which is what sRGB means.
    const SRGB: u8 = 13;
    let said = color(canvas);
    let transfer = if canvas == CanvasColor::Srgb { SRGB } else { said.transfer };
    ColorFacts { transfer, matrix: 0, full_range: true, ..said }
}

/// What is composed for an encoder that takes these samples.
pub fn planes(samples: SampleFormat, color: CanvasColor) -> PlaneFormat {
    let depth = if samples.ten_bits() { Depth::Ten } else { Depth::Eight };
    let matrix = if color == CanvasColor::Srgb { YuvMatrix::Bt709 } else { YuvMatrix::Bt2020 };
    let sampling = match samples {
        SampleFormat::Yuv420p | SampleFormat::Yuv420p10 => Sampling::Yuv420,
        SampleFormat::Yuv422p | SampleFormat::Yuv422p10 => Sampling::Yuv422,
        SampleFormat::Yuv444p | SampleFormat::Yuv444p10 => Sampling::Yuv444,
        SampleFormat::Yuva444p10 => return PlaneFormat::YuvAlpha { matrix },
        SampleFormat::Rgb24 | SampleFormat::Rgba | SampleFormat::Bgr0 | SampleFormat::Bgra => {
            return PlaneFormat::Rgba8;
        }
        SampleFormat::Rgb48 | SampleFormat::Rgba64 => return PlaneFormat::Rgba16,
    };
    PlaneFormat::Yuv { sampling, depth, matrix }
}

/// The screen in the whole numbers of ST 2086.
fn hdr(screen: &Screen) -> HdrMetadata {
    let place = |x: f64, y: f64| [x, y].map(|part| (part * f64::from(media::CHROMATICITY_STEPS)).round() as u32);
    let light = |value: f64| (value * f64::from(media::LUMINANCE_STEPS)).round() as u32;
    let [red, green, blue] = match screen.primaries {
        Primaries::DisplayP3 => [place(0.680, 0.320), place(0.265, 0.690), place(0.150, 0.060)],
        Primaries::Bt2020 => [place(0.708, 0.292), place(0.170, 0.797), place(0.131, 0.046)],
        Primaries::Bt709 => [place(0.640, 0.330), place(0.300, 0.600), place(0.150, 0.060)],
    };
    HdrMetadata {
        mastering: MasteringDisplay {
            red,
            green,
            blue,
            // D65.
            white: place(0.3127, 0.3290),
            max_luminance: light(screen.luminance[0]),
            min_luminance: light(screen.luminance[1]),
        },
        light: LightLevels { max: screen.max_light, average: screen.average_light },
    }
}

//! What a project is made into: the typed side of `exports`.

use std::path::PathBuf;

use crate::base::Rational;

use super::audible::{SoundCodec, SoundFile};
use super::canvas_color::CanvasColor;
use super::encoder_wish::EncoderWish;
use super::image_names::{ImageNames, NotImages};
use super::model::{Moving, Span};
use super::place::Place;
use super::screen::Screen;
use super::video_codec::{Container, VideoCodec};

/// One named deliverable.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    pub name: String,
    pub place: Place,
    /// The preset's name.
    pub preset: String,
    pub range: Option<Span>,
    /// Output size; the canvas's own where not said.
    pub size: (u32, u32),
    /// `None`: all of the canvas.
    pub frame: Option<Framing>,
    pub fps: Rational,
    pub video: VideoSettings,
    /// The kind of file that holds pictures.
    pub container: Container,
    /// A file of nothing but sound; what is said of pictures means nothing then.
    pub only_sound: Option<SoundFile>,
    /// `None`: no audio stream.
    pub sound: Option<SoundSettings>,
    /// Least length of a chunk in seconds.
    pub chunk: Rational,
    pub on_exists: OnExists,
    /// Decode everything again after publishing.
    pub full_verify: bool,
    /// Where the file goes, absolute, with variables already replaced.
    pub output: PathBuf,
}

impl Export {
    /// The pictures of an export that is a folder of them.
    pub fn image_names(&self) -> Option<Result<ImageNames, NotImages>> {
        (self.only_sound.is_none() && self.container == Container::Images)
            .then(|| ImageNames::of(&self.output, image_ending(self.video.codec)))
    }

    /// What stands there in the end: the file, or the folder of its pictures.
    pub fn result(&self) -> PathBuf {
        match self.image_names() {
            Some(Ok(names)) => names.folder,
            _ => self.output.clone(),
        }
    }
}

/// How a picture's file ends.
pub fn image_ending(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::Jpeg => "jpg",
        VideoCodec::Tiff => "tif",
        codec => codec.word(),
    }
}

impl Export {
    /// How many of its pixels a pixel of the canvas takes where its cut-out is the smallest; what an export without one makes
    /// of the whole canvas is not held against the sources.
    pub fn enlarged(&self) -> f64 {
        let Some(frame) = &self.frame else { return 1.0 };
        let zoom = match &frame.zoom {
            Moving::Constant(zoom) => *zoom,
            Moving::Keys(keys) => keys.iter().map(|key| key.value).fold(1.0, f64::max),
            Moving::Formula(_) => 1.0,
            Moving::Path(keys) => keys.iter().filter_map(|key| key.value.constant()).copied().fold(1.0, f64::max),
        };
        f64::from(self.size.0) / frame.size[0] * zoom
    }
}

/// The cut-out of the canvas that an export shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Framing {
    /// Width and height at zoom 1, in canvas pixels; of the output's shape.
    pub size: [f64; 2],
    /// Its middle, as parts of the canvas.
    pub center: Moving<[f64; 2]>,
    /// How many times smaller than at zoom 1 it is.
    pub zoom: Moving<f64>,
}

/// How the pictures are encoded.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoSettings {
    pub codec: VideoCodec,
    /// How hard the encoder tries, in its own words or numbers; empty where there is nothing to choose.
    pub preset: String,
    pub tune: Option<String>,
    /// Constant quality, on the encoder's own scale; 0 where there is nothing to choose.
    pub crf: f64,
    /// Which kind of the codec, where it has kinds that differ in size.
    pub profile: Option<String>,
    /// What the file says of the screen that it was made for.
    pub screen: Option<Screen>,
    pub pixels: Pixels,
    /// What the samples mean: the canvas's values.
    pub color: CanvasColor,
    /// Seconds between key frames.
    pub gop: Rational,
    /// Bits a second instead of a constant quality.
    pub bitrate: Option<u64>,
    /// How much a decoder of H.264 must manage: 4.1.
    pub level: Option<f64>,
    pub wish: EncoderWish,
    /// libav's name of the encoder in a graphics device, once it was seen to work on this box.
    pub hardware: Option<String>,
}

/// How the samples of a video are kept: their number of bits, and how many pixels share one of colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pixels {
    Yuv420p,
    Yuv422p,
    Yuv444p,
    Yuv420p10,
    Yuv422p10,
    Yuv444p10,
    /// With alpha.
    Yuva444p10,
    Rgb8,
    Rgba8,
    Rgb16,
    Rgba16,
}

impl Pixels {
    pub const ALL: [Self; 11] = [
        Self::Yuv420p,
        Self::Yuv422p,
        Self::Yuv444p,
        Self::Yuv420p10,
        Self::Yuv422p10,
        Self::Yuv444p10,
        Self::Yuva444p10,
        Self::Rgb8,
        Self::Rgba8,
        Self::Rgb16,
        Self::Rgba16,
    ];

    /// As a document writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yuv420p => "yuv420p",
            Self::Yuv422p => "yuv422p",
            Self::Yuv444p => "yuv444p",
            Self::Yuv420p10 => "yuv420p10",
            Self::Yuv422p10 => "yuv422p10",
            Self::Yuv444p10 => "yuv444p10",
            Self::Yuva444p10 => "yuva444p10",
            Self::Rgb8 => "rgb8",
            Self::Rgba8 => "rgba8",
            Self::Rgb16 => "rgb16",
            Self::Rgba16 => "rgba16",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pixels| pixels.word() == word)
    }

    /// How many samples of colour there are, as people name it.
    pub fn sampling(self) -> &'static str {
        match self {
            Self::Yuv420p | Self::Yuv420p10 => "4:2:0",
            Self::Yuv422p | Self::Yuv422p10 => "4:2:2",
            _ => "4:4:4",
        }
    }

    /// Whether width and height must be even.
    pub fn even(self) -> [bool; 2] {
        match self {
            Self::Yuv420p | Self::Yuv420p10 => [true, true],
            Self::Yuv422p | Self::Yuv422p10 => [true, false],
            _ => [false, false],
        }
    }

    pub fn bits(self) -> u32 {
        match self {
            Self::Yuv420p | Self::Yuv422p | Self::Yuv444p | Self::Rgb8 | Self::Rgba8 => 8,
            Self::Yuv420p10 | Self::Yuv422p10 | Self::Yuv444p10 | Self::Yuva444p10 => 10,
            Self::Rgb16 | Self::Rgba16 => 16,
        }
    }

    /// The same with more bits.
    pub fn deeper(self) -> Self {
        match self {
            Self::Yuv420p => Self::Yuv420p10,
            Self::Yuv422p => Self::Yuv422p10,
            Self::Yuv444p => Self::Yuv444p10,
            Self::Rgb8 => Self::Rgb16,
            Self::Rgba8 => Self::Rgba16,
            deep => deep,
        }
    }

    /// The same with what lets light through, where there is such a thing.
    pub fn with_alpha(self) -> Option<Self> {
        match self {
            Self::Yuv444p10 => Some(Self::Yuva444p10),
            Self::Rgb8 => Some(Self::Rgba8),
            Self::Rgb16 => Some(Self::Rgba16),
            _ => None,
        }
    }

    /// Whether it keeps what lets light through.
    pub fn alpha(self) -> bool {
        matches!(self, Self::Yuva444p10 | Self::Rgba8 | Self::Rgba16)
    }

    /// Red, green and blue as they are, without luma.
    pub fn rgb(self) -> bool {
        matches!(self, Self::Rgb8 | Self::Rgba8 | Self::Rgb16 | Self::Rgba16)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundSettings {
    pub codec: SoundCodec,
    /// Bits per second, where the codec loses any.
    pub bitrate: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnExists {
    /// Replace a file that is byte for byte what we wrote, refuse others.
    Own,
    Suffix,
    Replace,
    Fail,
}

//! Which codecs and containers there are, and what goes with what.

use super::audible::SoundCodec;
use super::canvas_color::CanvasColor;
use super::deliverable::Pixels;

/// How pictures are encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum VideoCodec {
    #[default]
    H264,
    Hevc,
    Vp9,
    Av1,
    ProRes,
    DnxHr,
    Ffv1,
    Png,
    Jpeg,
    Tiff,
    Exr,
    Gif,
}

/// How an encoder says how hard it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speeds {
    /// x264's words, x265's too.
    Words,
    /// From 0 to this; larger is faster.
    Numbers(u32),
    None,
}

/// A kind of a codec, with the samples that it holds; the first are the usual ones.
pub type Profile = (&'static str, &'static [Pixels]);

const YUV: &[Pixels] =
    &[Pixels::Yuv420p, Pixels::Yuv422p, Pixels::Yuv444p, Pixels::Yuv420p10, Pixels::Yuv422p10, Pixels::Yuv444p10];

const H264: &[Profile] =
    &[("baseline", &[Pixels::Yuv420p]), ("main", &[Pixels::Yuv420p]), ("high", &[Pixels::Yuv420p])];

const PRORES: &[Profile] = &[
    ("proxy", &[Pixels::Yuv422p10]),
    ("lt", &[Pixels::Yuv422p10]),
    ("standard", &[Pixels::Yuv422p10]),
    ("hq", &[Pixels::Yuv422p10]),
    ("4444", &[Pixels::Yuv444p10, Pixels::Yuva444p10]),
    ("4444xq", &[Pixels::Yuv444p10, Pixels::Yuva444p10]),
];

const DNXHR: &[Profile] = &[
    ("lb", &[Pixels::Yuv422p]),
    ("sq", &[Pixels::Yuv422p]),
    ("hq", &[Pixels::Yuv422p]),
    ("hqx", &[Pixels::Yuv422p10]),
    ("444", &[Pixels::Yuv444p10]),
];

impl VideoCodec {
    pub const ALL: [Self; 12] = [
        Self::H264,
        Self::Hevc,
        Self::Vp9,
        Self::Av1,
        Self::ProRes,
        Self::DnxHr,
        Self::Ffv1,
        Self::Png,
        Self::Jpeg,
        Self::Tiff,
        Self::Exr,
        Self::Gif,
    ];

    /// As a preset writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
            Self::Vp9 => "vp9",
            Self::Av1 => "av1",
            Self::ProRes => "prores",
            Self::DnxHr => "dnxhr",
            Self::Ffv1 => "ffv1",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Tiff => "tiff",
            Self::Exr => "exr",
            Self::Gif => "gif",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.word() == word)
    }

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::H264 => "H.264",
            Self::Hevc => "HEVC",
            Self::Vp9 => "VP9",
            Self::Av1 => "AV1",
            Self::ProRes => "ProRes",
            Self::DnxHr => "DNxHR",
            Self::Ffv1 => "FFV1",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Tiff => "TIFF",
            Self::Exr => "OpenEXR",
            Self::Gif => "GIF",
        }
    }

    /// What the encoder is called that makes it in software; the first is libav's name.
    pub fn encoders(self) -> &'static [&'static str] {
        match self {
            Self::H264 => &["libx264", "x264"],
            Self::Hevc => &["libx265", "x265"],
            Self::Vp9 => &["libvpx-vp9"],
            Self::Av1 => &["libsvtav1", "svtav1"],
            Self::ProRes => &["prores_ks"],
            Self::DnxHr => &["dnxhd"],
            Self::Ffv1 => &["ffv1"],
            Self::Png => &["png"],
            Self::Jpeg => &["mjpeg"],
            Self::Tiff => &["tiff"],
            Self::Exr => &["exr"],
            Self::Gif => &["gif"],
        }
    }

    /// Whether each frame stands alone.
    pub fn intra(self) -> bool {
        self.single() || matches!(self, Self::ProRes | Self::DnxHr | Self::Ffv1 | Self::Gif)
    }

    /// Whether graphics devices make it.
    pub fn in_devices(self) -> bool {
        matches!(self, Self::H264 | Self::Hevc | Self::Av1 | Self::Vp9)
    }

    /// Whether each frame is a file of its own.
    pub fn single(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Tiff | Self::Exr)
    }

    /// Whether it says what values of high dynamic range mean.
    pub fn takes_color(self, color: CanvasColor) -> bool {
        color == CanvasColor::Srgb || !matches!(self, Self::Jpeg | Self::Exr | Self::Gif)
    }

    pub fn speeds(self) -> Speeds {
        match self {
            Self::H264 | Self::Hevc | Self::Png | Self::Tiff | Self::Exr | Self::Gif => Speeds::Words,
            Self::Vp9 => Speeds::Numbers(5),
            Self::Av1 => Speeds::Numbers(13),
            _ => Speeds::None,
        }
    }

    /// The number that one of x264's words comes closest to.
    pub fn speed_of(self, word: &str) -> Option<u32> {
        const WORDS: [&str; 9] =
            ["veryslow", "slower", "slow", "medium", "fast", "faster", "veryfast", "superfast", "ultrafast"];
        let numbers: [u32; 9] = match self {
            Self::Vp9 => [0, 0, 1, 2, 3, 4, 4, 5, 5],
            Self::Av1 => [3, 4, 5, 8, 9, 9, 10, 11, 12],
            _ => return None,
        };
        WORDS.iter().position(|known| *known == word).map(|at| numbers[at])
    }

    /// From the best to the worst constant quality, and whether there is anything between whole numbers.
    pub fn crf(self) -> Option<(f64, f64, bool)> {
        match self {
            Self::H264 | Self::Hevc => Some((0.0, 51.0, true)),
            Self::Vp9 => Some((0.0, 63.0, false)),
            Self::Av1 => Some((1.0, 63.0, false)),
            Self::Jpeg => Some((2.0, 31.0, false)),
            _ => None,
        }
    }

    /// What it can be told that the pictures are like.
    pub fn tunes(self) -> &'static [&'static str] {
        match self {
            Self::H264 => &["film", "animation", "grain", "stillimage"],
            Self::Hevc => &["animation", "grain"],
            _ => &[],
        }
    }

    /// Its kinds, where it has such.
    pub fn profiles(self) -> &'static [Profile] {
        match self {
            Self::H264 => H264,
            Self::ProRes => PRORES,
            Self::DnxHr => DNXHR,
            _ => &[],
        }
    }

    /// What samples it can hold, whatever its kind.
    pub fn pixels(self) -> &'static [Pixels] {
        match self {
            Self::H264 | Self::Hevc | Self::Vp9 => YUV,
            Self::Av1 => &[Pixels::Yuv420p, Pixels::Yuv420p10],
            Self::ProRes => &[Pixels::Yuv422p10, Pixels::Yuv444p10, Pixels::Yuva444p10],
            Self::DnxHr => &[Pixels::Yuv422p, Pixels::Yuv422p10, Pixels::Yuv444p10],
            Self::Ffv1 => &Pixels::ALL,
            Self::Png | Self::Tiff => &[Pixels::Rgb8, Pixels::Rgba8, Pixels::Rgb16, Pixels::Rgba16],
            Self::Jpeg => &[Pixels::Rgb8],
            Self::Exr => &[Pixels::Rgb16, Pixels::Rgba16],
            Self::Gif => &[Pixels::Rgb8, Pixels::Rgba8],
        }
    }

    /// Whether it can hold what lets light through.
    pub fn keeps_alpha(self) -> bool {
        self.pixels().iter().any(|pixels| pixels.alpha())
    }

    /// The smallest picture that it takes.
    pub fn least_size(self) -> (u32, u32) {
        match self {
            Self::Av1 => (64, 64),
            Self::DnxHr => (256, 120),
            _ => (16, 16),
        }
    }

    /// Whether its streams can describe the screen that they were made on.
    pub fn describes_screens(self) -> bool {
        matches!(self, Self::Hevc | Self::Av1)
    }
}

/// A kind of file that holds pictures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Container {
    #[default]
    Mp4,
    Mov,
    WebM,
    Matroska,
    Gif,
    /// A folder with a file for every frame.
    Images,
}

impl Container {
    pub const ALL: [Self; 6] = [Self::Mp4, Self::Mov, Self::WebM, Self::Matroska, Self::Gif, Self::Images];

    /// How its files end, which is its word too; a folder of pictures only has the word.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::WebM => "webm",
            Self::Matroska => "mkv",
            Self::Gif => "gif",
            Self::Images => "images",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|container| container.ending() == word)
    }

    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4",
            Self::Mov => "QuickTime",
            Self::WebM => "WebM",
            Self::Matroska => "Matroska",
            Self::Gif => "GIF",
            Self::Images => "picture",
        }
    }

    /// Whether players of such files expect this codec in them.
    pub fn takes(self, codec: VideoCodec) -> bool {
        match self {
            Self::Mp4 => matches!(codec, VideoCodec::H264 | VideoCodec::Hevc | VideoCodec::Vp9 | VideoCodec::Av1),
            Self::Mov => {
                matches!(codec, VideoCodec::H264 | VideoCodec::Hevc | VideoCodec::ProRes | VideoCodec::DnxHr)
            }
            Self::WebM => matches!(codec, VideoCodec::Vp9 | VideoCodec::Av1),
            Self::Matroska => !codec.single() && codec != VideoCodec::Gif,
            Self::Gif => codec == VideoCodec::Gif,
            Self::Images => codec.single(),
        }
    }

    /// The same of sound.
    pub fn takes_sound(self, codec: SoundCodec) -> bool {
        match self {
            Self::Mp4 => codec != SoundCodec::Pcm,
            Self::Mov => matches!(codec, SoundCodec::Aac | SoundCodec::Pcm | SoundCodec::Mp3),
            Self::WebM => codec == SoundCodec::Opus,
            Self::Matroska => true,
            Self::Gif | Self::Images => false,
        }
    }

    /// Whether anything can be heard in it.
    pub fn sounds(self) -> bool {
        !matches!(self, Self::Gif | Self::Images)
    }

    /// What is heard in it where the preset's own does not fit.
    pub fn usual_sound(self) -> SoundCodec {
        match self {
            Self::Mp4 => SoundCodec::Aac,
            Self::Mov => SoundCodec::Pcm,
            Self::WebM => SoundCodec::Opus,
            Self::Matroska | Self::Gif | Self::Images => SoundCodec::Flac,
        }
    }
}

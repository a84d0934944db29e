//! Which codecs and containers there are, and what goes with what.

use super::audible::SoundCodec;

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
}

impl VideoCodec {
    pub const ALL: [Self; 7] = [Self::H264, Self::Hevc, Self::Vp9, Self::Av1, Self::ProRes, Self::DnxHr, Self::Ffv1];

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
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.word() == word)
    }

    /// Whether each frame stands alone.
    pub fn intra(self) -> bool {
        matches!(self, Self::ProRes | Self::DnxHr | Self::Ffv1)
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
}

impl Container {
    pub const ALL: [Self; 4] = [Self::Mp4, Self::Mov, Self::WebM, Self::Matroska];

    /// How its files end, which is its word too.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::WebM => "webm",
            Self::Matroska => "mkv",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|container| container.ending() == word)
    }

    /// Whether players of such files expect this codec in them.
    pub fn takes(self, codec: VideoCodec) -> bool {
        match self {
            Self::Mp4 => matches!(codec, VideoCodec::H264 | VideoCodec::Hevc | VideoCodec::Vp9 | VideoCodec::Av1),
            Self::Mov => {
                matches!(codec, VideoCodec::H264 | VideoCodec::Hevc | VideoCodec::ProRes | VideoCodec::DnxHr)
            }
            Self::WebM => matches!(codec, VideoCodec::Vp9 | VideoCodec::Av1),
            Self::Matroska => true,
        }
    }

    /// The same of sound.
    pub fn takes_sound(self, codec: SoundCodec) -> bool {
        match self {
            Self::Mp4 => codec != SoundCodec::Pcm,
            Self::Mov => matches!(codec, SoundCodec::Aac | SoundCodec::Pcm | SoundCodec::Mp3),
            Self::WebM => codec == SoundCodec::Opus,
            Self::Matroska => true,
        }
    }

    /// What is heard in it where nothing is said.
    pub fn usual_sound(self) -> SoundCodec {
        match self {
            Self::Mp4 => SoundCodec::Aac,
            Self::Mov => SoundCodec::Pcm,
            Self::WebM => SoundCodec::Opus,
            Self::Matroska => SoundCodec::Flac,
        }
    }
}

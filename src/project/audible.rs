//! What is said of sound beyond its place on the time line: how loud the whole is, who makes room for whom, whether a
//! layer is heard, and what sound is encoded as.

use super::place::Place;

/// How loud the whole mix is to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Master {
    /// Integrated loudness, LUFS.
    pub loudness: f64,
    /// The highest true peak, dBTP.
    pub peak: f64,
}

/// A sound makes room for another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Duck {
    pub place: Place,
    /// The id of the other sound.
    pub under: String,
    /// By how many decibels it gets quieter.
    pub by: f64,
}

/// Whether what a layer shows is heard too.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum LayerSound {
    /// Not said: a video is not heard, another project is.
    #[default]
    Unset,
    Off,
    /// With a gain in decibels.
    On(f64),
}

impl LayerSound {
    /// The gain with which a layer is heard, if it is heard where nothing is said.
    pub fn gain(self, usually: bool) -> Option<f64> {
        match self {
            Self::On(gain) => Some(gain),
            Self::Unset if usually => Some(0.0),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoundCodec {
    Aac,
    Opus,
    Mp3,
    Flac,
    Pcm,
}

impl SoundCodec {
    pub const ALL: [Self; 5] = [Self::Aac, Self::Opus, Self::Mp3, Self::Flac, Self::Pcm];

    /// As a document writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
            Self::Flac => "flac",
            Self::Pcm => "pcm",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|codec| codec.word() == word)
    }

    /// Bits a second where nothing is said; `None` where every sample is kept and there is nothing to choose.
    pub fn usual_bitrate(self) -> Option<u32> {
        match self {
            Self::Aac | Self::Mp3 => Some(192_000),
            Self::Opus => Some(160_000),
            Self::Flac | Self::Pcm => None,
        }
    }
}

/// A file that holds nothing but sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SoundFile {
    Wav,
    Flac,
    M4a,
    Mp3,
    Opus,
}

impl SoundFile {
    pub const ALL: [Self; 5] = [Self::Wav, Self::Flac, Self::M4a, Self::Mp3, Self::Opus];

    /// The preset's name, which is its files' ending too.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::M4a => "m4a",
            Self::Mp3 => "mp3",
            Self::Opus => "opus",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.word() == word)
    }

    pub fn codec(self) -> SoundCodec {
        match self {
            Self::Wav => SoundCodec::Pcm,
            Self::Flac => SoundCodec::Flac,
            Self::M4a => SoundCodec::Aac,
            Self::Mp3 => SoundCodec::Mp3,
            Self::Opus => SoundCodec::Opus,
        }
    }
}

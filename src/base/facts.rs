//! What the pure rooms must know of the outside. A probe writes facts; `check`, `timeline` and `plan` take them as
//! arguments, so that the same facts always give the same plan.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::beats::BeatFacts;
use super::captions::CaptionFacts;
use super::detected::DetectedBeats;
use super::midi::MidiFacts;
use super::shader_facts::{ShaderFacts, ShaderMistake};
use super::{Digest, Failure, Rational};

/// Facts of every source that a project names, by the resolved path, and of the box that renders it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub sources: BTreeMap<PathBuf, SourceFacts>,
    /// Sources that could not be looked at, with the reason: not there, not allowed, no regular file.
    pub refused: BTreeMap<PathBuf, Failure>,
    /// What the font files hash to that answer a text's wish for a face.
    pub fonts: BTreeMap<String, Digest>,
    /// The beats of those sounds that a tempo is taken from, by file and audio stream; `None` where there are none in it.
    #[serde(default)]
    pub tempos: BTreeMap<PathBuf, BTreeMap<usize, Option<DetectedBeats>>>,
}

/// One source file as it was when it was probed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceFacts {
    pub identity: FileIdentity,
    pub hash: Digest,
    pub content: Content,
}

/// Cheap to compare before every chunk: a file whose identity still holds has not been written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileIdentity {
    pub device: u64,
    pub inode: u64,
    pub size: u64,
    pub modified_ns: i128,
    pub changed_ns: i128,
}

/// What is in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    Image {
        width: u32,
        height: u32,
        alpha: bool,
    },
    /// A drawing without pixels of its own, an SVG.
    Drawing {
        /// In CSS pixels.
        width: f32,
        height: f32,
        /// Pictures outside of the file that it names; they are not shown.
        left_out: u32,
    },
    Animation(AnimationFacts),
    Media {
        video: Option<VideoFacts>,
        audio: Vec<AudioFacts>,
    },
    Captions(CaptionFacts),
    Midi(MidiFacts),
    /// A list of beat times.
    Beats(BeatFacts),
    /// A table of colours with so many entries a side.
    Lut {
        dimensions: u8,
        size: u32,
    },
    /// A mesh with so many triangles.
    Mesh {
        triangles: u32,
    },
    Shader(Box<ShaderFacts>),
    /// A shader's text with a mistake in it.
    BrokenShader(ShaderMistake),
    /// The vertex shader that belongs to another file.
    VertexShader,
    /// It can't be read as picture or sound. The sentence says why.
    Unreadable(Failure),
}

/// The first video stream of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoFacts {
    /// Index of the stream in the container.
    pub stream: usize,
    pub codec: String,
    pub pixel_format: String,
    pub width: u32,
    pub height: u32,
    pub time_base: Rational,
    pub frames: FrameTimes,
    pub color: ColorFacts,
    /// Degrees clockwise that a player turns the picture by: 0, 90, 180 or 270.
    pub rotation: u16,
    pub sample_aspect: Rational,
    pub alpha: bool,
    pub interlaced: bool,
    /// Its stamps can't tell frames apart: they are known by their order alone.
    #[serde(default)]
    pub counted: bool,
    /// The container declared more than could be decoded: where the pictures end, and where they should.
    pub truncated: Option<(Rational, Rational)>,
}

/// An image that moves: a GIF, WebP or PNG of several frames.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnimationFacts {
    /// Its frames as if they were a video's.
    pub video: VideoFacts,
    /// How often its file says that it plays; `None` is again and again.
    pub rounds: Option<u32>,
}

/// When each frame of a video is shown, in presentation order; the first is at or near zero after edit lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameTimes {
    /// Stamps fit a constant rate within the container's rounding and were snapped to it.
    Constant { rate: Rational, first: Rational, count: u64 },
    /// Stamps as they are, in units of the stream's time base, ascending; `end` is where the last frame stops.
    Variable { stamps: Vec<i64>, end: i64 },
}

/// How to read the code values of a video's samples, as ITU-T H.273 numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColorFacts {
    pub primaries: u8,
    pub transfer: u8,
    pub matrix: u8,
    pub full_range: bool,
}

/// One audio stream of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioFacts {
    /// Index of the stream in the container.
    pub stream: usize,
    pub codec: String,
    pub rate: u32,
    pub channels: u16,
    /// Length after priming and padding were taken off, where the container tells.
    pub duration: Rational,
    /// Where the first sample stands on the file's own time line.
    pub start: Rational,
}

impl Facts {
    /// The beats that were found in a stream of a file.
    pub fn beats_of(&self, path: &std::path::Path, stream: usize) -> Option<&DetectedBeats> {
        self.tempos.get(path)?.get(&stream)?.as_ref()
    }
}

impl VideoFacts {
    pub fn frame_count(&self) -> u64 {
        match &self.frames {
            FrameTimes::Constant { count, .. } => *count,
            FrameTimes::Variable { stamps, .. } => stamps.len() as u64,
        }
    }

    /// When frame `index` begins to be shown.
    pub fn time_of(&self, index: u64) -> Rational {
        match &self.frames {
            FrameTimes::Constant { rate, first, .. } => {
                *first + Rational::from_int(i64::try_from(index).unwrap_or(i64::MAX)) / *rate
            }
            FrameTimes::Variable { stamps, end } => {
                let stamp = usize::try_from(index).ok().and_then(|index| stamps.get(index)).unwrap_or(end);
                self.time_base * Rational::from_int(*stamp)
            }
        }
    }

    /// Where the last frame stops being shown.
    pub fn end(&self) -> Rational {
        self.time_of(self.frame_count())
    }

    /// The last frame whose time is at or before `time`; the first one before that, the last one after the end.
    pub fn frame_at(&self, time: Rational) -> u64 {
        let last = self.frame_count().saturating_sub(1);
        match &self.frames {
            FrameTimes::Constant { rate, first, .. } => {
                let index = ((time - *first) * *rate).floor();
                u64::try_from(index.max(0)).unwrap_or(0).min(last)
            }
            FrameTimes::Variable { stamps, .. } => {
                let wanted = (time / self.time_base).floor();
                let after = stamps.partition_point(|stamp| i128::from(*stamp) <= wanted);
                (after.saturating_sub(1) as u64).min(last)
            }
        }
    }

    /// Width and height as a player shows them: sample aspect applied, then turned.
    pub fn shown_size(&self) -> (u32, u32) {
        let stretched = self.sample_aspect * Rational::from_int(i64::from(self.width));
        let width = if self.sample_aspect.is_positive() { stretched.round() } else { i128::from(self.width) };
        let width = u32::try_from(width).unwrap_or(self.width).max(1);
        if self.rotation % 180 == 90 { (self.height, width) } else { (width, self.height) }
    }
}

impl AudioFacts {
    /// Where the sound ends on the file's own time line.
    pub fn end(&self) -> Rational {
        (self.start + self.duration).max(Rational::ZERO)
    }
}

impl SourceFacts {
    pub fn video(&self) -> Option<&VideoFacts> {
        match &self.content {
            Content::Media { video, .. } => video.as_ref(),
            Content::Animation(animation) => Some(&animation.video),
            _ => None,
        }
    }

    pub fn audio(&self) -> &[AudioFacts] {
        match &self.content {
            Content::Media { audio, .. } => audio,
            _ => &[],
        }
    }
}

impl SourceFacts {
    pub fn shader(&self) -> Option<&ShaderFacts> {
        if let Content::Shader(shader) = &self.content { Some(shader) } else { None }
    }

    pub fn captions(&self) -> Option<&CaptionFacts> {
        if let Content::Captions(captions) = &self.content { Some(captions) } else { None }
    }
}

impl FileIdentity {
    /// The identity of the regular file at `path` as it is now.
    pub fn of(path: &std::path::Path) -> std::io::Result<Self> {
        Self::from_metadata(&std::fs::metadata(path)?)
    }

    /// The identity of a regular file that is open already, by its metadata.
    pub fn from_metadata(meta: &std::fs::Metadata) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        if !meta.is_file() {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a regular file"));
        }
        let ns = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
        Ok(Self {
            device: meta.dev(),
            inode: meta.ino(),
            size: meta.size(),
            modified_ns: ns(meta.mtime(), meta.mtime_nsec()),
            changed_ns: ns(meta.ctime(), meta.ctime_nsec()),
        })
    }
}

//! What a decoder of sound is to this room, whoever wrote it.

use std::path::Path;

use crate::base::{Failure, Rational};

/// A run of decoded frames, interleaved.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// Where its first frame stands on the file's own time line, in frames of the decoder's rate. Priming and padding of the
    /// encoder are trimmed and edit lists applied, so that the sound a player starts with stands at or near zero.
    pub at: i64,
    pub samples: Vec<f32>,
}

/// One audio stream of one file, decoded from wherever it was last sent to.
pub trait Decoder: Send {
    /// Frames a second.
    fn rate(&self) -> u32;

    fn channels(&self) -> u16;

    /// Which speaker each channel is for; the usual order for their number unless the decoder knows better.
    fn speakers(&self) -> Vec<Speaker> {
        Speaker::usual(self.channels())
    }

    /// The next block; `None` after the last one.
    fn next(&mut self) -> Result<Option<Block>, Failure>;

    /// Goes on from a block that begins at or before `time` (seconds, not negative), and from the start where it can't.
    fn seek(&mut self, time: Rational) -> Result<(), Failure>;
}

/// Who decodes what this room can't: libav, which only the export room may bring here.
pub trait Fallback {
    /// Opens audio stream `stream`, counted among the file's audio streams.
    fn open(&self, path: &Path, stream: usize) -> Result<Box<dyn Decoder>, Failure>;
}

/// What a channel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    FrontLeft,
    FrontRight,
    FrontCenter,
    LowFrequency,
    BackLeft,
    BackRight,
    BackCenter,
    SideLeft,
    SideRight,
    /// One that stereo has no rule for.
    Other,
}

impl Speaker {
    /// The order that FFmpeg, WAV and FLAC share where nothing else is said.
    pub fn usual(channels: u16) -> Vec<Self> {
        use Speaker::*;
        match channels {
            1 => vec![FrontCenter],
            2 => vec![FrontLeft, FrontRight],
            3 => vec![FrontLeft, FrontRight, FrontCenter],
            4 => vec![FrontLeft, FrontRight, BackLeft, BackRight],
            5 => vec![FrontLeft, FrontRight, FrontCenter, BackLeft, BackRight],
            6 => vec![FrontLeft, FrontRight, FrontCenter, LowFrequency, BackLeft, BackRight],
            7 => vec![FrontLeft, FrontRight, FrontCenter, LowFrequency, BackCenter, SideLeft, SideRight],
            8 => vec![FrontLeft, FrontRight, FrontCenter, LowFrequency, BackLeft, BackRight, SideLeft, SideRight],
            _ => {
                let mut speakers = vec![FrontLeft, FrontRight];
                speakers.resize(usize::from(channels), Other);
                speakers
            }
        }
    }
}

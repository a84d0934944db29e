//! What a finished file says of itself: enough to check an export without decoding it.

use std::path::Path;

use crate::base::facts::ColorFacts;
use crate::base::{Failure, Rational};

use super::libav::{Input, StreamKind, StreamSketch, open_regular};
use super::probe::{StreamScan, scan};

/// A container as it was read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    /// libav's names of the format.
    pub format: String,
    pub duration: Option<Rational>,
    pub streams: Vec<InspectedStream>,
}

/// One stream of it.
#[derive(Debug, Clone, PartialEq)]
pub struct InspectedStream {
    pub codec: String,
    /// libav's word: `High`, `LC`; empty where there is none.
    pub profile: String,
    pub packets: u64,
    /// Where the first packet is shown or heard, after what the edit list takes off, in seconds.
    pub first: Option<Rational>,
    /// Where the last packet begins.
    pub last: Option<Rational>,
    /// The length that the container declares for this stream.
    pub duration: Option<Rational>,
    pub shape: InspectedShape,
}

/// What a stream holds.
#[derive(Debug, Clone, PartialEq)]
pub enum InspectedShape {
    Video {
        width: u32,
        height: u32,
        pixel_format: String,
        frame_rate: Option<Rational>,
        /// As the file tags it; 2 is unspecified.
        color: ColorFacts,
        /// H.273 chroma location as libav numbers it (1: left).
        chroma_location: u8,
        /// Frames that are shown.
        frames: u64,
    },
    Audio {
        rate: u32,
        channels: u16,
        /// Samples that are heard, after priming and padding were taken off.
        samples: i64,
    },
    Other,
}

/// How colours are meant, where it is said: H.273 numbers, of which 2 says nothing, and whether the range is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColorTags {
    pub primaries: u8,
    pub transfer: u8,
    pub matrix: u8,
    pub full_range: Option<bool>,
}

impl ColorTags {
    /// `range` is libav's number: 1 limited, 2 full.
    pub(super) fn new([primaries, transfer, matrix, range]: [u8; 4]) -> Self {
        let full_range = match range {
            1 => Some(false),
            2 => Some(true),
            _ => None,
        };
        Self { primaries, transfer, matrix, full_range }
    }
}

/// What the container alone says of the first pictures' colours, whatever their bitstream says; none where it has no
/// pictures.
pub fn container_colors(path: &Path) -> Result<Option<ColorTags>, Failure> {
    let (file, _) = open_regular(path)?;
    let input = Input::open_undecoded(path, file)?;
    let mut pictures = input.streams().iter().filter(|stream| stream.kind == StreamKind::Video && !stream.cover_art);
    let tags = |stream: &StreamSketch| ColorTags::new([stream.primaries, stream.transfer, stream.matrix, stream.range]);
    Ok(pictures.next().map(tags))
}

/// Reads every packet of the file at `path` and decodes none.
pub fn inspect(path: &Path) -> Result<Inspection, Failure> {
    inspect_telling(path, &|| {})
}

/// As [`inspect`], and `beat` hears of every packet.
pub fn inspect_telling(path: &Path, beat: &dyn Fn()) -> Result<Inspection, Failure> {
    let (file, _) = open_regular(path)?;
    let mut input = Input::open(path, file)?;
    let scanned = scan(&mut input, beat)?;
    let streams = input.streams().iter().zip(&scanned.streams).map(|(stream, scan)| inspected(stream, scan)).collect();
    Ok(Inspection { format: input.format(), duration: input.declared_duration(), streams })
}

fn inspected(stream: &StreamSketch, scan: &StreamScan) -> InspectedStream {
    let at = |ticks: i64| stream.time_base.checked_mul(Rational::from_int(ticks));
    let duration = stream.duration.and_then(at);
    let (first, shape) = match stream.kind {
        StreamKind::Video => {
            let shape = InspectedShape::Video {
                width: stream.width,
                height: stream.height,
                pixel_format: stream.pixel.name.clone(),
                frame_rate: stream.average_rate,
                color: ColorFacts {
                    primaries: stream.primaries,
                    transfer: stream.transfer,
                    matrix: stream.matrix,
                    full_range: stream.range == 2,
                },
                chroma_location: stream.chroma_location,
                frames: scan.stamps.len() as u64,
            };
            (scan.stamps.first().copied(), shape)
        }
        StreamKind::Audio => {
            let first = stream.start.or(scan.first);
            let shape = InspectedShape::Audio {
                rate: stream.rate,
                channels: stream.channels,
                samples: heard_samples(stream, scan).unwrap_or(0),
            };
            (first, shape)
        }
        StreamKind::Other => (None, InspectedShape::Other),
    };
    InspectedStream {
        codec: stream.codec.clone(),
        profile: stream.profile_name.clone(),
        packets: scan.packets,
        first: first.and_then(at),
        last: scan.last.and_then(at),
        duration,
        shape,
    }
}

fn heard_samples(stream: &StreamSketch, scan: &StreamScan) -> Option<i64> {
    let rate = Rational::from_int(i64::from(stream.rate));
    i64::try_from(scan.heard(stream)?.checked_mul(rate)?.round()).ok()
}

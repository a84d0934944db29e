//! Packets into a finished container.

use std::path::{Path, PathBuf};

use crate::base::{Failure, Reason, printable};

use super::libav::{Output, Refusal};
use super::packet::{Packet, StreamParameters, StreamShape};

/// A container being written. Nothing of it counts until [`Muxer::finish`] has said so.
pub struct Muxer {
    path: PathBuf,
    output: Output,
    index: Index,
    /// What is added to the times of each stream.
    delays: Vec<i64>,
}

/// How the index of an MP4 and its kin comes to stand in front of the packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// The packets are moved back once all are written: the whole file is written twice.
    Moved,
    /// So many bytes are left free in front of the packets.
    Room(u64),
}

impl Muxer {
    /// Starts the file at `path`, which is overwritten. `format` is libav's name; `mp4` and its kin put their index first.
    pub fn create(
        path: &Path,
        format: &str,
        streams: &[StreamParameters],
        title: Option<&str>,
    ) -> Result<Self, Failure> {
        Self::with_index(path, format, streams, title, Index::Moved)
    }

    /// As [`Muxer::create`], with a word on where the index of an MP4 comes from.
    pub fn with_index(
        path: &Path,
        format: &str,
        streams: &[StreamParameters],
        title: Option<&str>,
        index: Index,
    ) -> Result<Self, Failure> {
        let options = match format {
            "mp4" | "mov" | "ipod" => {
                let mut options = index_first(streams, index);
                // Older builds of libav call it an experiment; what they write is what the specification says.
                if streams.iter().any(|stream| stream.codec == "flac") {
                    options.push(("strict", "experimental".to_owned()));
                }
                options
            }
            // A larger header once there are 4 GiB.
            "wav" => vec![("rf64", "auto".to_owned())],
            // Sound that has to be played in begins below zero, which these say in a field of its own: nothing is to be moved.
            "webm" | "matroska" => vec![("avoid_negative_ts", "disabled".to_owned())],
            _ => Vec::new(),
        };
        let output =
            Output::create(path, format, streams, title, &options).map_err(|why| failure(path, "writing", &why))?;
        let delays = streams.iter().map(|stream| unsaid_delay(format, stream)).collect();
        Ok(Self { path: path.to_owned(), output, index, delays })
    }

    /// Writes a packet of the stream with that number. Feed the streams side by side in time: libav holds packets back
    /// until every stream has reached that time.
    pub fn write(&mut self, stream: usize, packet: &Packet) -> Result<(), Failure> {
        let delay = self.delays.get(stream).copied().unwrap_or(0);
        let written = if delay == 0 {
            self.output.write(stream, packet)
        } else {
            let moved = Packet { pts: packet.pts + delay, dts: packet.dts + delay, ..packet.clone() };
            self.output.write(stream, &moved)
        };
        written.map_err(|why| failure(&self.path, "writing", &why))
    }

    /// Writes the index and closes the file.
    pub fn finish(self) -> Result<(), Failure> {
        let Self { path, output, .. } = self;
        output.finish().map_err(|why| failure(&path, "finishing", &why))
    }

    /// As [`Muxer::finish`]; `false` where the room that was left for the index is too small, and the file is good for
    /// nothing.
    pub fn finish_if_it_fits(self) -> Result<bool, Failure> {
        let Self { path, output, index, .. } = self;
        match output.finish() {
            Ok(()) => Ok(true),
            // The muxer says nothing more of it than that.
            Err(why) if matches!(index, Index::Room(_)) && why.errno.is_none_or(is_invalid) => Ok(false),
            Err(why) => Err(failure(&path, "finishing", &why)),
        }
    }
}

/// Matroska's times of Opus count from the first sample that is played in. libavformat up to 59.30.100 says in the header how
/// many there are, and leaves the times as they were: the sound would come that much too early.
fn unsaid_delay(format: &str, stream: &StreamParameters) -> i64 {
    const LAST: (u32, u32, u32) = (59, 30, 100);
    let ([_, version, _], _, _) = super::libav::versions();
    match &stream.shape {
        StreamShape::Audio { initial_padding, .. }
            if matches!(format, "webm" | "matroska") && stream.codec == "opus" && version <= LAST =>
        {
            i64::from(*initial_padding)
        }
        _ => 0,
    }
}

fn index_first(streams: &[StreamParameters], index: Index) -> Vec<(&'static str, String)> {
    let mut options = vec![match index {
        Index::Moved => ("movflags", "+faststart".to_owned()),
        Index::Room(bytes) => ("moov_size", bytes.to_string()),
    }];
    if let Some(scale) = shared_scale(streams) {
        options.push(("movie_timescale", scale.to_string()));
    }
    options
}

/// A time scale in which the lengths of all streams are whole numbers. The default of a millisecond rounds 29.97 frames a
/// second, and players cut at what the edit list says.
fn shared_scale(streams: &[StreamParameters]) -> Option<u32> {
    let mut shared: u64 = 1;
    for stream in streams {
        let scale = match &stream.shape {
            StreamShape::Video { .. } => u64::try_from(stream.time_base.den()).ok()?,
            StreamShape::Audio { rate, .. } => u64::from(*rate),
        };
        shared = shared.checked_mul(scale / gcd(shared, scale.max(1)))?;
    }
    u32::try_from(shared).ok().filter(|scale| (1..=10_000_000).contains(scale))
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// What libav says where it does not want to, rather than where the system can't.
fn is_invalid(errno: i32) -> bool {
    errno == rustix::io::Errno::INVAL.raw_os_error()
}

pub(super) fn failure(path: &Path, doing: &str, why: &Refusal) -> Failure {
    if let Some(errno) = why.errno.filter(|errno| !is_invalid(*errno)) {
        let error = std::io::Error::from_raw_os_error(errno);
        return Failure::io(doing, path, &error);
    }
    let name = printable::path(path);
    Failure::new(Reason::EncoderFailed, format!("{name}: {doing}: {}", why.sentence))
}

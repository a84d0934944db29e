//! What a running export says of itself. These events are all that the TUI, the API, the log and the progress bar know.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::{Reason, lossy_path};

/// One line of `rushes render --json` and of a worker's report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    Progress(Progress),
    Log(LogLine),
    Completed(Completed),
    Failed { reason: Reason, message: String, recoverable: bool },
    Cancelled,
}

/// Where an export stands.
/// A report of another version may lack what this one tells.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub phase: Phase,
    /// 0..100, never falls; the last one is finalize.
    pub percent: f64,
    /// Frames finished, those of found chunks included.
    pub frame: u64,
    pub frames: u64,
    /// Frames finished a second, lately.
    pub fps: f64,
    /// Resident bytes of the worker.
    pub memory: u64,
    pub memory_limit: u64,
    /// Bytes of images, texts and groups that are kept on the graphics adapter, and how many may be.
    pub cache: u64,
    pub cache_limit: u64,
    pub chunks_done: u64,
    pub chunks: u64,
    /// Of those done, how many were in the store already.
    pub chunks_found: u64,
    /// Frames composed, and frames encoded, of this attempt.
    pub composed: u64,
    pub encoded: u64,
    /// Mean milliseconds that a frame takes in each stage.
    pub rates: Rates,
    /// Where the lanes' time went lately.
    pub shares: Shares,
    /// What keeps it from being faster; none until it is known.
    pub bottleneck: Option<Bottleneck>,
    /// Cores that the worker kept busy lately.
    pub cores: f64,
    /// Lanes at work.
    pub lanes: u32,
    /// Frames that were lost on the way or came twice. A chunk that had one is not kept, so that this is always 0.
    pub dropped: u64,
    /// What it waits for that is not its own work: room on a disk, another process.
    pub waiting: Option<String>,
    /// Slots of the readback ring that hold a frame, and how many there are.
    pub ring_used: u32,
    pub ring_size: u32,
    /// Seconds to go; none until it is known well.
    pub eta: Option<f64>,
    /// Seconds since the attempt began.
    pub elapsed: f64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rates {
    pub decode_ms: f64,
    pub compose_ms: f64,
    pub readback_ms: f64,
    pub encode_ms: f64,
    /// How long a composed frame waits until the encoder takes it.
    pub encode_wait_ms: f64,
}

/// Parts of the lanes' time, 0 to 1. What a lane composes with and what it encodes with are two threads: the first four
/// come to 1 at most, and the last is the encoders' own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shares {
    pub decode: f64,
    pub compose: f64,
    /// Waiting for the graphics adapter to hand a frame over.
    pub readback_wait: f64,
    /// Waiting for the encoder to take a frame.
    pub encode_wait: f64,
    pub encode: f64,
}

/// The part of the work that all others wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bottleneck {
    Decode,
    Compose,
    Readback,
    Encode,
}

impl Bottleneck {
    /// As a person reads it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Decode => "decoding the sources",
            Self::Compose => "composing",
            Self::Readback => "waiting for the graphics adapter",
            Self::Encode => "waiting for the encoder",
        }
    }
}

impl Shares {
    /// What the most time goes into; none while there is too little to tell.
    pub fn bottleneck(&self) -> Option<Bottleneck> {
        const ENOUGH: f64 = 0.2;
        let parts = [
            (self.encode_wait, Bottleneck::Encode),
            (self.readback_wait, Bottleneck::Readback),
            (self.compose, Bottleneck::Compose),
            (self.decode, Bottleneck::Decode),
        ];
        let most = parts.into_iter().max_by(|one, other| one.0.total_cmp(&other.0))?;
        (most.0 >= ENOUGH).then_some(most.1)
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    #[default]
    Prepare,
    Render,
    /// The last frame is composed and encoders still work.
    Encode,
    Finalize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// Milliseconds since 1970.
    pub at: i64,
    pub level: Level,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Perf,
    Info,
    Success,
    Warning,
    Error,
}

/// A published, verified file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Completed {
    #[serde(serialize_with = "lossy_path::serialize")]
    pub output: PathBuf,
    pub frames: u64,
    /// Seconds.
    pub duration: f64,
    #[serde(serialize_with = "lossy_path::serialize")]
    pub receipt: PathBuf,
}

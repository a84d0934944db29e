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

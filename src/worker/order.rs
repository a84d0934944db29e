//! The files between an engine and a worker: the order that it reads, the report that it appends, the exit that it
//! writes last. One folder per attempt; whoever comes later can read there what happened.

use serde::{Deserialize, Serialize};

use crate::base::process::ProcessIdentity;
use crate::export::event::Event;
pub use crate::export::request::ExportWork;

pub const ORDER_FILE: &str = "order.json";
/// Written by the worker as its first act, so that a restarted engine finds it again.
pub const IDENTITY_FILE: &str = "identity.json";
pub const REPORT_FILE: &str = "report.jsonl";
pub const EXIT_FILE: &str = "exit.json";
/// What the worker's libraries print.
pub const STDERR_FILE: &str = "stderr.log";

/// `order.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// Says that a found process belongs to this order.
    pub nonce: String,
    pub job: i64,
    pub attempt: u32,
    pub work: Work,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Work {
    Export(ExportWork),
}

/// `identity.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub nonce: String,
    pub process: ProcessIdentity,
}

/// One line of `report.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub job: i64,
    pub attempt: u32,
    #[serde(flatten)]
    pub event: Event,
}

/// `exit.json`: how the attempt ended. A folder without it belongs to a worker that runs or that was killed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exit {
    pub nonce: String,
    pub job: i64,
    pub attempt: u32,
    /// The last event: completed, failed or cancelled.
    pub end: Event,
    /// Chunks that this attempt encoded. Attempts that add none count against the job.
    pub chunks_encoded: u64,
}

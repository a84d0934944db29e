//! What goes over the wire. `--json` output uses the same types, so fields never change their meaning.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::Reason;
pub use crate::export::event::{Level, LogLine, Phase, Progress, Rates};
pub use crate::project::place::{Problem, Severity};

/// A job as clients see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobView {
    pub id: i64,
    /// Where it stands in the order of the queue, from 0; jobs that ended keep their last place.
    pub order: i64,
    /// The project's file.
    pub project: PathBuf,
    pub title: Option<String>,
    pub export: String,
    pub state: JobState,
    /// Why it stands where it stands, in a few words: what it waits for, or what went wrong.
    pub note: Option<String>,
    pub reason: Option<Reason>,
    pub output: PathBuf,
    pub attempt: u32,
    pub phase: Option<Phase>,
    /// 0..100, never falls.
    pub percent: f64,
    /// The newest progress of the attempt that runs, or the last one that did.
    pub progress: Option<Progress>,
    /// Milliseconds since 1970.
    pub added_at: i64,
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    Waiting,
    Running,
    Paused,
    Held,
    Blocked,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Running,
        Self::Paused,
        Self::Held,
        Self::Blocked,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Held => "held",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Nothing happens to it any more by itself.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// `GET /v1/status`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EngineView {
    pub version: String,
    pub pid: u32,
    /// Milliseconds since 1970.
    pub started_at: i64,
    pub home: PathBuf,
    pub running: u32,
    pub waiting: u32,
}

/// The box, sampled at most once a second.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Vitals {
    pub host: String,
    pub cpu_percent: f32,
    pub memory_used: u64,
    pub memory_total: u64,
    /// Free bytes where the cache lies.
    pub disk_free: u64,
}

/// A folder's projects, as `GET /v1/folder?path=…` and the stream give them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FolderView {
    pub path: PathBuf,
    pub projects: Vec<ProjectView>,
    /// False where the folder is looked at from time to time instead of watched.
    pub watched: bool,
    /// What is wrong with the folder itself, if anything.
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectView {
    pub path: PathBuf,
    pub name: String,
    pub title: Option<String>,
    pub exports: Vec<String>,
    /// `WxH`, frame rate and seconds, where the document says them.
    pub size: Option<(u32, u32)>,
    pub fps: Option<f64>,
    pub seconds: Option<f64>,
    /// Empty: nothing wrong with the document itself.
    pub problems: Vec<Problem>,
}

/// `POST /v1/jobs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddRequest {
    /// Absolute path of the project file.
    pub project: PathBuf,
    /// Names of exports; empty means the first one.
    #[serde(default)]
    pub exports: Vec<String>,
    /// Every export of the project.
    #[serde(default)]
    pub all: bool,
    /// `name=value`, as `--set` takes them.
    #[serde(default)]
    pub set: Vec<(String, String)>,
    /// Another output path than the project's; for one export only.
    #[serde(default)]
    pub output: Option<PathBuf>,
    #[serde(default)]
    pub overwrite: bool,
}

/// `GET /v1/jobs/{id}/log?from=BYTE`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogPage {
    pub lines: Vec<LogLine>,
    /// Where the next page begins.
    pub next: u64,
    /// The file of the newest attempt, for `$PAGER`.
    pub file: Option<PathBuf>,
}

/// Body of every answer that is no success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    pub error: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub problems: Vec<Problem>,
}

/// One message of `GET /v1/stream?folder=…` (WebSocket): a snapshot first, then what changed, numbered without gaps. A
/// client that was too slow gets a new snapshot instead of what it missed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StreamMessage {
    pub seq: u64,
    #[serde(flatten)]
    pub change: Change,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Change {
    Snapshot { engine: EngineView, vitals: Vitals, jobs: Vec<JobView>, folder: Option<FolderView> },
    Job { job: JobView },
    Removed { id: i64 },
    Log { job: i64, line: LogLine },
    Folder { folder: FolderView },
    Vitals { vitals: Vitals },
}

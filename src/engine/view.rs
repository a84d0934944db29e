//! What the engine shows of itself: jobs, folders, the box. Plain values; the wire sends them as they are.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::Reason;
use crate::export::event::{LogLine, Phase, Progress};
use crate::project::place::Problem;
use crate::queue::JobState;

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

/// What changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "nearly all of them are jobs, and a box would be an allocation for each")]
pub enum Change {
    Snapshot { engine: EngineView, vitals: Vitals, jobs: Vec<JobView>, folder: Option<FolderView> },
    Job { job: JobView },
    Removed { id: i64 },
    Log { job: i64, line: LogLine },
    Folder { folder: FolderView },
    Vitals { vitals: Vitals },
}

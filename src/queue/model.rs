//! What a job is: a frozen piece of work, and where it stands in its life.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::Failure;
use crate::export::event::Progress;
use crate::worker::order::ExportWork;

/// A job before it has an id.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// What a worker will be told, word for word.
    pub work: ExportWork,
    pub title: Option<String>,
    /// Where the file will be, absolute. No two active jobs share one.
    pub output: PathBuf,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Never used again for another job.
    pub id: i64,
    /// Raised by every change that is stored; a change made from an older version is refused.
    pub version: i64,
    /// Its place in the queue: lower runs first.
    pub place: i64,
    pub work: ExportWork,
    pub title: Option<String>,
    pub output: PathBuf,
    pub life: Life,
    /// The newest progress that was stored, which happens when an attempt ends.
    pub progress: Option<Progress>,
    /// Milliseconds since 1970.
    pub added_at: i64,
    /// When the first attempt began.
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
}

/// Where a job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub stage: Stage,
    /// The number of the newest attempt; only grows.
    pub attempt: u32,
    /// Attempts in a row that ended without a new chunk.
    pub barren: u32,
}

/// The stages of a life, each with what only it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// Its turn has not come; after an attempt that failed, why there is another.
    Waiting {
        again: Option<String>,
    },
    /// A worker has it; `cancelling` once it was asked to stop.
    Running {
        cancelling: bool,
    },
    /// A worker has it and idles between frames.
    Paused {
        cancelling: bool,
    },
    /// A person keeps it back.
    Held,
    /// It waits for something that is named.
    Blocked {
        why: String,
    },
    Done,
    Failed(Failure),
    Cancelled,
}

impl Life {
    pub const NEW: Self = Self { stage: Stage::Waiting { again: None }, attempt: 0, barren: 0 };

    pub const fn state(&self) -> JobState {
        self.stage.state()
    }
}

impl Stage {
    pub const fn state(&self) -> JobState {
        match self {
            Self::Waiting { .. } => JobState::Waiting,
            Self::Running { .. } => JobState::Running,
            Self::Paused { .. } => JobState::Paused,
            Self::Held => JobState::Held,
            Self::Blocked { .. } => JobState::Blocked,
            Self::Done => JobState::Done,
            Self::Failed(_) => JobState::Failed,
            Self::Cancelled => JobState::Cancelled,
        }
    }

    /// Asked to stop, and not gone yet.
    pub const fn cancelling(&self) -> bool {
        matches!(self, Self::Running { cancelling: true } | Self::Paused { cancelling: true })
    }

    /// A worker has the job.
    pub const fn has_worker(&self) -> bool {
        matches!(self, Self::Running { .. } | Self::Paused { .. })
    }
}

/// Where a job stands, in the word that every program and screen uses for it.
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

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Nothing happens to it any more by itself.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

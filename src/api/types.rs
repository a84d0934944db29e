//! What goes over the wire. `--json` output uses the same types, so fields never change their meaning.

use serde::{Deserialize, Serialize};

use crate::base::Reason;
pub use crate::engine::view::{AddRequest, Change, EngineView, FolderView, JobView, LogPage, ProjectView, Vitals};
pub use crate::export::event::{Level, LogLine, Phase, Progress, Rates};
pub use crate::project::place::{Problem, Severity};
pub use crate::queue::JobState;

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

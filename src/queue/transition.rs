//! The one function that changes where a job stands.

use super::model::{JobState, Life, Stage};
use crate::base::{Failure, Reason};

/// So many attempts in a row without a new chunk fail a job, whatever the reason.
pub const BARREN_LIMIT: u32 = 3;

/// What happens to a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Its turn has come: a new attempt begins.
    Start,
    /// The worker published the file.
    Completed,
    /// The worker said that it failed. `fruitful`: the attempt added a chunk.
    Failed {
        failure: Failure,
        recoverable: bool,
        fruitful: bool,
    },
    /// The worker is gone without a word.
    Lost {
        failure: Failure,
        fruitful: bool,
    },
    /// The worker stopped because it was told to.
    Stopped {
        fruitful: bool,
    },
    Cancel,
    Retry,
    Pause,
    Resume,
    Hold,
    Release,
    Block {
        why: String,
    },
    Unblock,
}

impl Event {
    /// What it would do to the job, for the sentence of a refusal.
    const fn doing(&self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Completed => "completed",
            Self::Failed { .. } => "failed",
            Self::Lost { .. } => "given up as lost",
            Self::Stopped { .. } => "stopped",
            Self::Cancel => "cancelled",
            Self::Retry => "tried again",
            Self::Pause => "paused",
            Self::Resume => "resumed",
            Self::Hold => "held",
            Self::Release => "released",
            Self::Block { .. } => "blocked",
            Self::Unblock => "unblocked",
        }
    }
}

/// The event makes no sense where the job stands; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the job is {}, so it can't be {doing}{hint}", state.word())]
pub struct Refused {
    pub state: JobState,
    pub doing: &'static str,
    hint: &'static str,
}

/// Where a job stands after an event, or why the event is refused there.
pub fn transition(life: &Life, event: Event) -> Result<Life, Refused> {
    let refused = Refused { state: life.state(), doing: event.doing(), hint: hint(life.state(), &event) };
    let stage = match (&life.stage, event) {
        (Stage::Waiting { .. }, Event::Start) => return begin(life).ok_or(refused),

        (Stage::Running { .. } | Stage::Paused { .. }, Event::Completed) => {
            return Ok(Life { stage: Stage::Done, attempt: life.attempt, barren: 0 });
        }
        (
            Stage::Running { cancelling: true } | Stage::Paused { cancelling: true },
            Event::Failed { .. } | Event::Lost { .. } | Event::Stopped { .. },
        ) => Stage::Cancelled,
        (Stage::Running { .. } | Stage::Paused { .. }, Event::Failed { failure, recoverable, fruitful }) => {
            return Ok(if recoverable { again(life, failure, fruitful) } else { fail(life, failure) });
        }
        (Stage::Running { .. } | Stage::Paused { .. }, Event::Lost { failure, fruitful }) => {
            return Ok(again(life, failure, fruitful));
        }
        (Stage::Running { .. } | Stage::Paused { .. }, Event::Stopped { fruitful }) => {
            let failure = Failure::new(Reason::Crashed, "the worker was stopped from outside");
            return Ok(again(life, failure, fruitful));
        }

        (Stage::Waiting { .. } | Stage::Held | Stage::Blocked { .. }, Event::Cancel) => Stage::Cancelled,
        // Asking twice is asking once.
        (Stage::Running { .. }, Event::Cancel) => Stage::Running { cancelling: true },
        (Stage::Paused { .. }, Event::Cancel) => Stage::Paused { cancelling: true },

        (Stage::Failed(_) | Stage::Cancelled, Event::Retry) => {
            return Ok(Life { stage: Stage::Waiting { again: None }, attempt: life.attempt, barren: 0 });
        }

        (Stage::Running { cancelling: false }, Event::Pause) => Stage::Paused { cancelling: false },
        (Stage::Paused { cancelling: false }, Event::Resume) => Stage::Running { cancelling: false },

        (Stage::Waiting { .. } | Stage::Blocked { .. }, Event::Hold) => Stage::Held,
        (Stage::Held, Event::Release) | (Stage::Blocked { .. }, Event::Unblock) => Stage::Waiting { again: None },
        (Stage::Waiting { .. } | Stage::Blocked { .. }, Event::Block { why }) => Stage::Blocked { why },

        _ => return Err(refused),
    };
    Ok(Life { stage, ..life.clone() })
}

fn begin(life: &Life) -> Option<Life> {
    let attempt = life.attempt.checked_add(1)?;
    Some(Life { stage: Stage::Running { cancelling: false }, attempt, barren: life.barren })
}

fn fail(life: &Life, failure: Failure) -> Life {
    Life { stage: Stage::Failed(failure), ..life.clone() }
}

/// Another attempt, unless too many in a row added nothing.
fn again(life: &Life, failure: Failure, fruitful: bool) -> Life {
    let barren = if fruitful { 0 } else { life.barren.saturating_add(1) };
    let stage = if barren >= BARREN_LIMIT {
        let message = format!("{} ({BARREN_LIMIT} attempts in a row added no chunk)", failure.message);
        Stage::Failed(Failure { reason: failure.reason, message })
    } else {
        Stage::Waiting { again: Some(failure.message) }
    };
    Life { stage, attempt: life.attempt, barren }
}

const fn hint(state: JobState, event: &Event) -> &'static str {
    match (state, event) {
        (JobState::Done, Event::Retry) => "; add it again to export it again",
        (JobState::Running | JobState::Paused, Event::Retry) => "; cancel it first",
        (JobState::Running, Event::Hold) => "; pause it, or cancel it",
        _ => "",
    }
}

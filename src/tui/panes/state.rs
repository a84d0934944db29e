//! A job's state in words and numbers, the same in every pane.

use crate::api::types::{JobState, JobView, Phase};
use crate::tui::model::Model;
use crate::tui::themes::Role;
use crate::tui::words;

/// The word that stands beside the glyph: what it does while it runs, else how it stands.
pub const fn state_word(job: &JobView) -> &'static str {
    match job.state {
        // Not its own work: room on a disk, another process.
        JobState::Running if is_waiting(job) => "waits",
        JobState::Running => match job.phase {
            Some(phase) => phase_word(phase),
            None => "starts",
        },
        JobState::Waiting => "waits",
        other => other.word(),
    }
}

/// A worker has it, and waits for something that is not its own work.
pub const fn is_waiting(job: &JobView) -> bool {
    matches!(job.state, JobState::Running) && matches!(&job.progress, Some(progress) if progress.waiting.is_some())
}

pub const fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Prepare => "prepare",
        Phase::Render => "render",
        Phase::Encode => "encode",
        Phase::Finalize => "finalize",
    }
}

pub const fn state_role(state: JobState) -> Role {
    match state {
        JobState::Running => Role::Running,
        JobState::Paused => Role::Paused,
        JobState::Waiting => Role::Waiting,
        JobState::Held => Role::Held,
        JobState::Blocked => Role::Blocked,
        JobState::Done => Role::Done,
        JobState::Failed => Role::Failed,
        JobState::Cancelled => Role::Cancelled,
    }
}

/// The role of a job's state; one that waits looks like one that is paused.
pub const fn role_of(job: &JobView) -> Role {
    if is_waiting(job) { Role::Paused } else { state_role(job.state) }
}

/// `63%`: never rounded up to what is not reached.
pub fn percent_text(job: &JobView) -> String {
    format!("{:.0}%", job.percent.clamp(0.0, 100.0).floor())
}

/// Time to go as a range that narrows with what is known, or the sign for unknown.
pub fn eta_text(model: &Model, job: &JobView) -> String {
    let unknown = || model.glyphs.unknown().to_owned();
    if job.state != JobState::Running {
        return unknown();
    }
    let Some(eta) =
        job.progress.as_ref().and_then(|progress| progress.eta).filter(|eta| eta.is_finite() && *eta >= 0.0)
    else {
        return unknown();
    };
    match model.shown().track(job.id).and_then(|track| track.spread()) {
        Some((slow, fast)) => words::time_to_go(eta / fast.max(0.1), eta / slow.max(0.1)),
        None => words::time_to_go(eta * 0.8, eta * 1.25),
    }
}

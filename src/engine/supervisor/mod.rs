//! One worker for each attempt: spawned or found again, followed by its report, settled when it is gone.
//!
//! Owns attempts' folders and worker processes. Must not decide what becomes of a job: the queue's transition does.

mod ending;
mod folder;
mod follow;
pub mod process;
mod signals;
pub mod tail;

pub(super) use follow::{begin, remember, run, take_up};

//! How an export is asked to stop, and how it ends when it did not finish.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::{Failure, Reason};

/// A flag that many threads look at between frames. Cancelling never unwinds through libav or a driver: whoever sees the
/// flag simply makes no more frames.
#[derive(Debug, Clone, Default)]
pub struct StopFlag(Arc<AtomicBool>);

impl StopFlag {
    pub fn raise(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// `Err(Cancelled)` once the flag is up.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.is_raised() { Err(Stopped::Cancelled) } else { Ok(()) }
    }
}

/// Why an export ended without a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    Cancelled,
    Failed(Failure),
}

/// What ended two works that stop each other: one that only stopped because the other failed says `Cancelled`, and the
/// failure is what counts.
pub fn cause(first: Result<(), Stopped>, second: Result<(), Stopped>) -> Result<(), Stopped> {
    match (first, second) {
        (Err(Stopped::Cancelled), Err(failed)) => Err(failed),
        (Ok(()), second) => second,
        (first, _) => first,
    }
}

impl Stopped {
    /// The failure of work that nobody can cancel.
    pub fn into_failure(self) -> Failure {
        match self {
            Self::Failed(failure) => failure,
            Self::Cancelled => Failure::new(Reason::Crashed, "it was stopped before it was done"),
        }
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

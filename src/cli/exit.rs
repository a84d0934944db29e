//! How a verb ended, as the number that scripts read.

use std::process::ExitCode;

use crate::base::Failure;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// What was asked is done.
    Done,
    /// The work failed or was refused.
    Failed,
    /// The words made no sense.
    Usage,
    /// Nothing is wrong with the work itself: the same again may succeed.
    TryAgain,
    /// Ctrl-C, or a signal that asks to stop.
    Interrupted,
    /// A signal ended the screen, by its number.
    Signal(i32),
}

impl Exit {
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::TryAgain => 75,
            Self::Interrupted => 130,
            // As shells tell it.
            Self::Signal(number) => 128u8.wrapping_add((number & 0x7f) as u8),
        }
    }

    /// Of two ends the one that a script must hear of.
    #[must_use]
    pub const fn worst(self, other: Self) -> Self {
        const fn weight(exit: Exit) -> u8 {
            match exit {
                Exit::Done => 0,
                Exit::TryAgain => 1,
                Exit::Failed => 2,
                Exit::Usage => 3,
                Exit::Interrupted | Exit::Signal(_) => 4,
            }
        }
        if weight(other) > weight(self) { other } else { self }
    }
}

impl From<&Failure> for Exit {
    fn from(failure: &Failure) -> Self {
        if failure.reason.recoverable() { Self::TryAgain } else { Self::Failed }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

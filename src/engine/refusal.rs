//! Why the engine did not do what it was asked.

use crate::base::Failure;
use crate::project::place::Problem;
use crate::queue::{Refused, StoreError};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no job {0}; `rushes jobs` lists them")]
    NoSuchJob(i64),
    /// It can't be done as things stand.
    #[error("{0}")]
    NotNow(String),
    /// What was asked makes no sense, and why.
    #[error("{message}")]
    Invalid { message: String, problems: Vec<Problem> },
    /// It should have worked.
    #[error("{0}")]
    Broken(Failure),
}

impl Refusal {
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid { message: message.into(), problems: Vec::new() }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::NotNow(refused.to_string())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Broken(failure) => Self::Broken(failure),
            other => Self::NotNow(other.to_string()),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Broken(failure)
    }
}

//! Where in a document something stands, and what is wrong there.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A position in a file, counted from one, with the key's path (`layers[2].opacity`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    pub line: usize,
    pub column: usize,
    pub path: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// One thing that is wrong, with what to do about it. Serialised as `rushes check --json` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub severity: Severity,
    pub file: PathBuf,
    pub line: usize,
    pub column: usize,
    pub path: String,
    pub message: String,
    /// What to do about it; `null` where the message says it all.
    #[serde(default)]
    pub help: Option<String>,
}

//! What an export is asked to make.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A frozen export: the document as it was when it was queued.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportWork {
    /// Where the document was read from; relative paths in it start in its folder.
    pub project: PathBuf,
    /// The document's text.
    pub document: String,
    pub set: Vec<(String, String)>,
    pub export: String,
    /// Another output path than the document's.
    pub output: Option<PathBuf>,
    pub overwrite: bool,
}

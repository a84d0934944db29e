//! What an export is asked to make.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    /// Other exports of the document that are asked for as well: those that show the same frames are made along, so that
    /// their own turn finds their chunks there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Decode all of the finished file and compare it, whatever the document says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full_verify: bool,
    /// The texts of all documents that it shows, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub documents: BTreeMap<PathBuf, String>,
}

impl ExportWork {
    /// The text of a document that is shown, as it was when this was queued.
    pub fn frozen(&self, path: &Path) -> Result<String, String> {
        self.documents
            .get(path)
            .cloned()
            .ok_or_else(|| "it was not queued with its project; queue that again".to_owned())
    }
}

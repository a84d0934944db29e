//! Where documents lie that belong to no project.

use std::path::{Path, PathBuf};

use super::Places;

/// The file behind a document's name: a project asks for presets of the user's own as `presets/NAME.yaml`, wherever the
/// configuration's folder is, so that a queued project reads the same everywhere.
pub fn located(document: &Path) -> PathBuf {
    match (document.strip_prefix("presets"), Places::find()) {
        (Ok(name), Ok(places)) => places.presets().join(name),
        _ => document.to_path_buf(),
    }
}

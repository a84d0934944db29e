//! One document of a watched folder as its row shows it. This is the one place where the watcher meets the reading of
//! projects.

use std::path::Path;

use crate::engine::view::ProjectView;

/// The row of a document; `None` where it is no project of ours.
///
/// Interim: knows a project by its `rushes:` line and says nothing about its insides, until the reading of projects is
/// in the house.
pub fn look(path: &Path, text: &str) -> Option<ProjectView> {
    is_project(text).then(|| ProjectView {
        path: path.to_path_buf(),
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: None,
        exports: Vec::new(),
        size: None,
        fps: None,
        seconds: None,
        problems: Vec::new(),
    })
}

/// Whether the document has a top-level `rushes:` key.
pub fn is_project(text: &str) -> bool {
    text.lines().any(|line| line.trim_start_matches('\u{feff}').starts_with("rushes:"))
}

//! One document of a watched folder as its row shows it. This is the one place where the watcher meets the reading of
//! projects.

use std::path::Path;

use crate::engine::view::ProjectView;
use crate::project::{self, Source};

/// The row of a document; `None` where it is no project of ours. Media are not looked into: that is a worker's business.
pub fn look(path: &Path, text: &str) -> Option<ProjectView> {
    let reading = project::read(&Source { path, text, set: &[] });
    if !reading.is_project {
        return None;
    }
    let project = reading.project.as_ref();
    let seconds = project.and_then(|project| project.canvas.duration).map(|duration| duration.to_f64());
    Some(ProjectView {
        path: path.to_path_buf(),
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: project.and_then(|project| project.title.clone()),
        exports: project
            .map(|project| project.exports.iter().map(|export| export.name.clone()).collect())
            .unwrap_or_default(),
        size: project.map(|project| (project.canvas.width, project.canvas.height)),
        fps: project.map(|project| project.canvas.fps.to_f64()),
        seconds,
        problems: reading.problems,
    })
}

//! One document of a watched folder as its row shows it. This is the one place where the watcher meets the reading of
//! projects.

use std::path::Path;

use super::folder::read_document;
use crate::base::facts::Facts;
use crate::base::{Rational, printable};
use crate::engine::view::ProjectView;
use crate::project::{self, Source};

/// The row of a document, with everything that is wrong in it; `None` where it is no project of ours.
///
/// Media are not looked into: a row says what the document itself says.
pub fn look(path: &Path, text: &str) -> Option<ProjectView> {
    let reading = project::read_with(&Source { path, text, set: &[] }, &read_document);
    if !reading.is_project {
        return None;
    }
    let project = reading.project.as_ref();
    Some(ProjectView {
        path: path.to_path_buf(),
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: project.and_then(|project| project.title.as_deref()).map(printable::text),
        exports: project
            .map_or_else(Vec::new, |project| project.exports.iter().map(|export| export.name.clone()).collect()),
        size: project.map(|project| (project.canvas.width, project.canvas.height)),
        fps: project.map(|project| project.canvas.fps.to_f64()),
        seconds: project.and_then(|project| project::duration(project, &Facts::default())).map(Rational::to_f64),
        problems: reading.problems,
    })
}

//! One document of a watched folder as its row shows it. This is the one place where the watcher meets the reading of
//! projects.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::folder::read_document;
use crate::base::facts::{Facts, FileIdentity};
use crate::base::{Rational, printable};
use crate::config;
use crate::engine::view::ProjectView;
use crate::project::{self, Reading, Source};

/// The documents that one shows, as they were when they were read.
pub type Shown = BTreeMap<PathBuf, Option<FileIdentity>>;

/// The row of a document, with everything that is wrong in it; `None` where it is no project of ours.
///
/// Media are not looked into: a row says what the document itself says, and what those say that it shows.
pub fn look(path: &Path, text: &str) -> (Option<ProjectView>, Shown) {
    let shown = RefCell::new(Shown::new());
    let load = |path: &Path| {
        // Before it is read, so that what is written meanwhile is seen as a change.
        let located = config::located(path);
        let identity = FileIdentity::of(&located).ok();
        shown.borrow_mut().insert(located, identity);
        read_document(path)
    };
    let reading = project::read_with(&Source { path, text, set: &[] }, &load);
    let view = reading.is_project.then(|| view(path, reading));
    (view, shown.into_inner())
}

fn view(path: &Path, reading: Reading) -> ProjectView {
    let project = reading.project.as_ref();
    ProjectView {
        path: path.to_path_buf(),
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: project.and_then(|project| project.title.as_deref()).map(printable::text),
        exports: project
            .map_or_else(Vec::new, |project| project.exports.iter().map(|export| export.name.clone()).collect()),
        size: project.map(|project| (project.canvas.width, project.canvas.height)),
        fps: project.map(|project| project.canvas.fps.to_f64()),
        seconds: project.and_then(|project| project::duration(project, &Facts::default())).map(Rational::to_f64),
        problems: reading.problems,
    }
}

//! From what a client asks to jobs that nothing can change any more: the document is read once, here.
//!
//! This is the one place where adding a job meets the reading of projects.

use std::path::{Path, PathBuf};

use super::refusal::Refusal;
use super::view::AddRequest;
use super::watcher::read_bounded;
use crate::base::printable;
use crate::queue::NewJob;
use crate::worker::order::ExportWork;

/// One job for each export that was asked for.
pub(super) fn freeze(request: &AddRequest) -> Result<Vec<NewJob>, Refusal> {
    if !request.project.is_absolute() {
        let path = printable::path(&request.project);
        return Err(Refusal::invalid(format!("{path}: the project's path must be absolute")));
    }
    let document = read_bounded(&request.project)
        .map_err(|error| Refusal::invalid(format!("{}: {error}", printable::path(&request.project))))?;
    let exports = exports(request, &document)?;
    if request.output.is_some() && exports.len() != 1 {
        return Err(Refusal::invalid("an output path is for one export only; name the export"));
    }
    exports
        .into_iter()
        .map(|export| {
            let output = request.output.clone().unwrap_or(export.output);
            if !output.is_absolute() {
                let path = printable::path(&output);
                return Err(Refusal::invalid(format!("{path}: the output's path must be absolute")));
            }
            refuse_existing(&output, request.overwrite || export.replaces)?;
            Ok(NewJob {
                work: ExportWork {
                    project: request.project.clone(),
                    document: document.clone(),
                    set: request.set.clone(),
                    export: export.name,
                    output: request.output.clone(),
                    overwrite: request.overwrite,
                },
                title: export.title,
                output,
            })
        })
        .collect()
}

/// A folder can't be replaced by a file, whoever asks; whether a file may be is settled where it is published.
fn refuse_existing(output: &Path, _replaces: bool) -> Result<(), Refusal> {
    if output.is_dir() {
        return Err(Refusal::invalid(format!("{}: there is a folder of that name", printable::path(output))));
    }
    Ok(())
}

/// An export of the project, as far as queueing needs to know it.
struct Wanted {
    name: String,
    title: Option<String>,
    output: PathBuf,
    replaces: bool,
}

/// Interim: takes the names as they were asked for, until the reading of projects is in the house.
fn exports(request: &AddRequest, document: &str) -> Result<Vec<Wanted>, Refusal> {
    if !super::watcher::is_project(document) {
        let path = printable::path(&request.project);
        return Err(Refusal::invalid(format!("{path}: no project: it has no `rushes:` line")));
    }
    let names = if request.exports.is_empty() { vec!["default".to_owned()] } else { request.exports.clone() };
    let folder = request.project.parent().unwrap_or_else(|| Path::new("/"));
    let stem = request.project.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(names
        .into_iter()
        .map(|name| Wanted { output: folder.join(format!("{stem}-{name}.mp4")), name, title: None, replaces: false })
        .collect())
}

//! From what a client asks to jobs that nothing can change any more: the document is read once, here.
//!
//! This is the one place where adding a job meets the reading of projects.

use std::path::{Path, PathBuf};

use super::refusal::Refusal;
use super::view::AddRequest;
use super::watcher::read_bounded;
use crate::base::printable;
use crate::project::{self, Severity, Source};
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
            refuse_folder(&output)?;
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
fn refuse_folder(output: &Path) -> Result<(), Refusal> {
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
}

/// The exports that are asked for; every mistake in the document at once where there is one.
fn exports(request: &AddRequest, document: &str) -> Result<Vec<Wanted>, Refusal> {
    let shown = printable::path(&request.project);
    let reading = project::read(&Source { path: &request.project, text: document, set: &request.set });
    if !reading.is_project {
        return Err(Refusal::invalid(format!("{shown}: not a project: it has no `rushes: 1`")));
    }
    let Some(project) = reading.project else {
        let mut problems = reading.problems;
        problems.retain(|problem| problem.severity == Severity::Error);
        let count = problems.len();
        let sentence = match problems.first() {
            Some(first) => format!("{shown}:{}:{}: {}", first.line, first.column, first.message),
            None => format!("{shown}: it can't be exported"),
        };
        let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
        return Err(Refusal::Invalid { message: sentence + &more, problems });
    };
    let names: Vec<String> = if request.all {
        project.exports.iter().map(|export| export.name.clone()).collect()
    } else if request.exports.is_empty() {
        project.exports.iter().take(1).map(|export| export.name.clone()).collect()
    } else {
        request.exports.clone()
    };
    let wanted = |name: String| match project.export(&name) {
        Some(export) => Ok(Wanted { name, title: project.title.clone(), output: export.output.clone() }),
        None => {
            let there: Vec<_> = project.exports.iter().map(|export| export.name.as_str()).collect();
            Err(Refusal::invalid(format!("{shown}: no export `{name}`; there is {}", there.join(", "))))
        }
    };
    names.into_iter().map(wanted).collect()
}

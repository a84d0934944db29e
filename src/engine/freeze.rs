//! From what a client asks to jobs that nothing can change any more: the document is read once, here.
//!
//! This is the one place where adding a job meets the reading of projects.

use std::path::Path;

use super::refusal::Refusal;
use super::view::AddRequest;
use super::watcher::read_document;
use crate::base::printable;
use crate::project::model::Export;
use crate::project::nearest::nearest;
use crate::project::{self, Documents, Problem, Project, Severity, Source};
use crate::queue::NewJob;
use crate::worker::order::ExportWork;

/// One job for each export that was asked for.
pub(super) fn freeze(request: &AddRequest) -> Result<Vec<NewJob>, Refusal> {
    refuse_relative(&request.project, "project")?;
    let document = read_document(&request.project).map_err(Refusal::invalid)?;
    let documents = Documents::default();
    let project = read(request, &document, &documents)?;
    let exports = wanted(request, &project)?;
    let documents = documents.into_texts();
    if request.output.is_some() && exports.len() != 1 {
        return Err(Refusal::invalid("an output path is for one export only; name the export"));
    }
    let also: Vec<String> = exports.iter().map(|export| export.name.clone()).filter(|_| exports.len() > 1).collect();
    exports
        .into_iter()
        .map(|export| {
            let named = request.output.clone().unwrap_or_else(|| export.output.clone());
            refuse_relative(&named, "output")?;
            let export = Export { output: named, ..export.clone() };
            let output = export.result();
            if output.is_dir() && export.image_names().is_none() {
                let path = printable::path(&output);
                return Err(Refusal::invalid(format!("{path}: there is a folder of that name; name a file")));
            }
            Ok(NewJob {
                work: ExportWork {
                    project: request.project.clone(),
                    document: document.clone(),
                    set: request.set.clone(),
                    export: export.name.clone(),
                    output: request.output.clone(),
                    overwrite: request.overwrite,
                    also: also.clone(),
                    full_verify: false,
                    documents: documents.clone(),
                },
                title: project.title.clone(),
                output,
            })
        })
        .collect()
}

/// The engine stands in another folder than its client.
fn refuse_relative(path: &Path, whose: &str) -> Result<(), Refusal> {
    if path.is_absolute() {
        return Ok(());
    }
    Err(Refusal::invalid(format!("{}: the {whose}'s path must be absolute", printable::path(path))))
}

fn read(request: &AddRequest, document: &str, documents: &Documents) -> Result<Project, Refusal> {
    let source = Source { path: &request.project, text: document, set: &request.set };
    let reading = project::read_with(&source, &|path| documents.text(path, read_document));
    match reading.project {
        Some(project) if reading.is_project => Ok(project),
        _ => Err(Refusal::Invalid { message: told(&request.project, &reading.problems), problems: reading.problems }),
    }
}

/// The first mistake in words, and how many there are; the rest is in the list.
fn told(path: &Path, problems: &[Problem]) -> String {
    let mut errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let Some(first) = errors.next() else { return format!("{}: this is no project", printable::path(path)) };
    let path = printable::path(if first.line == 0 { path } else { &first.file });
    let told = format!("{path}:{}:{}: {}", first.line, first.column, printable::text(&first.message));
    match errors.count() {
        0 => told,
        more => format!("{told} (and {more} more; `rushes check` shows all)"),
    }
}

fn wanted<'project>(request: &AddRequest, project: &'project Project) -> Result<Vec<&'project Export>, Refusal> {
    if request.all {
        return Ok(project.exports.iter().collect());
    }
    if request.exports.is_empty() {
        return Ok(project.exports.iter().take(1).collect());
    }
    let mut found: Vec<&Export> = Vec::new();
    for name in &request.exports {
        let export = project.export(name).ok_or_else(|| unknown(name, project))?;
        if !found.iter().any(|other| other.name == export.name) {
            found.push(export);
        }
    }
    Ok(found)
}

fn unknown(name: &str, project: &Project) -> Refusal {
    let names: Vec<&str> = project.exports.iter().map(|export| export.name.as_str()).collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{}`?", printable::text(near)),
        None => format!("it has {}", printable::text(&names.join(", "))),
    };
    Refusal::invalid(format!("the project has no export `{}`: {hint}", printable::text(name)))
}

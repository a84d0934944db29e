//! A document as it is now, and which of its exports are meant: what the foreground verbs work on.

use std::path::{Path, PathBuf};

use super::choice::Choice;
use super::document;
use super::exit::Exit;
use super::output::Output;
use super::problems;
use crate::base::{Failure, Reason};
use crate::export::ExportWork;
use crate::export::event::Event;
use crate::project::{self, Documents, Problem, Severity, Source};

/// Why there is nothing to work on.
pub struct Refused {
    problems: Vec<Problem>,
    failure: Failure,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self { problems: Vec::new(), failure }
    }
}

impl Refused {
    /// Says it: every problem with its place, or the failure; as an event where events are printed.
    pub fn say(self, output: &mut Output, json: bool) -> Exit {
        if json {
            let Failure { reason, message } = self.failure;
            output.json(&Event::Failed { reason, message, recoverable: reason.recoverable() });
            return Exit::Failed;
        }
        if self.problems.is_empty() {
            return output.fail(&self.failure);
        }
        problems::complain(output, &self.problems);
        Exit::Failed
    }
}

/// One work per export that was chosen, in the document's order.
pub fn works(choice: &Choice) -> Result<Vec<ExportWork>, Refused> {
    let refused = |failure| Refused { problems: Vec::new(), failure };
    let path = absolute(&choice.project).map_err(refused)?;
    let text = document::read(&path).map_err(refused)?;
    let documents = Documents::default();
    let load = |path: &Path| documents.text(path, document::read_other);
    let reading = project::read_with(&Source { path: &path, text: &text, set: &choice.set }, &load);
    let Some(project) = reading.project else {
        let problems: Vec<Problem> =
            reading.problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
        let message = problems
            .first()
            .map_or_else(|| "not a project".to_owned(), |problem| project::render_problem(problem, None));
        return Err(Refused { problems, failure: Failure::new(Reason::InvalidProject, message) });
    };
    let there: Vec<&str> = project.exports.iter().map(|export| export.name.as_str()).collect();
    let chosen: Vec<String> = if choice.all {
        there.iter().map(|name| (*name).to_owned()).collect()
    } else if choice.exports.is_empty() {
        there.first().map(|name| (*name).to_owned()).into_iter().collect()
    } else {
        choice.exports.clone()
    };
    if let Some(unknown) = chosen.iter().find(|name| !there.contains(&name.as_str())) {
        let message = format!("{}: no export `{unknown}`; there is {}", choice.project.display(), there.join(", "));
        return Err(refused(Failure::new(Reason::InvalidProject, message)));
    }
    if choice.output.is_some() && chosen.len() > 1 {
        let message = "one output can't hold several exports; leave --output out, or name one export";
        return Err(refused(Failure::new(Reason::InvalidProject, message)));
    }
    let output = choice.output.as_deref().map(absolute).transpose().map_err(refused)?;
    let documents = documents.into_texts();
    // One alone has none beside it.
    let also = if chosen.len() > 1 { chosen.clone() } else { Vec::new() };
    let work = |export| ExportWork {
        project: path.clone(),
        document: text.clone(),
        set: choice.set.clone(),
        export,
        output: output.clone(),
        overwrite: choice.overwrite,
        also: also.clone(),
        full_verify: false,
        documents: documents.clone(),
    };
    Ok(chosen.into_iter().map(work).collect())
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::io("finding the file", path, &error))
}

//! `rushes check`: everything that is wrong with a project, at once.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::choice::assignment;
use super::document;
use super::exit::Exit;
use super::output::Output;
use crate::config::Places;
use crate::export::prepare;
use crate::project::{self, Documents, Problem, Severity, Source};

/// Say everything that is wrong with projects
///
/// Each mistake comes with file, line and column, the key's path, what is allowed and the nearest valid name; all of them at
/// once. Looks into the media that a project names, too. Ends with 1 where something would keep an export from being made.
#[derive(Debug, Args)]
pub struct Check {
    /// Project files
    #[arg(value_name = "PROJECT", required = true)]
    projects: Vec<PathBuf>,

    /// Give a variable of the project another value; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    ok: bool,
    problems: Vec<Problem>,
}

impl Check {
    pub fn run(self, output: &mut Output) -> Exit {
        let places = Places::find().ok();
        let mut all = Vec::new();
        let mut exit = Exit::Done;
        for path in &self.projects {
            match document::read(path) {
                Ok(text) => {
                    let source = Source { path, text: &text, set: &self.set };
                    let documents = Documents::default();
                    let load = |path: &Path| documents.text(path, document::read_other);
                    let reading = prepare::examine_with(&source, &load, places.as_ref()).0;
                    let mut found = reading.problems;
                    if let Some(project) = &reading.project {
                        found.append(&mut prepare::unencodable(path, project));
                    }
                    if !self.json {
                        for problem in &found {
                            // Each problem with the line that it is about, whichever file that stands in.
                            let other = || documents.get(&problem.file).or_else(|| document::read(&problem.file).ok());
                            let text = if problem.file == *path { Some(text.clone()) } else { other() };
                            output.line(&project::render_problem(problem, text.as_deref()));
                        }
                        output.line(&summary(path, &found));
                    }
                    all.extend(found);
                }
                Err(failure) if self.json => all.push(Problem {
                    severity: Severity::Error,
                    file: path.clone(),
                    line: 1,
                    column: 1,
                    path: String::new(),
                    message: failure.message,
                    help: None,
                }),
                Err(failure) => exit = exit.worst(output.fail(&failure)),
            }
        }
        let ok = !all.iter().any(|problem| problem.severity == Severity::Error);
        if self.json {
            output.json(&Document { ok, problems: all });
        }
        exit.worst(if ok { Exit::Done } else { Exit::Failed })
    }
}

fn summary(path: &Path, found: &[Problem]) -> String {
    let count = |severity| found.iter().filter(|problem| problem.severity == severity).count();
    let said = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    let parts: Vec<String> = [said(count(Severity::Error), "error"), said(count(Severity::Warning), "warning")]
        .into_iter()
        .flatten()
        .collect();
    let what = if parts.is_empty() { "nothing is wrong".to_owned() } else { parts.join(", ") };
    format!("{}: {what}", path.display())
}

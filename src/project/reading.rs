//! From a document's text to the project it says, with everything that is wrong in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::build::{self, Builder};
use super::model::Project;
use super::nearest::nearest;
use super::nested::{Load, Nesting, Spent};
use super::parse::{self, NotATree};
use super::place::{Place, Problem, Severity};
use super::table::TOP;
use super::time::{Measures, Tempo};
use super::tree::Node;
use super::vars::{self, Wrong};
use super::walk::Walk;
use super::{paths, values, verdict};
use crate::base::facts::Facts;
use crate::base::{Rational, printable};

/// A document to be read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Where it lies; relative paths in it start in its folder.
    pub path: &'a Path,
    pub text: &'a str,
    /// Variables that replace the document's own.
    pub set: &'a [(String, String)],
}

/// What came of reading a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The document, as it was given.
    pub file: PathBuf,
    /// Some exactly when no problem is an error.
    pub project: Option<Project>,
    /// By line and column.
    pub problems: Vec<Problem>,
    /// It has a `rushes:` key; a YAML file without one is somebody else's and is left alone.
    pub is_project: bool,
    /// Every file that it names, also when other things are wrong.
    pub sources: Vec<SourceUse>,
    /// Line and column of every key's value, by path.
    pub places: BTreeMap<String, (usize, usize)>,
    /// The same of each document that it shows, by path.
    pub inside: BTreeMap<PathBuf, BTreeMap<String, (usize, usize)>>,
    /// What frames and beats are worth in it, for times that are said elsewhere.
    pub measures: Measures,
    /// What beats are stands in a file, here or in a document that it shows: with facts about that it reads otherwise.
    pub tempo_elsewhere: bool,
}

/// A file that a document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceUse {
    /// Absolute.
    pub path: PathBuf,
    /// The document that names it.
    pub file: PathBuf,
    pub wanted: Wanted,
    pub place: Place,
}

/// More mistakes about variables than a person reads.
const MOST_WRONG: usize = 500;

/// What a file is meant to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    Image,
    Video,
    Audio,
    Captions,
    /// A .cube table.
    Lut,
    Midi,
    /// A list of beat times.
    Beats,
    /// A glTF file.
    Mesh,
    Shader,
    /// Sound in one of its audio streams, in which beats are to be found.
    Tempo(usize),
}

/// Reads a document: every mistake in it, and its project where there is none. Documents that it shows are not looked for.
pub fn read(source: &Source<'_>) -> Reading {
    read_with(source, &|_| Err("projects in projects are not looked into here".to_owned()))
}

/// As [`read`], with the documents that it shows, and those that these show, given by `load`.
pub fn read_with(source: &Source<'_>, load: Load<'_>) -> Reading {
    read_knowing(source, load, &Facts::default())
}

/// As [`read_with`], where something is known of the files that documents name: what beats are may stand in one.
pub fn read_knowing(source: &Source<'_>, load: Load<'_>, facts: &Facts) -> Reading {
    let spent = Spent::default();
    let mut reading = unsorted(source, &Nesting::of(source.path, (load, facts), &spent));
    finish(source.path, &mut reading.problems);
    reading
}

pub(super) fn unsorted(source: &Source<'_>, nesting: &Nesting<'_>) -> Reading {
    let mut reading = Reading {
        file: source.path.to_path_buf(),
        project: None,
        problems: Vec::new(),
        is_project: false,
        sources: Vec::new(),
        places: BTreeMap::new(),
        inside: BTreeMap::new(),
        measures: Measures { fps: Rational::from_int(build::DEFAULT_FPS), tempo: Tempo::Unset },
        tempo_elsewhere: false,
    };
    let parsed = match parse::parse(source.text) {
        Ok((tree, twice)) => {
            reading.problems.extend(twice.into_iter().map(|wrong| unreadable(source.path, wrong)));
            tree
        }
        Err(wrong) => {
            // Broken YAML that speaks of `rushes:` at the margin is a project with a mistake, not somebody else's file.
            reading.is_project =
                source.text.lines().any(|line| line.trim_start_matches('\u{feff}').starts_with("rushes:"));
            reading.problems.push(unreadable(source.path, wrong));
            return reading;
        }
    };
    let tree = match parsed {
        Some(tree) if tree.get("rushes").is_some() => tree,
        other => {
            reading.problems.push(no_project(source, other.as_ref()));
            return reading;
        }
    };
    reading.is_project = true;
    if let Some(problem) = other_version(source.path, &tree) {
        reading.problems.push(problem);
        return reading;
    }

    let mut wrong = Vec::new();
    let variables = vars::declare(tree.get("vars"), source.set, &mut wrong);
    let tree = vars::replace(tree, &variables, &mut wrong);
    let (path, folder) = paths::home_of(source.path);
    let measures = build::measures(&tree, &folder, nesting.facts());
    reading.measures = measures.clone();
    reading.tempo_elsewhere = tree.get("tempo").is_some_and(|tempo| tempo.get("bpm").is_none());
    let mut walk = Walk::new(source.path, &folder, source.text, measures.clone());
    walk.scope = build::scope(&tree, &variables);
    walk.sound = build::sounds(&tree);
    walk.map(&tree, TOP.iter(), "", "a project");
    let full = walk.full();
    wrong.truncate(MOST_WRONG);
    reading.problems.extend(wrong.into_iter().map(|wrong| misdeclared(source.path, wrong)));
    reading.problems.append(&mut walk.problems);
    reading.sources = std::mem::take(&mut walk.sources);
    reading.sources.extend(build::listened_tempo(&tree, &folder, source.path));
    reading.places = std::mem::take(&mut walk.places);

    if !full {
        let mut builder = Builder::new(source.path, path, folder.clone(), measures, nesting.clone());
        builder.formulas = std::mem::take(&mut walk.formulas);
        builder.hears = walk.hears;
        builder.sound = walk.sound;
        let project = build::build(&tree, &variables, &mut builder);
        reading.problems.append(&mut builder.problems);
        reading.sources.append(&mut builder.inside.sources);
        reading.inside.append(&mut builder.inside.places);
        reading.tempo_elsewhere |= builder.inside.tempo_elsewhere;
        reading.project = Some(project).filter(|_| !has_error(&reading.problems));
    }
    reading
}

impl Reading {
    /// The verdicts on what was read, once facts about its sources are known; each placed where its key stands.
    pub fn judge(&self, facts: &Facts) -> Vec<Problem> {
        let Some(project) = &self.project else { return Vec::new() };
        let mut problems = verdict::judge(project, facts);
        for problem in &mut problems {
            // A mistake in a shader's own text stands there and not in a document.
            if problem.line > 0 && problem.file != project.path && !self.inside.contains_key(&problem.file) {
                continue;
            }
            let places = match self.inside.get(&problem.file) {
                Some(inside) if problem.file != project.path => inside,
                _ => {
                    problem.file.clone_from(&self.file);
                    &self.places
                }
            };
            if let Some((line, column)) = places.get(&problem.path) {
                (problem.line, problem.column) = (*line, *column);
            }
        }
        finish(&self.file, &mut problems);
        problems
    }
}

/// In the order of the document, those of others that it shows behind its own, none twice.
pub fn sort(document: &Path, problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| {
        let key = |problem: &Problem| (problem.line, problem.column, problem.severity);
        let other = |problem: &Problem| problem.line > 0 && problem.file != document;
        (other(a), other(a).then_some(&a.file), key(a)).cmp(&(other(b), other(b).then_some(&b.file), key(b)))
    });
    problems.dedup();
}

fn finish(document: &Path, problems: &mut Vec<Problem>) {
    for problem in problems.iter_mut() {
        problem.message = cut(&problem.message, 1000);
        problem.path = cut(&problem.path, 300);
        problem.help = problem.help.take().map(|help| cut(&help, 1000));
    }
    sort(document, problems);
}

/// What a document says comes back in messages; there it must neither command a terminal nor flood it.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => printable::text(&text[..end]) + "…",
        None => printable::text(text),
    }
}

fn has_error(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

fn unreadable(file: &Path, wrong: NotATree) -> Problem {
    let NotATree { line, column, path, message, help } = wrong;
    Problem { severity: Severity::Error, file: file.to_path_buf(), line, column, path, message, help }
}

fn misdeclared(file: &Path, wrong: Wrong) -> Problem {
    let severity = Severity::Error;
    let Wrong { place, name, message, help } = wrong;
    match place {
        Some((line, column, path)) => Problem { severity, file: file.to_path_buf(), line, column, path, message, help },
        // No line of any file: the command line said it.
        None => {
            let path = format!("vars.{name}");
            Problem { severity, file: PathBuf::from(format!("--set {name}")), line: 0, column: 0, path, message, help }
        }
    }
}

fn no_project(source: &Source<'_>, tree: Option<&Node>) -> Problem {
    let file = source.path.to_path_buf();
    let keys = tree.and_then(Node::map).unwrap_or(&[]);
    if let Some(entry) = keys.iter().find(|entry| nearest(&entry.key, ["rushes"]).is_some()) {
        let message = format!("this is not a project: it has no key `rushes`, but `{}`", entry.key);
        let (line, column, path) = (entry.line, entry.column, entry.key.to_string());
        let help = Some("did you mean `rushes`?".to_owned());
        return Problem { severity: Severity::Error, file, line, column, path, message, help };
    }
    let (message, help) = if source.text.trim().is_empty() {
        ("the file is empty", "a project begins with `rushes: 1`")
    } else {
        ("this is not a project: it has no key `rushes`", "begin the file with `rushes: 1`")
    };
    let (message, help) = (message.to_owned(), Some(help.to_owned()));
    Problem { severity: Severity::Error, file, line: 1, column: 1, path: String::new(), message, help }
}

/// A later format may mean other things by the same keys: nothing in it is judged.
fn other_version(file: &Path, tree: &Node) -> Option<Problem> {
    let version = tree.get("rushes")?;
    let number = values::integer(version.scalar()?).filter(|number| *number != 1)?;
    let message = format!("this is a project of format {number}, this rushes reads format 1");
    let (line, column) = (version.line, version.column);
    let help = (number > 1).then(|| "a newer rushes may read it".to_owned());
    Some(Problem {
        severity: Severity::Error,
        file: file.to_path_buf(),
        line,
        column,
        path: "rushes".into(),
        message,
        help,
    })
}

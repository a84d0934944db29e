//! What is analysed: a project, or a file of sound as if a project played nothing else.

use std::path::{Path, PathBuf};

use crate::base::facts::{Content, Facts};
use crate::base::{Failure, Rational, Reason, printable};
use crate::cli::document;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::problems;
use crate::config::Places;
use crate::export::heard::Listened;
use crate::export::prepare::examine_with;
use crate::project::analysis::{Analysis, Heard};
use crate::project::nearest::nearest;
use crate::project::{Documents, Project, Severity, Source, duration};

/// Steps a second of a file that is no project.
const USUAL_FPS: i64 = 30;

/// A project that was read, with facts about its sources.
pub struct Material {
    pub path: PathBuf,
    project: Project,
    facts: Facts,
    /// It was given as a file of sound.
    file: bool,
}

/// Whether a file is meant as a project, by its name.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml"))
}

impl Material {
    /// A project file; its problems are said.
    pub fn project(path: &Path, set: &[(String, String)], output: &mut Output) -> Result<Self, Exit> {
        let text = document::read(path).map_err(|failure| output.fail(&failure))?;
        let documents = Documents::default();
        let load = |path: &Path| documents.text(path, document::read_other);
        let source = Source { path, text: &text, set };
        let (reading, facts) = examine_with(&source, &load, Places::find().ok().as_ref());
        let errors: Vec<_> =
            reading.problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
        match reading.project.filter(|_| errors.is_empty()) {
            Some(project) => Ok(Self { path: path.to_owned(), project, facts, file: false }),
            None if errors.is_empty() => {
                let told = format!("{}: not a project: it has no `rushes: 1`", printable::path(path));
                Err(output.fail(&Failure::new(Reason::InvalidProject, told)))
            }
            None => {
                problems::complain(output, &errors);
                Err(Exit::Failed)
            }
        }
    }

    /// A file of sound.
    pub fn sound(path: &Path, stream: u32) -> Result<Self, Failure> {
        let shown = printable::path(path);
        let damaged = |why: String| Failure::new(Reason::SourceDamaged, format!("{shown}: {why}"));
        let full = std::path::absolute(path).map_err(|error| Failure::io("finding the file", path, &error))?;
        let name = full.to_str().ok_or_else(|| damaged("its name is no UTF-8 text; give it another".to_owned()))?;
        // `${` begins a variable in a document.
        let name = serde_json::to_string(&name.replace("${", "$${")).unwrap_or_default();
        let text = format!("rushes: 1\naudio: [ {{ source: {name}, stream: {stream} }} ]\n");
        let source = Source { path: &full.with_file_name("analysed.yaml"), text: &text, set: &[] };
        let none = |_: &Path| Err("no project is shown here".to_owned());
        let (reading, facts) = examine_with(&source, &none, Places::find().ok().as_ref());
        if let Some(refused) = facts.refused.get(&full) {
            return Err(refused.clone());
        }
        let streams = match facts.sources.get(&full).map(|source| &source.content) {
            Some(Content::Unreadable(failure)) => return Err(failure.clone()),
            Some(Content::Media { audio, .. }) => audio.len(),
            _ => 0,
        };
        if streams == 0 {
            return Err(damaged("it has no sound".to_owned()));
        }
        if stream as usize >= streams {
            let told = format!("stream {stream} is asked for, it has {streams} of sound, counted from 0");
            return Err(damaged(told));
        }
        let why = reading.problems.first().map_or_else(|| "it can't be read".to_owned(), |first| first.message.clone());
        let project = reading.project.ok_or_else(|| damaged(why))?;
        Ok(Self { path: path.to_owned(), project, facts, file: true })
    }

    pub fn analysis(&self) -> &Analysis {
        &self.project.analysis
    }

    /// The sound of this id.
    pub fn sound_of(&self, id: &str) -> Result<Heard, Failure> {
        let ids: Vec<&str> = self.project.audio.iter().filter_map(|sound| sound.id.as_deref()).collect();
        if ids.contains(&id) {
            return Ok(Heard::Sound(id.to_owned()));
        }
        let help = match nearest(id, ids.iter().copied().chain(["mix"])) {
            Some(near) => format!("did you mean `{near}`?"),
            None if ids.is_empty() => "none of its sounds has an `id`; `mix` is all of them".to_owned(),
            None => format!("there is {}, and `mix` for all of them together", ids.join(", ")),
        };
        let told = format!("{}: no sound `{id}`: {help}", self.path.display());
        Err(Failure::new(Reason::InvalidProject, printable::text(&told)))
    }

    /// What is heard.
    pub fn listened(&self, analysis: &Analysis, fps: Option<Rational>, quantum: u32) -> Result<Listened, Failure> {
        let usual = if self.file { Rational::from_int(USUAL_FPS) } else { self.project.canvas.fps };
        let fps = fps.unwrap_or(usual);
        Listened::with(&self.project, &self.facts, analysis, fps, quantum).ok_or_else(|| {
            let silent = duration(&self.project, &self.facts).is_some();
            let why = if silent { "there is no sound in it" } else { "nothing in it has a length" };
            Failure::new(Reason::InvalidProject, format!("{}: {why}", printable::path(&self.path)))
        })
    }

    /// What is heard, in a word.
    pub fn heard(&self, analysed: &Heard) -> String {
        match analysed {
            Heard::Sound(id) => id.clone(),
            Heard::Mix => "mix".to_owned(),
        }
    }
}

//! Projects that a project shows as layers: read through whoever reads files, within limits, each with its own mistakes.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::build::Builder;
use super::model::Project;
use super::reading::{self, Source, SourceUse};
use super::tree::Node;
use super::{paths, walk};
use crate::base::facts::Facts;
use crate::base::printable;

/// Gives the text of a document that another one shows, or says in a sentence that names it why it can't be had.
pub type Load<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// Projects in projects in projects.
const MOST_LEVELS: usize = 8;
/// Documents that one project leads to, each counted as often as it is shown.
const MOST_DOCUMENTS: usize = 200;

/// Documents as they were when they were first read: every later look finds the same text.
#[derive(Debug, Default)]
pub struct Documents(RefCell<BTreeMap<PathBuf, String>>);

impl Documents {
    /// The text of a document, read now where it was not read before.
    pub fn text(&self, path: &Path, read: impl FnOnce(&Path) -> Result<String, String>) -> Result<String, String> {
        if let Some(text) = self.get(path) {
            return Ok(text);
        }
        let text = read(path)?;
        self.0.borrow_mut().insert(path.to_path_buf(), text.clone());
        Ok(text)
    }

    pub fn get(&self, path: &Path) -> Option<String> {
        self.0.borrow().get(path).cloned()
    }

    pub fn into_texts(self) -> BTreeMap<PathBuf, String> {
        self.0.into_inner()
    }
}

/// The documents around one that is being read, and what may still be read.
#[derive(Clone)]
pub struct Nesting<'a> {
    load: Load<'a>,
    facts: &'a Facts,
    /// From the outermost document down to this one, absolute.
    chain: Vec<PathBuf>,
    spent: &'a Spent,
}

/// Counted over all documents of one reading.
#[derive(Debug, Default)]
pub struct Spent {
    documents: Cell<usize>,
    layers: Cell<usize>,
}

impl fmt::Debug for Nesting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nesting").field("chain", &self.chain).finish_non_exhaustive()
    }
}

impl<'a> Nesting<'a> {
    pub fn of(document: &Path, (load, facts): (Load<'a>, &'a Facts), spent: &'a Spent) -> Self {
        Self { load, facts, chain: vec![paths::home_of(document).0], spent }
    }

    /// What is known of the files that the documents name.
    pub fn facts(&self) -> &'a Facts {
        self.facts
    }

    /// Whoever gives the texts of other documents.
    pub fn load(&self) -> Load<'a> {
        self.load
    }

    pub fn is_outermost(&self) -> bool {
        self.chain.len() == 1
    }

    fn inside(&self, document: &Path) -> Self {
        let mut chain = self.chain.clone();
        chain.push(document.to_path_buf());
        Self { chain, ..self.clone() }
    }

    /// Why this document can't be shown here.
    fn refusal(&self, document: &Path) -> Option<String> {
        let name = |path: &Path| printable::path(Path::new(path.file_name().unwrap_or(path.as_os_str())));
        if let Some(first) = self.chain.iter().position(|around| around == document) {
            let round: Vec<String> = self.chain[first..].iter().map(|path| name(path)).collect();
            let round = format!("{} → {}", round.join(" → "), name(document));
            return Some(format!("`{}` would show itself: {round}", name(document)));
        }
        if self.chain.len() > MOST_LEVELS {
            return Some(format!("projects in projects go {MOST_LEVELS} levels deep, no further"));
        }
        self.spent.documents.set(self.spent.documents.get() + 1);
        (self.spent.documents.get() > MOST_DOCUMENTS)
            .then(|| format!("more than {MOST_DOCUMENTS} projects are shown in this one"))
    }
}

/// What reading the documents inside of one brought, beside their projects.
#[derive(Debug, Default)]
pub struct Inside {
    pub sources: Vec<SourceUse>,
    pub tempo_elsewhere: bool,
    /// Where the keys of each document stand.
    pub places: BTreeMap<PathBuf, BTreeMap<String, (usize, usize)>>,
}

/// The project that a layer shows; mistakes in it are told with its own name, line and column.
pub fn project(node: &Node, value: &Node, path: &str, builder: &mut Builder<'_>) -> Option<Arc<Project>> {
    let nesting = builder.nesting.clone();
    let document = paths::resolve(&builder.folder, value.scalar()?)?;
    let path = format!("{path}.project");
    if let Some(refusal) = nesting.refusal(&document) {
        builder.error(value, &path, refusal, None);
        return None;
    }
    let text = match (nesting.load)(&document) {
        Ok(text) => text,
        Err(why) => {
            builder.error(value, &path, why, Some("paths start in the project's folder"));
            return None;
        }
    };
    let vars = node.get("vars");
    let set: Vec<(String, String)> = vars
        .and_then(Node::map)
        .unwrap_or_default()
        .iter()
        .filter_map(|entry| Some((entry.key.to_string(), entry.value.scalar()?.to_owned())))
        .collect();
    let source = Source { path: &document, text: &text, set: &set };
    let mut found = reading::unsorted(&source, &nesting.inside(&document));
    for problem in &mut found.problems {
        // What is wrong with a variable from outside stands in this document.
        let given = vars.filter(|_| problem.line == 0).and_then(|vars| vars.get(problem.path.strip_prefix("vars.")?));
        if let Some(given) = given {
            problem.file = builder.file.to_path_buf();
            (problem.line, problem.column) = (given.line, given.column);
            problem.path = format!("{}.{}", path.trim_end_matches(".project"), problem.path);
        }
    }
    builder.problems.append(&mut found.problems);
    builder.inside.sources.append(&mut found.sources);
    builder.inside.tempo_elsewhere |= found.tempo_elsewhere;
    builder.inside.places.append(&mut found.inside);
    builder.inside.places.insert(document, found.places);
    let project = found.project?;
    let layers = nesting.spent.layers.get() + project.all_layers().count();
    nesting.spent.layers.set(layers);
    if layers > walk::MAX_LAYERS {
        let message = format!("the projects in this one have more than {} layers", walk::MAX_LAYERS);
        builder.error(value, &path, message, None);
        return None;
    }
    Some(Arc::new(project))
}

//! A preset with those that it starts from, read and checked.

use std::path::{Path, PathBuf};

use super::builtin::builtin;
use crate::base::Rational;
use crate::project::nested::Load;
use crate::project::parse;
use crate::project::place::{Problem, Severity};
use crate::project::table::PRESET;
use crate::project::time::{Measures, Tempo};
use crate::project::tree::Node;
use crate::project::values;
use crate::project::walk::Walk;

/// Presets from presets from presets.
const MOST_STEPS: usize = 8;
/// Where a user's own lie: beside the project and, under this name alone, in the configuration's folder.
const FOLDER: &str = "presets";

/// One preset by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    pub name: String,
    /// Where its text came from; `None` for those that are part of the program.
    pub file: Option<PathBuf>,
    pub tree: Node,
}

/// A preset and those that it starts from, the last one first.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain(pub Vec<Preset>);

/// Why there is no such preset.
#[derive(Debug, Clone, PartialEq)]
pub enum Unusable {
    /// Nothing of that name; the sentence says what kept a file of the user's own from being read.
    Unknown(String),
    /// Its file, or one that it starts from, is wrong.
    Wrong(Vec<Problem>),
}

impl Chain {
    /// What the first preset that says anything under a key says.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().rev().find_map(|preset| preset.tree.get(key))
    }

    /// The same where it is one word.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::scalar)
    }
}

/// The preset of that name. `folder` is the project's; the texts of a user's own are given by `load`.
pub fn read(name: &str, folder: &Path, load: Load<'_>) -> Result<Chain, Unusable> {
    let mut chain: Vec<Preset> = Vec::new();
    let mut wanted = name.to_owned();
    loop {
        let (text, file) = match builtin(&wanted) {
            Some(text) => (text.to_owned(), None),
            None => match own(&wanted, folder, load) {
                Ok((text, file)) => (text, Some(file)),
                Err(why) => match chain.last() {
                    None => return Err(Unusable::Unknown(why)),
                    Some(last) => return Err(misled(last, &format!("there is no preset `{wanted}`"))),
                },
            },
        };
        let shown = file.clone().unwrap_or_else(|| PathBuf::from(format!("{wanted}.yaml")));
        let tree = tree(&text, &shown).map_err(Unusable::Wrong)?;
        let preset = Preset { name: wanted, file, tree };
        if let Some(last) = chain.last().filter(|_| chain.iter().any(|other| other.name == preset.name)) {
            return Err(misled(last, &format!("`{}` would start from itself", preset.name)));
        }
        let from = preset.tree.get("from").and_then(Node::scalar).map(str::to_owned);
        chain.push(preset);
        match from {
            Some(_) if chain.len() >= MOST_STEPS => {
                let message = format!("presets start from one another in {MOST_STEPS} steps at most");
                return Err(chain
                    .last()
                    .map_or_else(|| Unusable::Unknown(message.clone()), |last| misled(last, &message)));
            }
            Some(from) => wanted = from,
            None => break,
        }
    }
    chain.reverse();
    let chain = Chain(chain);
    match (chain.get("container"), chain.0.last()) {
        (None, Some(last)) => Err(misled(last, "it says neither `from` nor `container`")),
        _ => Ok(chain),
    }
}

/// The text of a user's own preset, from beside the project or from the configuration's folder.
fn own(name: &str, folder: &Path, load: Load<'_>) -> Result<(String, PathBuf), String> {
    if !values::is_name(name) || name.starts_with('.') {
        return Err(format!("`{name}` can't be a name"));
    }
    let mut refusals = Vec::new();
    for file in [folder.join(FOLDER).join(format!("{name}.yaml")), Path::new(FOLDER).join(format!("{name}.yaml"))] {
        match load(&file) {
            Ok(text) => return Ok((text, file)),
            Err(why) => refusals.push(why),
        }
    }
    Err(refusals.swap_remove(0))
}

/// A mistake at the key that leads on.
fn misled(preset: &Preset, message: &str) -> Unusable {
    let from = preset.tree.get("from").unwrap_or(&preset.tree);
    let file = preset.file.clone().unwrap_or_else(|| PathBuf::from(&preset.name));
    Unusable::Wrong(vec![Problem {
        severity: Severity::Error,
        file,
        line: from.line,
        column: from.column,
        path: "from".to_owned(),
        message: message.to_owned(),
        help: None,
    }])
}

/// The tree of a preset's text, checked against the table.
fn tree(text: &str, file: &Path) -> Result<Node, Vec<Problem>> {
    let unreadable = |wrong: parse::NotATree| Problem {
        severity: Severity::Error,
        file: file.to_path_buf(),
        line: wrong.line,
        column: wrong.column,
        path: wrong.path,
        message: wrong.message,
        help: wrong.help,
    };
    let (tree, twice) = parse::parse(text).map_err(|wrong| vec![unreadable(wrong)])?;
    let mut problems: Vec<Problem> = twice.into_iter().map(unreadable).collect();
    let Some(tree) = tree.filter(|tree| tree.get("preset").is_some()) else {
        let help = Some("a preset begins with `preset: 1`".to_owned());
        let message = "this is no preset".to_owned();
        let file = file.to_path_buf();
        problems.push(Problem {
            severity: Severity::Error,
            file,
            line: 1,
            column: 1,
            path: String::new(),
            message,
            help,
        });
        return Err(problems);
    };
    // Nothing here counts in frames or beats.
    let measures = Measures { fps: Rational::from_int(25), tempo: Tempo::Unset };
    let folder = file.parent().unwrap_or_else(|| Path::new(""));
    let mut walk = Walk::new(file, folder, text, measures);
    walk.map(&tree, PRESET.iter(), "", "a preset");
    problems.append(&mut walk.problems);
    if problems.iter().any(|problem| problem.severity == Severity::Error) { Err(problems) } else { Ok(tree) }
}

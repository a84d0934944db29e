//! Keys, required keys, lists and maps against the table.

use std::collections::BTreeMap;
use std::path::Path;

use super::scalar;
use crate::project::expected::expected;
use crate::project::expression::{Part, Scope};
use crate::project::moving;
use crate::project::nearest::nearest;
use crate::project::place::{Place, Problem, Severity};
use crate::project::reading::SourceUse;
use crate::project::table::{FOREIGN_PREFIX, Key, Moves, Type};
use crate::project::time::Measures;
use crate::project::tree::{Entry, Node, Origin, Value, VarType};

/// More problems than a person reads.
const MAX_PROBLEMS: usize = 500;

/// A walk under way, with what it found.
#[derive(Debug)]
pub struct Walk<'a> {
    pub file: &'a Path,
    pub text: &'a str,
    pub folder: &'a Path,
    pub measures: Measures,
    pub problems: Vec<Problem>,
    pub sources: Vec<SourceUse>,
    pub places: BTreeMap<String, (usize, usize)>,
    /// Above zero inside of something that is refused as a whole: its parts are checked, but not refused again.
    pub(super) refused: usize,
    pub(super) layers: usize,
    /// What expressions may speak of.
    pub scope: Scope,
    /// Something in the document can be heard.
    pub sound: bool,
    /// What the document's expressions compute, by path.
    pub formulas: BTreeMap<String, Vec<Part>>,
    /// Some of them need the sound's analysis.
    pub hears: bool,
    /// How many of them were told that there is no sound.
    pub(super) deaf: usize,
}

impl<'a> Walk<'a> {
    pub fn new(file: &'a Path, folder: &'a Path, text: &'a str, measures: Measures) -> Self {
        Self {
            file,
            text,
            folder,
            measures,
            problems: Vec::new(),
            sources: Vec::new(),
            places: BTreeMap::new(),
            refused: 0,
            layers: 0,
            scope: Scope::default(),
            sound: false,
            formulas: BTreeMap::new(),
            hears: false,
            deaf: 0,
        }
    }

    /// Nobody reads more than there is already.
    pub fn full(&self) -> bool {
        self.problems.len() > MAX_PROBLEMS
    }

    pub fn error(&mut self, line: usize, column: usize, path: &str, message: String, help: Option<String>) {
        self.problem(Severity::Error, line, column, path, message, help);
    }

    pub fn problem(
        &mut self,
        severity: Severity,
        line: usize,
        column: usize,
        path: &str,
        message: String,
        help: Option<String>,
    ) {
        let count = self.problems.len();
        if count > MAX_PROBLEMS {
            return;
        }
        let (message, help) = if count == MAX_PROBLEMS {
            (format!("more than {MAX_PROBLEMS} problems; the rest is not shown"), None)
        } else {
            (message, help)
        };
        let (file, path) = (self.file.to_path_buf(), path.to_owned());
        self.problems.push(Problem { severity, file, line, column, path, message, help });
    }

    /// A map of keys from the table. `owner` names it: "`canvas`", "an export".
    pub fn map<'k>(&mut self, node: &Node, keys: impl Iterator<Item = &'k Key> + Clone, path: &str, owner: &str) {
        let Some(entries) = node.map() else {
            self.wrong_shape(node, path, "a map", None);
            return;
        };
        for entry in entries {
            if self.full() {
                return;
            }
            if entry.key.starts_with(FOREIGN_PREFIX) {
                continue;
            }
            let child = join(path, &entry.key);
            match keys.clone().find(|key| key.name == &*entry.key) {
                Some(key) => self.entry(entry, key, &child),
                None => self.unknown(entry, keys.clone().map(|key| key.name), &child, owner),
            }
        }
        for key in keys.filter(|key| key.required && node.get(key.name).is_none()) {
            let help = Some(format!("`{}` is {}", key.name, expected(&key.ty)));
            self.error(node.line, node.column, path, format!("{owner} needs `{}`", key.name), help);
        }
    }

    pub(super) fn unknown<'k>(&mut self, entry: &Entry, names: impl Iterator<Item = &'k str>, path: &str, owner: &str) {
        let names: Vec<&str> = names.collect();
        let help = match nearest(&entry.key, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("{owner} takes {}; notes of your own begin with `x-`", list(&names)),
        };
        self.error(entry.line, entry.column, path, format!("unknown key `{}`", entry.key), Some(help));
    }

    /// The value of a known key.
    pub(super) fn entry(&mut self, entry: &Entry, key: &Key, path: &str) {
        self.places.insert(path.to_owned(), (entry.value.line, entry.value.column));
        if entry.value.value == Value::Empty {
            self.no_value(entry, key, path);
            return;
        }
        // A key that says what holds anyway is no wish for something that isn't there.
        let says_default = entry.value.scalar().is_some_and(|text| scalar::same(text, key.default));
        let refuse = !key.built && !says_default;
        if refuse {
            self.not_built(entry.line, entry.column, path, key.name, None);
        }
        self.refused += usize::from(refuse);
        self.value(&entry.value, key, path);
        self.refused -= usize::from(refuse);
    }

    pub(super) fn not_built(&mut self, line: usize, column: usize, path: &str, what: &str, help: Option<&str>) {
        if self.refused == 0 {
            self.error(line, column, path, format!("not built yet: {what}"), help.map(str::to_owned));
        }
    }

    fn no_value(&mut self, entry: &Entry, key: &Key, path: &str) {
        let line = self.text.lines().nth(entry.line.saturating_sub(1)).unwrap_or("");
        let after: String = line.chars().skip(entry.column.saturating_sub(1) + entry.key.chars().count()).collect();
        let after = after.trim_start_matches(['"', '\'', ':', ' ', '\t']);
        let help = if let Some(comment) = after.strip_prefix('#') {
            let word = comment.split([' ', ',', '}', ']']).next().unwrap_or("");
            format!("`#` begins a comment; quote the value: `{}: \"#{word}\"`", entry.key)
        } else {
            format!("`{}` is {}", entry.key, expected(&key.ty))
        };
        self.error(entry.line, entry.column, path, format!("`{}` has no value", entry.key), Some(help));
    }

    fn value(&mut self, node: &Node, key: &Key, path: &str) {
        if key.moves != Moves::Never {
            if self.moves(node, key, path) {
                return;
            }
        } else if !takes_list(&key.ty) && moving::keyframes(node).is_some() {
            let message = format!("`{}` can't move: found keyframes, expected {}", key.name, expected(&key.ty));
            self.error(node.line, node.column, path, message, None);
            return;
        }
        self.check(node, &key.ty, path);
    }

    /// A value against its type.
    pub(super) fn check(&mut self, node: &Node, ty: &Type, path: &str) {
        match (ty, &node.value) {
            (Type::Map(keys), Value::Map(_)) => self.map(node, keys.iter(), path, &format!("`{}`", last(path))),
            (Type::Named(ty), Value::Map(entries)) => {
                let maps = matches!(ty, Type::Map(_));
                self.named((entries, maps), path, |walk, node, path| walk.check(node, ty, path));
            }
            (Type::Inputs(key), Value::Map(entries)) => {
                self.named((entries, false), path, |walk, node, path| walk.value(node, key, path));
            }
            (Type::List(ty), Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}[{index}]");
                    self.places.insert(path.clone(), (item.line, item.column));
                    self.check(item, ty, &path);
                }
            }
            (Type::Pair(ty), Value::List(items)) if items.len() == 2 => self.members(items, ty, path),
            (Type::Triple(ty), Value::List(items)) if items.len() == 3 => self.members(items, ty, path),
            (Type::Pair(_) | Type::Triple(_), Value::List(items)) => {
                let message = format!("`{}`: found {} values, expected {}", last(path), items.len(), expected(ty));
                self.error(node.line, node.column, path, message, None);
            }
            (Type::Either(types), _) => self.either(node, types, ty, path),
            (Type::Layers, Value::List(items)) => self.layer_list(items, path),
            (Type::Effects, Value::List(items)) => self.effect_list(items, path),
            (Type::Vars, _) => {}
            (_, Value::Scalar { text, .. }) if scalar::is_scalar(ty) => self.scalar(node, text, ty, path),
            _ => {
                let help = match ty {
                    Type::Map(keys) => {
                        let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                        Some(format!("`{}` takes {}", last(path), list(&names)))
                    }
                    Type::Layers => Some("for example `layers: [ { solid: \"#223\" } ]`".to_owned()),
                    _ => None,
                };
                self.wrong_shape(node, path, &expected(ty), help);
            }
        }
    }

    fn members(&mut self, items: &[Node], ty: &Type, path: &str) {
        for (index, item) in items.iter().enumerate() {
            self.check(item, ty, &format!("{path}[{index}]"));
        }
    }

    fn named(&mut self, (entries, maps): (&[Entry], bool), path: &str, check: impl Fn(&mut Self, &Node, &str)) {
        for entry in entries {
            if entry.key.starts_with(FOREIGN_PREFIX) {
                continue;
            }
            let child = join(path, &entry.key);
            self.places.insert(child.clone(), (entry.line, entry.column));
            if !crate::project::values::is_name(&entry.key) {
                let help = Some("use letters, digits, `-`, `_` and `.`".into());
                self.error(entry.line, entry.column, &child, format!("`{}` can't be a name", entry.key), help);
            }
            if entry.value.value == Value::Empty {
                let help = maps.then(|| "write `{}` for the defaults".to_owned());
                self.error(entry.line, entry.column, &child, format!("`{}` has no value", entry.key), help);
                continue;
            }
            check(self, &entry.value, &child);
        }
    }

    /// The type whose shape the value has is the one that was meant.
    fn either(&mut self, node: &Node, types: &[Type], whole: &Type, path: &str) {
        if matches!(node.value, Value::Map(_) | Value::List(_)) {
            let fitting = types.iter().find(|ty| match &node.value {
                Value::Map(_) => matches!(ty, Type::Map(_)),
                Value::List(items) => match ty {
                    Type::List(_) => true,
                    Type::Pair(_) => items.len() == 2,
                    Type::Triple(_) => items.len() == 3,
                    _ => false,
                },
                _ => false,
            });
            match fitting {
                Some(ty) => self.check(node, ty, path),
                None => self.wrong_shape(node, path, &expected(whole), None),
            }
            return;
        }
        let Some(text) = node.scalar() else {
            self.wrong_shape(node, path, &expected(whole), None);
            return;
        };
        let fits = |ty: &&Type| scalar::is_scalar(ty) && scalar::read(text, ty, &self.measures).is_ok();
        match types.iter().find(fits) {
            Some(ty) => self.scalar(node, text, ty, path),
            None => self.scalar(node, text, whole, path),
        }
    }

    fn scalar(&mut self, node: &Node, text: &str, ty: &Type, path: &str) {
        let from = match &node.variable {
            Some(Origin::Unknown) => return,
            Some(Origin::Variable { name, declared, set }) => {
                if let Some(declared) = declared.filter(|declared| !fits(*declared, ty)) {
                    let message = format!(
                        "`{}`: `${{{name}}}` is declared as {}, expected {}",
                        last(path),
                        declared.word(),
                        expected(ty)
                    );
                    self.error(node.line, node.column, path, message, None);
                    return;
                }
                let from = if *set { "--set" } else { "vars" };
                format!(" (`${{{name}}}` from {from})")
            }
            None => String::new(),
        };
        match scalar::read(text, ty, &self.measures) {
            Ok(()) => self.accepted(node, text, ty, path),
            Err(wrong) => {
                let message = format!("`{}`: {}{from}", last(path), wrong.message);
                self.error(node.line, node.column, path, message, wrong.help);
            }
        }
    }

    /// A fitting value may still be a word that nothing renders, or name a file.
    fn accepted(&mut self, node: &Node, text: &str, ty: &Type, path: &str) {
        match ty {
            Type::Words(words) if crate::project::values::word(text, words).is_some_and(|word| !word.built) => {
                self.not_built(node.line, node.column, path, &format!("{}: {text}", last(path)), None);
            }
            Type::File(holds) => self.file(node, text, *holds, path),
            _ => {}
        }
    }

    pub(super) fn wrong_shape(&mut self, node: &Node, path: &str, wanted: &str, help: Option<String>) {
        if node.variable == Some(Origin::Unknown) {
            return;
        }
        let found = match &node.value {
            Value::Scalar { text, .. } => format!("`{}`", scalar::short(text)),
            _ => node.shape().to_owned(),
        };
        // `text: {name}` reads as a map to YAML.
        let braces =
            matches!(&node.value, Value::Map(entries) if entries.iter().any(|entry| entry.value.value == Value::Empty));
        let help = if braces { Some("a value that holds `{` or `}` must be quoted".to_owned()) } else { help };
        self.error(node.line, node.column, path, format!("`{}`: found {found}, expected {wanted}", last(path)), help);
    }

    pub(super) fn place(node: &Node, path: &str) -> Place {
        Place { line: node.line, column: node.column, path: path.to_owned() }
    }
}

fn fits(declared: VarType, ty: &Type) -> bool {
    match ty {
        Type::Either(types) => types.iter().any(|ty| fits(declared, ty)),
        Type::Text => true,
        Type::Number { .. }
        | Type::Integer { .. }
        | Type::PowerOfTwo { .. }
        | Type::Quantity(_)
        | Type::Fps
        | Type::Length { .. } => declared == VarType::Number,
        Type::Time { .. } | Type::Range(_) | Type::Span(_) => matches!(declared, VarType::Time | VarType::Number),
        Type::Bool => declared == VarType::Bool,
        Type::Color => declared == VarType::Color,
        Type::File(_) => matches!(declared, VarType::File | VarType::Text),
        _ => declared == VarType::Text,
    }
}

fn takes_list(ty: &Type) -> bool {
    match ty {
        Type::List(_) | Type::Layers | Type::Effects | Type::Pair(_) | Type::Triple(_) => true,
        Type::Either(types) => types.iter().any(takes_list),
        _ => false,
    }
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// The last part of a path, as messages name it.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

pub(super) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

//! Variables: what `vars:` declares, what `--set` says instead, and `${x}` replaced by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nearest::nearest;
use super::table::FOREIGN_PREFIX;
use super::time::{self, Measures, Sense, Tempo};
use super::tree::{Entry, Node, Origin, Value, VarType};
use super::values;
use crate::base::Rational;

/// A variable with the text that stands for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    pub ty: VarType,
    /// The document said the type, and not only a value that looks like it.
    pub declared: bool,
    pub text: Arc<str>,
    /// Its text came from the command line.
    pub set: bool,
}

pub type Variables = BTreeMap<String, Variable>;

/// Something wrong with a variable; without a place it concerns `--set NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub place: Option<(usize, usize, String)>,
    pub name: String,
    pub message: String,
    pub help: Option<String>,
}

/// Replacing must not make a small document large.
pub const MAX_EXPANDED: usize = 1 << 20;

/// The variables of a document with what was set from outside.
pub fn declare(vars: Option<&Node>, set: &[(String, String)], wrong: &mut Vec<Wrong>) -> Variables {
    let mut variables = Variables::new();
    match vars.map(|vars| &vars.value) {
        None | Some(Value::Empty) => {}
        Some(Value::Map(entries)) => {
            for entry in entries {
                if entry.key.starts_with(FOREIGN_PREFIX) {
                    continue;
                }
                if let Some(variable) = variable(entry, wrong) {
                    variables.insert(entry.key.to_string(), variable);
                }
            }
        }
        Some(_) => {
            let vars = vars.map_or((1, 1), |vars| (vars.line, vars.column));
            wrong.push(Wrong {
                place: Some((vars.0, vars.1, "vars".into())),
                name: "vars".into(),
                message: "`vars`: expected a map of names with values".into(),
                help: Some("for example `vars: { title: Hello }`".into()),
            });
        }
    }
    for (name, text) in set {
        override_one(&mut variables, name, text, wrong);
    }
    variables
}

fn override_one(variables: &mut Variables, name: &str, text: &str, wrong: &mut Vec<Wrong>) {
    let problem = |message: String, help: Option<String>| Wrong { place: None, name: name.to_owned(), message, help };
    let Some(variable) = variables.get_mut(name) else {
        let help = match nearest(name, variables.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `vars: {{ {name}: … }}`"),
        };
        wrong.push(problem(format!("the document has no variable `{name}`"), Some(help)));
        return;
    };
    if !fits(text, variable.ty) {
        let help = if variable.declared {
            None
        } else {
            Some("its value in the document looks like one; quote that, or write `type: text`".to_owned())
        };
        let word = wanted(variable.ty);
        wrong.push(problem(format!("found `{text}`, but `{name}` is {word}"), help));
        return;
    }
    variable.text = text.into();
    variable.set = true;
}

fn variable(entry: &Entry, wrong: &mut Vec<Wrong>) -> Option<Variable> {
    let path = format!("vars.{}", entry.key);
    let mut refuse = |line: usize, column: usize, path: String, message: String, help: Option<String>| {
        wrong.push(Wrong { place: Some((line, column, path)), name: entry.key.to_string(), message, help });
        None
    };
    if !values::is_name(&entry.key) || entry.key.contains('.') {
        let message = format!("`{}` can't be a variable's name", entry.key);
        let help = Some("use letters, digits, `-` and `_`".into());
        return refuse(entry.line, entry.column, path, message, help);
    }
    let value = &entry.value;
    match &value.value {
        Value::Scalar { text, quoted } => {
            let ty = if *quoted && values::color(text).is_none_or(|_| !text.starts_with('#')) {
                VarType::Text
            } else {
                looks_like(text)
            };
            Some(Variable { ty, declared: false, text: text.clone(), set: false })
        }
        Value::Map(keys) => {
            let mut ty = None;
            let mut default: Option<&Node> = None;
            for key in keys {
                match &*key.key {
                    "type" => {
                        let said = key.value.scalar().unwrap_or("");
                        ty = VarType::ALL.into_iter().find(|ty| ty.word() == said);
                        if ty.is_none() {
                            let words: Vec<&str> = VarType::ALL.iter().map(|ty| ty.word()).collect();
                            let message = format!("`type`: found `{said}`, expected one of `{}`", words.join("`, `"));
                            let help = nearest(said, words).map(|near| format!("did you mean `{near}`?"));
                            return refuse(key.value.line, key.value.column, format!("{path}.type"), message, help);
                        }
                    }
                    "default" => default = Some(&key.value),
                    other if other.starts_with(FOREIGN_PREFIX) => {}
                    other => {
                        let message = format!("unknown key `{other}`");
                        let help = match nearest(other, ["type", "default"]) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => "allowed here: `type`, `default`".into(),
                        };
                        refuse(key.line, key.column, format!("{path}.{other}"), message, Some(help));
                    }
                }
            }
            let Some(default) = default else {
                let message = format!("`{}` needs a `default`", entry.key);
                return refuse(value.line, value.column, path, message, None);
            };
            let Some(text) = default.scalar() else {
                let message = format!("`default`: found {}, expected a plain value", default.shape());
                let help = Some("a value that begins with `#` must be quoted".into())
                    .filter(|_| default.value == Value::Empty);
                return refuse(default.line, default.column, format!("{path}.default"), message, help);
            };
            let declared = ty.is_some();
            let ty = ty.unwrap_or_else(|| looks_like(text));
            if !fits(text, ty) {
                let message = format!("`default`: found `{text}`, expected {}", wanted(ty));
                return refuse(default.line, default.column, format!("{path}.default"), message, None);
            }
            Some(Variable { ty, declared, text: text.into(), set: false })
        }
        Value::Empty => {
            let message = format!("`{}` has no value", entry.key);
            let help = Some("a value that begins with `#` must be quoted; an empty text is `\"\"`".into());
            refuse(entry.line, entry.column, path, message, help)
        }
        Value::List(_) => {
            let message = format!("`{}`: found a list, expected a plain value", entry.key);
            refuse(value.line, value.column, path, message, None)
        }
    }
}

fn looks_like(text: &str) -> VarType {
    if values::number(text).is_some() {
        VarType::Number
    } else if values::boolean(text).is_some() {
        VarType::Bool
    } else if text.starts_with('#') && values::color(text).is_some() {
        VarType::Color
    } else if fits(text, VarType::Time) {
        VarType::Time
    } else {
        VarType::Text
    }
}

fn fits(text: &str, ty: VarType) -> bool {
    match ty {
        VarType::Text => true,
        VarType::File => !text.is_empty(),
        VarType::Number => values::number(text).is_some(),
        VarType::Bool => values::boolean(text).is_some(),
        VarType::Color => values::color(text).is_some(),
        // What frames and beats are worth does not decide whether a text is a time.
        VarType::Time => {
            let measures = Measures { fps: Rational::from_int(30), tempo: Tempo::Elsewhere };
            time::parse(text, Sense::Length, &measures).is_ok()
        }
    }
}

fn wanted(ty: VarType) -> &'static str {
    match ty {
        VarType::Text => "a text",
        VarType::File => "a file",
        VarType::Number => "a number",
        VarType::Bool => "`true` or `false`",
        VarType::Color => "a colour",
        VarType::Time => "a time",
    }
}

/// The tree with every `${x}` replaced; `vars` itself and `x-` keys stay as they are.
pub fn replace(tree: Node, variables: &Variables, wrong: &mut Vec<Wrong>) -> Node {
    let mut replacing = Replacing { variables, wrong, expanded: 0 };
    let Value::Map(entries) = tree.value else { return tree };
    let entries = entries
        .into_iter()
        .map(|entry| if &*entry.key == "vars" { entry } else { replacing.entry(entry, "") })
        .collect();
    Node { value: Value::Map(entries), ..tree }
}

struct Replacing<'a> {
    variables: &'a Variables,
    wrong: &'a mut Vec<Wrong>,
    expanded: usize,
}

impl Replacing<'_> {
    fn entry(&mut self, entry: Entry, path: &str) -> Entry {
        if entry.key.starts_with(FOREIGN_PREFIX) {
            return entry;
        }
        let path = if path.is_empty() { entry.key.to_string() } else { format!("{path}.{}", entry.key) };
        let (line, column) = (entry.line, entry.column);
        let key = if entry.key.contains("${") { self.text(&entry.key, line, column, &path) } else { None };
        Entry { key: key.unwrap_or(entry.key), value: self.node(entry.value, &path), line, column }
    }

    fn node(&mut self, node: Node, path: &str) -> Node {
        match node.value {
            Value::Scalar { ref text, quoted } if text.contains("${") => {
                let whole = whole(text).and_then(|name| self.variables.get_key_value(name));
                let variable = whole.map(|(name, variable)| Origin::Variable {
                    name: name.as_str().into(),
                    declared: variable.declared.then_some(variable.ty),
                    set: variable.set,
                });
                match self.text(text, node.line, node.column, path) {
                    Some(text) => Node { value: Value::Scalar { text, quoted }, variable, ..node },
                    None => Node { variable: Some(Origin::Unknown), ..node },
                }
            }
            Value::List(items) => {
                let items = items.into_iter().enumerate();
                let items = items.map(|(index, item)| self.node(item, &format!("{path}[{index}]"))).collect();
                Node { value: Value::List(items), ..node }
            }
            Value::Map(entries) => {
                let entries = entries.into_iter().map(|entry| self.entry(entry, path)).collect();
                Node { value: Value::Map(entries), ..node }
            }
            _ => node,
        }
    }

    /// The text with its variables replaced; `None` where one is unknown, which is then said.
    fn text(&mut self, text: &str, line: usize, column: usize, path: &str) -> Option<Arc<str>> {
        if self.expanded > MAX_EXPANDED {
            return None;
        }
        let mut out = String::new();
        let mut rest = text;
        let mut complete = true;
        while let Some(start) = rest.find("${") {
            // `$${` is a plain `${`.
            if rest[..start].ends_with('$') {
                out.push_str(&rest[..start - 1]);
                out.push_str("${");
                rest = &rest[start + 2..];
                continue;
            }
            out.push_str(&rest[..start]);
            let after = &rest[start + 2..];
            let place = Some((line, column, path.to_owned()));
            let Some(end) = after.find('}') else {
                let message = format!("`${{{after}` lacks its `}}`");
                let help = Some("a plain `${` is written `$${`".into());
                self.wrong.push(Wrong { place, name: after.to_owned(), message, help });
                return None;
            };
            let name = after[..end].trim();
            match self.variables.get(name) {
                Some(variable) => out.push_str(&variable.text),
                None => {
                    complete = false;
                    let help = match nearest(name, self.variables.keys().map(String::as_str)) {
                        Some(near) => format!("did you mean `${{{near}}}`?"),
                        None => format!("declare it: `vars: {{ {name}: … }}`; a plain `${{` is written `$${{`"),
                    };
                    let message = format!("there is no variable `{name}`");
                    self.wrong.push(Wrong { place, name: name.to_owned(), message, help: Some(help) });
                }
            }
            rest = &after[end + 1..];
            if self.expanded + out.len() > MAX_EXPANDED {
                break;
            }
        }
        out.push_str(rest);
        self.expanded += out.len();
        if self.expanded > MAX_EXPANDED {
            let place = Some((line, column, path.to_owned()));
            let message = format!("variables make the document larger than {MAX_EXPANDED} bytes");
            self.wrong.push(Wrong { place, name: String::new(), message, help: None });
            return None;
        }
        complete.then(|| out.into())
    }
}

/// The name of the variable that a scalar is wholly made of.
fn whole(text: &str) -> Option<&str> {
    let name = text.strip_prefix("${")?.strip_suffix('}')?;
    (!name.contains(['{', '}', '$'])).then_some(name.trim())
}

//! YAML text → positioned tree, within limits that no document written by a person reaches.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use super::tree::{Entry, Node, Value};

pub const MAX_BYTES: usize = 1 << 20;
pub const MAX_DEPTH: usize = 32;
pub const MAX_ALIAS_NODES: usize = 10_000;

/// Why a text is no tree, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotATree {
    pub line: usize,
    pub column: usize,
    /// The path of the key where it happened, as far as it was known.
    pub path: String,
    pub message: String,
    pub help: Option<String>,
}

/// The document of `text`; `None` where there is nothing in it. Keys that stand twice come as problems of their own, so
/// that the rest is still read.
pub fn parse(text: &str) -> Result<(Option<Node>, Vec<NotATree>), NotATree> {
    if text.len() > MAX_BYTES {
        let message = format!("the document has {} bytes, the limit is {MAX_BYTES} (1 MiB)", text.len());
        return Err(fault(1, 1, message, None));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    control_characters(text)?;
    let mut reader = Reader {
        text,
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        alias_nodes: 0,
        twice: Vec::new(),
        trail: Vec::new(),
    };
    let tree = reader.document().map_err(|wrong| NotATree { path: reader.path(), ..wrong })?;
    Ok((tree, reader.twice))
}

struct Reader<'a> {
    text: &'a str,
    parser: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, Node>,
    alias_nodes: usize,
    twice: Vec<NotATree>,
    /// Keys and indices down to where reading stands.
    trail: Vec<Step>,
}

enum Step {
    Key(Arc<str>),
    Item(usize),
}

/// More keys that stand twice than a person reads.
const MAX_TWICE: usize = 500;

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), NotATree> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let (line, column) = (error.marker().line(), error.marker().col() + 1);
                Err(explain(self.text, line, column, error.info()))
            }
            None => Err(fault(1, 1, "the document ends too early".into(), None)),
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.trail {
            match step {
                Step::Key(key) if path.is_empty() => path.push_str(key),
                Step::Key(key) => path.extend([".", key]),
                Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    fn document(&mut self) -> Result<Option<Node>, NotATree> {
        let mut tree = None;
        let mut documents = 0;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(tree),
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        let help = "write one file per project";
                        return Err(at(span, "a second document begins here; a project is one document", Some(help)));
                    }
                    let (event, span) = self.next()?;
                    tree = Some(self.node(event, span, 1)?);
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, NotATree> {
        if depth > MAX_DEPTH {
            return Err(at(span, &format!("nested more than {MAX_DEPTH} levels deep"), None));
        }
        let (value, anchor) = match event {
            Event::Alias(id) => return self.alias(id, span),
            Event::Scalar(_, _, _, Some(tag))
            | Event::SequenceStart(_, Some(tag))
            | Event::MappingStart(_, Some(tag)) => {
                let handle = if tag.is_yaml_core_schema() { "!!" } else { &tag.handle };
                let message = format!("the tag `{handle}{}` has no meaning here", tag.suffix);
                let help = "take the tag away; a text that begins with `!` must be quoted";
                return Err(at(span, &message, Some(help)));
            }
            Event::Scalar(text, style, anchor, None) => {
                let quoted = style != ScalarStyle::Plain;
                let empty = !quoted && text.is_empty();
                let value = if empty { Value::Empty } else { Value::Scalar { text: Arc::from(&*text), quoted } };
                (value, anchor)
            }
            Event::SequenceStart(anchor, None) => (Value::List(self.items(depth)?), anchor),
            Event::MappingStart(anchor, None) => (Value::Map(self.entries(depth)?), anchor),
            _ => return Err(at(span, "a value was expected here", None)),
        };
        let node = Node { line: span.start.line(), column: span.start.col() + 1, value, variable: None };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Node, NotATree> {
        let Some(node) = self.anchors.get(&id) else {
            return Err(at(span, "an alias can't stand inside of what it repeats", None));
        };
        self.alias_nodes += node.count();
        if self.alias_nodes > MAX_ALIAS_NODES {
            let message = format!("aliases repeat more than {MAX_ALIAS_NODES} values");
            return Err(at(span, &message, Some("write the values out, or use variables")));
        }
        // What an alias repeats is wrong, or right, where it was written: its insides keep their places.
        Ok(Node { line: span.start.line(), column: span.start.col() + 1, ..node.clone() })
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node>, NotATree> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, span) => {
                    self.trail.push(Step::Item(items.len()));
                    items.push(self.node(event, span, depth + 1)?);
                    self.trail.pop();
                }
            }
        }
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<Entry>, NotATree> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut seen: HashSet<Arc<str>> = HashSet::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(entries);
            }
            let key = self.key(event, span)?;
            let (line, column) = (span.start.line(), span.start.col() + 1);
            self.trail.push(Step::Key(key.clone()));
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            let path = if seen.contains(&key) { self.path() } else { String::new() };
            self.trail.pop();
            if seen.insert(key.clone()) {
                entries.push(Entry { key, line, column, value });
            } else if self.twice.len() < MAX_TWICE {
                let first = entries.iter().find(|entry| entry.key == key).map_or(line, |entry| entry.line);
                let message = format!("`{key}` stands here a second time; the first is in line {first}");
                let help = Some("keep one of them".to_owned());
                self.twice.push(NotATree { path, ..fault(line, column, message, help) });
            }
        }
    }

    fn key(&mut self, event: Event<'a>, span: Span) -> Result<Arc<str>, NotATree> {
        match event {
            Event::Scalar(text, style, 0, None) => {
                if &*text == "<<" && style == ScalarStyle::Plain {
                    let help = "write the keys out, or use variables";
                    return Err(at(span, "merge keys (`<<`) are not read", Some(help)));
                }
                Ok(Arc::from(&*text))
            }
            Event::Scalar(_, _, _, Some(_)) => Err(at(span, "a key can't have a tag", None)),
            Event::Scalar(..) => Err(at(span, "a key can't have an anchor", None)),
            _ => {
                let help = "if this is meant as a value, quote it: braces and brackets mean something to YAML";
                Err(at(span, "a key must be a plain word, this is a list or a map", Some(help)))
            }
        }
    }
}

fn fault(line: usize, column: usize, message: String, help: Option<String>) -> NotATree {
    NotATree { line, column, path: String::new(), message, help }
}

fn at(span: Span, message: &str, help: Option<&str>) -> NotATree {
    fault(span.start.line(), span.start.col() + 1, message.to_owned(), help.map(str::to_owned))
}

fn control_characters(text: &str) -> Result<(), NotATree> {
    for (number, line) in text.lines().enumerate() {
        for (column, letter) in line.chars().enumerate() {
            if (letter.is_control() && !matches!(letter, '\t' | '\r')) || letter == '\u{feff}' {
                let message = format!("the control character {} can't stand in a document", letter.escape_unicode());
                let help = "take it away, or write it as an escape in a double-quoted text";
                return Err(fault(number + 1, column + 1, message, Some(help.into())));
            }
        }
    }
    Ok(())
}

/// YAML's own message, and what most likely led to it.
fn explain(text: &str, line: usize, column: usize, info: &str) -> NotATree {
    if info.contains("recursion limit") {
        return fault(line.max(1), column, format!("nested more than {MAX_DEPTH} levels deep"), None);
    }
    if let Some((line, column, word)) = swallowed(text, line) {
        let help = format!("`#` begins a comment; quote the value: \"{word}\"");
        return fault(line, column, format!("the value `{word}` is read as a comment"), Some(help));
    }
    let shown = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
    let before: String = shown.chars().take(column.saturating_sub(1)).collect();
    let here = shown.chars().nth(column.saturating_sub(1));
    let value = shown.split_once(": ").map_or("", |(_, value)| value.trim());
    let indent = &shown[..shown.len() - shown.trim_start().len()];
    let help = if indent.contains('\t') || (here == Some('\t') && before.trim().is_empty()) {
        Some("indent with spaces, YAML takes no tabs")
    } else if shown.contains("${") || value.starts_with('{') || before.trim_end().ends_with('}') {
        Some("a value that holds `{` or `}` must be quoted: \"${title}\"")
    } else if value.starts_with(['%', '@', '`', '*', '&', '!', '|', '>']) {
        Some("a value that begins with a sign such as `%`, `@`, `*`, `&` or `!` must be quoted")
    } else if value.contains(": ") {
        Some("a value that holds `: ` must be quoted")
    } else if value.starts_with(['"', '\'']) {
        Some("a quote that is opened must be closed, and nothing may follow it but a comment")
    } else if info.contains("flow") {
        Some("every `[` and `{` needs its `]` or `}`, and a comma between items")
    } else {
        None
    };
    fault(line.max(1), column, format!("this is not YAML: {}", info.trim_end_matches('.')), help.map(str::to_owned))
}

/// A colour without quotes inside of braces takes the closing brace with it, and YAML complains lines later.
fn swallowed(text: &str, line: usize) -> Option<(usize, usize, String)> {
    let first = line.saturating_sub(3);
    for (index, shown) in text.lines().enumerate().skip(first).take(line - first) {
        let Some(start) = shown.find(": #").map(|start| start + 2) else { continue };
        let word: String = shown[start..].chars().take_while(|letter| !" ,}]".contains(*letter)).collect();
        let hex = word.len() > 3 && word[1..].bytes().all(|byte| byte.is_ascii_hexdigit());
        if hex && shown[..start].contains(['{', '[']) {
            return Some((index + 1, shown[..start].chars().count() + 1, word));
        }
    }
    None
}

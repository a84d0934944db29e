//! A document as it was written: every scalar's raw text with its position, nothing turned into something else behind the
//! user's back.

use std::sync::Arc;

/// A value of the document and where it stands, counted from one.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub line: usize,
    pub column: usize,
    pub value: Value,
    /// Set where the whole scalar was one `${x}`, or holds one that is unknown.
    pub variable: Option<Origin>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A key without a value.
    Empty,
    Scalar {
        text: Arc<str>,
        quoted: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One key of a map with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: Arc<str>,
    pub line: usize,
    pub column: usize,
    pub value: Node,
}

/// The variable that a scalar came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Variable {
        name: Arc<str>,
        /// Only where the document said a type.
        declared: Option<VarType>,
        /// Given at the command line and not by the document.
        set: bool,
    },
    /// It holds a variable that there is not, which was said already.
    Unknown,
}

/// What a variable holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VarType {
    Text,
    Number,
    Bool,
    Color,
    File,
    Time,
}

impl Node {
    pub fn scalar(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    pub fn list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn map(&self) -> Option<&[Entry]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key of this map.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.map()?.iter().find(|entry| &*entry.key == key).map(|entry| &entry.value)
    }

    /// What kind of thing this is, as a message names it.
    pub fn shape(&self) -> &'static str {
        match &self.value {
            Value::Empty => "nothing",
            Value::Scalar { .. } => "a plain value",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// How many nodes there are from here down.
    pub fn count(&self) -> usize {
        match &self.value {
            Value::Empty | Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Self::count).sum::<usize>(),
            Value::Map(entries) => 1 + entries.iter().map(|entry| entry.value.count()).sum::<usize>(),
        }
    }
}

impl VarType {
    pub const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Bool, Self::Color, Self::File, Self::Time];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Bool => "bool",
            Self::Color => "color",
            Self::File => "file",
            Self::Time => "time",
        }
    }
}

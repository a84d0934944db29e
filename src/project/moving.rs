//! Keyframes as they are written: `[0s: 0, 1s: 1 ease out-cubic]` and the long form `{ to: …, ease: … }`.

use super::tree::{Entry, Node, Value};

/// One keyframe, its parts not yet read.
#[derive(Debug, Clone)]
pub struct Written<'a> {
    pub entry: &'a Entry,
    /// Without its `+`.
    pub time: &'a str,
    /// Counted from the layer's start.
    pub relative: bool,
    pub value: Node,
    pub ease: Option<Node>,
    /// Keys of a long form that mean nothing.
    pub unknown: Vec<&'a Entry>,
}

/// The items of a list of keyframes; `None` for a value that stands still. A list is one as soon as one of its items is a
/// map.
pub fn keyframes(node: &Node) -> Option<&[Node]> {
    node.list().filter(|items| items.iter().any(|item| item.map().is_some()))
}

/// The parts of a keyframe; `None` where the item is no map of one key.
pub fn written(item: &Node) -> Option<Written<'_>> {
    let [entry] = item.map()? else { return None };
    let text = entry.key.trim();
    let (relative, time) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (value, ease, unknown) = match &entry.value.value {
        Value::Map(long) => {
            let find = |key: &str| long.iter().find(|entry| &*entry.key == key).map(|entry| entry.value.clone());
            let to = find("to")?;
            (to, find("ease"), long.iter().filter(|entry| !matches!(&*entry.key, "to" | "ease")).collect())
        }
        Value::Scalar { text, quoted } => match text.split_once(" ease ") {
            Some((value, ease)) => {
                let part = |part: &str, column: usize| Node {
                    column,
                    value: Value::Scalar { text: part.trim().into(), quoted: *quoted },
                    ..entry.value.clone()
                };
                let column = entry.value.column;
                let ease_column = column + value.chars().count() + " ease ".len() + usize::from(*quoted);
                (part(value, column), Some(part(ease, ease_column)), Vec::new())
            }
            None => (entry.value.clone(), None, Vec::new()),
        },
        _ => (entry.value.clone(), None, Vec::new()),
    };
    Some(Written { entry, time, relative, value, ease, unknown })
}

/// Whether a value is written as an expression.
pub fn is_expression(node: &Node) -> bool {
    node.scalar().is_some_and(|text| text.trim_start().starts_with('='))
}

//! An export with all that its preset says where it says nothing itself.

use super::chain::Chain;
use crate::project::tree::{Entry, Node, Value};

/// Keys that presets and exports share.
const SHARED: [&str; 7] = ["video", "sound", "frame", "size", "fps", "chunk", "target"];

/// The export as if it had been written out: each preset, its quality, and what stands in the document last. What comes from
/// presets stands, for messages, at `at`.
pub fn applied(export: &Node, chain: &Chain, quality: &str, at: (usize, usize)) -> Node {
    let mut whole: Vec<Entry> = Vec::new();
    for preset in &chain.0 {
        for entry in entries(&preset.tree).iter().filter(|entry| SHARED.contains(&&*entry.key)) {
            lay(&mut whole, &moved(entry, at));
        }
        let chosen = preset.tree.get("qualities").and_then(|qualities| qualities.get(quality));
        if let Some(chosen) = chosen {
            let video = Entry { key: "video".into(), line: at.0, column: at.1, value: moved_node(chosen, at) };
            lay(&mut whole, &video);
        }
    }
    for entry in entries(export) {
        lay(&mut whole, entry);
    }
    Node { value: Value::Map(whole), ..export.clone() }
}

fn entries(node: &Node) -> &[Entry] {
    node.map().unwrap_or(&[])
}

/// Lays an entry over what is there: maps key by key, all else as a whole.
fn lay(whole: &mut Vec<Entry>, upper: &Entry) {
    let Some(lower) = whole.iter_mut().find(|entry| entry.key == upper.key) else {
        whole.push(upper.clone());
        return;
    };
    let (Value::Map(under), Value::Map(over)) = (&lower.value.value, &upper.value.value) else {
        *lower = upper.clone();
        return;
    };
    let mut merged = under.clone();
    // A bit rate goes with its codec.
    if &*upper.key == "sound" && over.iter().any(|entry| &*entry.key == "codec") {
        merged.retain(|entry| &*entry.key != "bitrate");
    }
    for entry in over {
        match merged.iter_mut().find(|other| other.key == entry.key) {
            Some(other) => *other = entry.clone(),
            None => merged.push(entry.clone()),
        }
    }
    *lower = Entry { value: Node { value: Value::Map(merged), ..upper.value.clone() }, ..upper.clone() };
}

fn moved(entry: &Entry, at: (usize, usize)) -> Entry {
    Entry { key: entry.key.clone(), line: at.0, column: at.1, value: moved_node(&entry.value, at) }
}

fn moved_node(node: &Node, at: (usize, usize)) -> Node {
    let value = match &node.value {
        Value::List(items) => Value::List(items.iter().map(|item| moved_node(item, at)).collect()),
        Value::Map(entries) => Value::Map(entries.iter().map(|entry| moved(entry, at)).collect()),
        plain => plain.clone(),
    };
    Node { line: at.0, column: at.1, value, variable: None }
}

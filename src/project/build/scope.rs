//! What a document has that its expressions may speak of, read before they are.

use crate::project::expression::Scope;
use crate::project::table::FOREIGN_PREFIX;
use crate::project::tree::Node;
use crate::project::vars::Variables;

pub fn scope(tree: &Node, variables: &Variables) -> Scope {
    let tracks = tree.get("tracks").and_then(Node::map).unwrap_or_default();
    let names = tracks.iter().map(|entry| entry.key.to_string()).filter(|name| !name.starts_with(FOREIGN_PREFIX));
    Scope { vars: variables.clone(), tracks: names.collect(), tempo: tree.get("tempo").is_some() }
}

/// Whether something in the document can be heard: a sound, or a clip with its own.
pub fn sounds(tree: &Node) -> bool {
    let listed = tree.get("audio").and_then(Node::list).is_some_and(|sounds| !sounds.is_empty());
    listed || tree.get("layers").is_some_and(has_sound)
}

fn has_sound(layers: &Node) -> bool {
    let sound = |layer: &Node| layer.get("sound").is_some_and(|sound| sound.scalar() != Some("off"));
    layers.list().unwrap_or_default().iter().any(|layer| sound(layer) || layer.get("group").is_some_and(has_sound))
}

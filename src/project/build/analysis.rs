//! What the pictures hear.

use super::builder::{Builder, items};
use crate::project::analysis::{Align, Analysis, Heard, Rate, Window};
use crate::project::nearest::nearest;
use crate::project::tree::Node;
use crate::project::values;

/// The word for all sounds together.
const MIX: &str = "mix";

pub fn analysis(tree: &Node, builder: &mut Builder<'_>) -> Analysis {
    let usual = Analysis::default();
    let Some(node) = tree.get("analysis") else { return usual };
    let text = |key: &str| node.get(key).and_then(Node::scalar).map(str::trim);
    let whole = text("fft").and_then(values::integer).and_then(|fft| usize::try_from(fft).ok());
    Analysis {
        source: node.get("source").map_or(Heard::Mix, |source| heard(source, tree, builder)),
        fft: whole.unwrap_or(usual.fft),
        window: text("window").and_then(Window::of).unwrap_or(usual.window),
        smoothing: text("smoothing").and_then(values::number).unwrap_or(usual.smoothing),
        rate: text("rate").and_then(Rate::of).unwrap_or(usual.rate),
        align: text("align").and_then(Align::of).unwrap_or(usual.align),
        range: text("range").and_then(Analysis::levels).unwrap_or(usual.range),
    }
}

fn heard(node: &Node, tree: &Node, builder: &mut Builder<'_>) -> Heard {
    let Some(name) = node.scalar().map(str::trim).filter(|name| *name != MIX) else { return Heard::Mix };
    let ids: Vec<&str> =
        items(tree, "audio").iter().filter_map(|sound| sound.get("id").and_then(Node::scalar)).collect();
    if !ids.contains(&name) {
        let help = match nearest(name, ids.iter().copied().chain([MIX])) {
            Some(near) => format!("did you mean `{near}`?"),
            None if ids.is_empty() => "give a sound an `id`, or say `mix` for all of them together".to_owned(),
            None => format!("there is {}, and `mix` for all of them together", ids.join(", ")),
        };
        builder.error(node, "analysis.source", format!("`source`: no sound has the id `{name}`"), Some(&help));
    }
    Heard::Sound(name.to_owned())
}

//! One sound of the mix.

use super::builder::{Builder, place};
use crate::base::Rational;
use crate::project::model::{Sound, Span};
use crate::project::paths;
use crate::project::table::{Type, units};
use crate::project::time::Sense;
use crate::project::tree::Node;
use crate::project::values;

pub fn sound(node: &Node, index: usize, builder: &Builder<'_>) -> Sound {
    let text = |key: &str| node.get(key).and_then(Node::scalar);
    let source = node.get("source").unwrap_or(node);
    let gain = match units::GAIN {
        Type::Quantity(gain) => text("gain").and_then(|text| values::quantity(text, gain)),
        _ => None,
    };
    Sound {
        id: text("id").map(str::to_owned),
        place: place(source.line, source.column, format!("audio[{index}]")),
        source: paths::resolve(&builder.folder, text("source").unwrap_or_default()).unwrap_or_default(),
        stream: text("stream").and_then(values::integer).and_then(|stream| usize::try_from(stream).ok()).unwrap_or(0),
        at: node
            .get("at")
            .and_then(|node| builder.span(node, Sense::Position))
            .unwrap_or(Span { start: Rational::ZERO, end: None }),
        from: node.get("from").and_then(|node| builder.span(node, Sense::Length)),
        gain: gain.unwrap_or(0.0),
        fade: builder.fade(node.get("fade")),
    }
}

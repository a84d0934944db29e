//! Shaders with their inputs.

use super::builder::{Builder, place};
use super::moving::moving_value;
use crate::base::Rational;
use crate::project::moving;
use crate::project::paths;
use crate::project::shader::{GivenInput, GivenValue, ShaderUse};
use crate::project::tree::{Entry, Node};
use crate::project::values;

/// What kind of thing a value is written as.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Number,
    Truth,
    Color,
    Point,
    Word,
}

/// The shader that `file` names, with the inputs under the key `inputs` of `owner`. Keyframes with a `+` count from `start`.
pub(super) fn shader(
    file: &Node,
    owner: &Node,
    (file_path, owner_path): (&str, &str),
    start: Rational,
    builder: &mut Builder<'_>,
) -> Option<ShaderUse> {
    let path = paths::resolve(&builder.folder, file.scalar()?)?;
    let place = place(file.line, file.column, file_path.to_owned());
    let mut inputs = Vec::new();
    if let Some(map) = owner.get("inputs") {
        let path = format!("{owner_path}.inputs");
        let foreign = crate::project::table::FOREIGN_PREFIX;
        for entry in map.map().unwrap_or_default().iter().filter(|entry| !entry.key.starts_with(foreign)) {
            inputs.push(input(map, entry, &path, start, builder));
        }
    }
    Some(ShaderUse { file: path, inputs, place })
}

fn input(map: &Node, entry: &Entry, path: &str, start: Rational, builder: &mut Builder<'_>) -> GivenInput {
    let (name, node) = (&*entry.key, &entry.value);
    let shape = shape_of(node, &format!("{path}.{name}"), builder);
    let value = match shape {
        Shape::Number => {
            let read = |node: &Node| values::number(node.scalar()?);
            GivenValue::Number(moving_value(map, name, path, start, builder, read, 0.0))
        }
        Shape::Truth => {
            let read = |node: &Node| values::boolean(node.scalar()?).map(|truth| f64::from(u8::from(truth)));
            GivenValue::Truth(moving_value(map, name, path, start, builder, read, 0.0))
        }
        Shape::Color => GivenValue::Color(moving_value(map, name, path, start, builder, color, [0.0, 0.0, 0.0, 1.0])),
        Shape::Point => GivenValue::Point(moving_value(map, name, path, start, builder, point, [0.0; 2])),
        Shape::Word => GivenValue::Word,
    };
    let text = node.scalar().map(str::to_owned);
    let file = text.as_ref().and_then(|text| paths::resolve(&builder.folder, text));
    let place = place(node.line, node.column, format!("{path}.{name}"));
    GivenInput { name: name.to_owned(), value, text, file, place }
}

/// Of keyframes, what all of them are written as.
fn shape_of(node: &Node, path: &str, builder: &mut Builder<'_>) -> Shape {
    let Some(items) = moving::keyframes(node) else { return written_as(node) };
    let values: Vec<Node> = items.iter().filter_map(moving::written).map(|written| written.value).collect();
    let Some(first) = values.first().map(written_as) else { return Shape::Number };
    if let Some(other) = values.iter().find(|value| written_as(value) != first) {
        let message = "the keyframes of an input must all be of one kind".to_owned();
        builder.error(other, path, message, Some("numbers, points, colours, or `true` and `false`"));
    } else if first == Shape::Word {
        builder.error(node, path, "files and words can't move".to_owned(), None);
    }
    first
}

fn written_as(node: &Node) -> Shape {
    let Some(text) = node.scalar() else { return Shape::Point };
    if values::number(text).is_some() || moving::is_expression(node) {
        Shape::Number
    } else if values::boolean(text).is_some() {
        Shape::Truth
    } else if values::color(text).is_some() {
        Shape::Color
    } else {
        Shape::Word
    }
}

fn color(node: &Node) -> Option<[f64; 4]> {
    let color = values::color(node.scalar()?)?;
    Some([color.r, color.g, color.b, color.a].map(f64::from))
}

fn point(node: &Node) -> Option<[f64; 2]> {
    let [x, y] = node.list()? else { return None };
    Some([values::number(x.scalar()?)?, values::number(y.scalar()?)?])
}

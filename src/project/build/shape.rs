//! A shape layer: its form, and what it is filled and drawn with.

use super::builder::{Builder, lengths};
use super::motion::{resting, resting_text};
use super::paint;
use crate::project::model::{Canvas, Form, Length, Paint, Rgba, Shape, Stroke};
use crate::project::moving;
use crate::project::tree::Node;
use crate::project::values;

/// Larger shapes are drawn at no size that could be seen.
const LARGEST: f64 = 65_536.0;

/// The shape that a layer's keys say; what they mean together is checked here.
pub(super) fn shape(
    node: &Node,
    value: &Node,
    path: &str,
    canvas: &Canvas,
    builder: &mut Builder<'_>,
) -> Option<Shape> {
    let scalar = |key: &str| node.get(key).and_then(Node::scalar);
    let whole = [f64::from(canvas.width), f64::from(canvas.height)];
    let written = resting(node, "size")
        .as_ref()
        .and_then(lengths)
        .map(|[width, height]| [width.px(whole[0]), height.px(whole[1])]);
    let form = match value.scalar()? {
        "ellipse" => Form::Ellipse,
        "line" => Form::Line,
        "path" => Form::Path(scalar("path").unwrap_or_default().to_owned()),
        _ => Form::Rect { radius: 0.0 },
    };
    let size = if matches!(form, Form::Path(_)) { written } else { Some(written.unwrap_or(whole)) };
    let radius = resting_text(node, "radius").as_deref().and_then(values::length);
    let form = match (form, radius, size) {
        (Form::Rect { .. }, Some(radius), Some([width, height])) => Form::Rect { radius: radius.px(width.min(height)) },
        (form, ..) => form,
    };
    let shape = Shape { size, fill: fill(node, path, builder), stroke: stroke(node, whole), form };
    check(&shape, node, value, path, builder);
    Some(shape)
}

fn fill(node: &Node, path: &str, builder: &mut Builder<'_>) -> Option<Paint> {
    let fill = resting(node, "fill")?;
    match fill.scalar() {
        Some(color) => values::color(color).map(Paint::Color),
        None => Some(Paint::Gradient(paint::gradient(&fill, &format!("{path}.fill"), builder))),
    }
}

fn stroke(node: &Node, whole: [f64; 2]) -> Option<Stroke> {
    let stroke = node.get("stroke")?;
    let width = resting_text(stroke, "width").as_deref().and_then(values::length).unwrap_or(Length::Px(0.0));
    let color = resting_text(stroke, "color").as_deref().and_then(values::color);
    let black = Rgba { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };
    let width = width.px(whole[0].min(whole[1]));
    (width > 0.0).then(|| Stroke { width, color: color.unwrap_or(black) })
}

fn check(shape: &Shape, node: &Node, value: &Node, path: &str, builder: &mut Builder<'_>) {
    let mut say = |key: &str, message: &str, help: Option<&str>| {
        let at = node.get(key).unwrap_or(value);
        builder.error(at, &format!("{path}.{key}"), message.to_owned(), help);
    };
    // A line may begin with no width at all and grow.
    let width = node.get("stroke").and_then(|stroke| stroke.get("width"));
    let stroked = shape.stroke.is_some()
        || width.is_some_and(|width| moving::keyframes(width).is_some())
        || width.is_some_and(moving::is_expression);
    let is_path = matches!(shape.form, Form::Path(_));
    if is_path && node.get("path").is_none() {
        say("shape", "`shape: path` needs `path`: SVG path data", Some("for example `path: \"M 0 0 L 100 50 Z\"`"));
    }
    if !is_path && node.get("path").is_some() {
        say("path", "`path` belongs to `shape: path`", None);
    }
    if node.get("radius").is_some() && !matches!(shape.form, Form::Rect { .. }) {
        say("radius", "`radius` belongs to `shape: rect`", None);
    }
    if shape.form == Form::Line && shape.fill.is_some() {
        say("fill", "a line has no inside that could be filled; give it a `stroke`", None);
    } else if shape.form == Form::Line && !stroked {
        say("shape", "a line needs a `stroke`", Some("for example `stroke: { width: 4px, color: white }`"));
    } else if shape.fill.is_none() && !stroked {
        say("shape", "a shape needs `fill` or `stroke`", Some("for example `fill: \"#ff5a1f\"`"));
    }
    let too_large = |side: f64| side > LARGEST;
    if shape.size.is_some_and(|size| size.into_iter().any(too_large)) {
        say("size", "`size`: at most 65536 px a side can be drawn", None);
    }
    if shape.stroke.is_some_and(|stroke| too_large(stroke.width)) {
        say("stroke", "`stroke`: at most 65536 px wide lines can be drawn", None);
    }
}

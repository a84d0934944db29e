//! Masks, entrances and transitions of a layer.

use super::builder::{Builder, items, lengths, place};
use super::layer::{length, plain};
use super::moving::moving_value;
use super::shader;
use crate::base::Rational;
use crate::project::form::{Channel, LayerMask, Mask, Passage, ShapeMask, Side, Takeover, Transition, Way};
use crate::project::model::{Curve, Ease, Length, Moving, MovingCrop, Span};
use crate::project::shader::ShaderUse;
use crate::project::time::Reach;
use crate::project::tree::Node;
use crate::project::values;

/// A layer with the parts of its document that masks and passages need.
pub(super) struct Formed<'a> {
    pub node: &'a Node,
    pub path: &'a str,
    /// Where `+` of its keyframes counts from.
    pub start: Rational,
}

impl Formed<'_> {
    pub fn extent(&self, key: &str, builder: &mut Builder<'_>) -> Moving<Length> {
        extent((self.node, self.path), key, self.start, builder)
    }

    pub fn crop(&self, builder: &mut Builder<'_>) -> MovingCrop {
        let Some(node) = self.node.get("crop") else { return MovingCrop::none() };
        let path = format!("{}.crop", self.path);
        let mut side = |key: &str| extent((node, &path), key, self.start, builder);
        MovingCrop { left: side("left"), right: side("right"), top: side("top"), bottom: side("bottom") }
    }

    pub fn mask(&self, builder: &mut Builder<'_>) -> Option<Mask> {
        let node = self.node.get("mask").filter(|node| node.map().is_some())?;
        let path = format!("{}.mask", self.path);
        let text = |key: &str| node.get(key).and_then(Node::scalar);
        let invert = text("invert") == Some("true");
        let (shape, layer) = (node.get("shape"), node.get("layer"));
        if shape.is_some() == layer.is_some() {
            let message = "a mask is either a `shape` or another `layer`".to_owned();
            let help = "`mask: { shape: ellipse }`, or `mask: { layer: ID }`";
            builder.error(node, &path, message, Some(help));
            return None;
        }
        let foreign: &[&str] = if shape.is_some() { &["channel"] } else { &["size", "position", "radius", "feather"] };
        for key in foreign {
            if let Some(value) = node.get(key) {
                let other = if shape.is_some() { "layer" } else { "shape" };
                let message = format!("`{key}` belongs to masks with `{other}`");
                builder.error(value, &format!("{path}.{key}"), message, None);
            }
        }
        if let Some(layer) = layer {
            let channel = if text("channel") == Some("alpha") { Channel::Alpha } else { Channel::Luma };
            return Some(Mask::Layer(LayerMask { id: layer.scalar()?.to_owned(), channel, invert }));
        }
        let pair = |key: &str, default: f64, builder: &mut Builder<'_>| {
            moving_value(node, key, &path, self.start, builder, lengths, [Length::Percent(default); 2])
        };
        Some(Mask::Shape(Box::new(ShapeMask {
            ellipse: text("shape") == Some("ellipse"),
            size: pair("size", 100.0, builder),
            position: pair("position", 50.0, builder),
            radius: extent((node, &path), "radius", self.start, builder),
            feather: extent((node, &path), "feather", self.start, builder),
            invert,
        })))
    }

    pub fn passage(&self, key: &str, at: Option<Span>, builder: &mut Builder<'_>) -> Option<Passage> {
        let node = self.node.get(key).filter(|node| node.map().is_some())?;
        let text = |key: &str| node.get(key).and_then(Node::scalar);
        let reach = match (key, at.and_then(|at| at.end)) {
            ("leave", Some(end)) => Reach::Before(end),
            ("leave", None) => Reach::Any,
            _ => Reach::After(self.start),
        };
        let long = node.get("for").and_then(|node| builder.length_at(node, reach)).unwrap_or(Rational::new(1, 2));
        if let Some(shown) = length(at).filter(|shown| long > *shown && !builder.guesses()) {
            let message = format!("`{key}` takes {} s, but the layer is seen for {} s", plain(long), plain(shown));
            builder.error(node, &format!("{}.{key}", self.path), message, None);
        }
        let way = match text("kind")? {
            "fade" => Way::Fade,
            "slide" => Way::Slide,
            "wipe" => Way::Wipe,
            _ => Way::Zoom,
        };
        let ease = text("ease").and_then(values::ease).unwrap_or(Ease::Out(Curve::Cubic));
        Some(Passage { way, side: side(text("from")), length: long, ease })
    }

    pub fn transition(&self, builder: &mut Builder<'_>) -> Option<Transition> {
        let node = self.node.get("transition").filter(|node| node.map().is_some())?;
        let path = format!("{}.transition", self.path);
        let text = |key: &str| node.get(key).and_then(Node::scalar);
        let takeover = match text("kind") {
            Some("wipe") => Takeover::Wipe,
            Some("slide") => Takeover::Slide,
            Some("shader") => Takeover::Shader,
            _ => Takeover::Dissolve,
        };
        let ease = text("ease").and_then(values::ease).unwrap_or(Ease::Linear);
        let shader = self.transition_shader(node, takeover, &path, builder);
        let place = place(node.line, node.column, path);
        Some(Transition { takeover, side: side(text("from")), ease, place, shader })
    }
}

impl Formed<'_> {
    fn transition_shader(
        &self,
        node: &Node,
        takeover: Takeover,
        path: &str,
        builder: &mut Builder<'_>,
    ) -> Option<Box<ShaderUse>> {
        if takeover != Takeover::Shader {
            for key in ["shader", "inputs"] {
                if let Some(said) = node.get(key) {
                    let message = format!("`{key}` belongs to `kind: shader`");
                    builder.error(said, &format!("{path}.{key}"), message, None);
                }
            }
            return None;
        }
        let Some(file) = node.get("shader") else {
            let help = "for example `transition: { kind: shader, shader: wipe.fs }`";
            builder.error(node, path, "a transition of `kind: shader` needs its `shader`".to_owned(), Some(help));
            return None;
        };
        shader::shader(file, node, (&format!("{path}.shader"), path), self.start, builder).map(Box::new)
    }
}

fn extent((node, path): (&Node, &str), key: &str, start: Rational, builder: &mut Builder<'_>) -> Moving<Length> {
    let read = |node: &Node| values::length(node.scalar()?);
    moving_value(node, key, path, start, builder, read, Length::Px(0.0))
}

fn side(word: Option<&str>) -> Side {
    match word {
        Some("right") => Side::Right,
        Some("top") => Side::Top,
        Some("bottom") => Side::Bottom,
        _ => Side::Left,
    }
}

/// What masks name must be another layer of the same list, and none that is masked by the first in turn.
pub(super) fn mattes(nodes: &[Node], path: &str, builder: &mut Builder<'_>) {
    let id = |node: &Node| node.get("id").and_then(Node::scalar).map(str::to_owned);
    let matte =
        |node: &Node| node.get("mask").and_then(|mask| mask.get("layer")).and_then(Node::scalar).map(str::to_owned);
    let ids: Vec<Option<String>> = nodes.iter().map(id).collect();
    let mattes: Vec<Option<String>> = nodes.iter().map(matte).collect();
    for (index, wanted) in mattes.iter().enumerate() {
        let Some(wanted) = wanted else { continue };
        let Some(said) = nodes[index].get("mask").and_then(|mask| mask.get("layer")) else { continue };
        let path = format!("{path}[{index}].mask.layer");
        let found = ids.iter().position(|id| id.as_ref() == Some(wanted));
        let Some(found) = found else {
            let names: Vec<&str> = ids.iter().flatten().map(String::as_str).collect();
            let message = format!("no layer beside this one has the id `{wanted}`");
            let near = crate::project::nearest::nearest(wanted, names.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a mask is a layer of the same list".to_owned(),
            };
            builder.error(said, &path, message, Some(&help));
            continue;
        };
        if found == index {
            builder.error(said, &path, "a layer can't be its own mask".to_owned(), None);
        } else if mattes[found].is_some() {
            let message = format!("`{wanted}` has another layer as its mask itself");
            builder.error(said, &path, message, Some("put the two into a group, and take that as the mask"));
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        mattes_in(node, &format!("{path}[{index}].group"), builder);
    }
}

fn mattes_in(node: &Node, path: &str, builder: &mut Builder<'_>) {
    let inside = items(node, "group");
    if !inside.is_empty() {
        mattes(inside, path, builder);
    }
}

//! Layers that are made of letters: text and captions.

use std::path::PathBuf;

use super::builder::{Builder, lengths};
use super::motion::{resting, resting_text};
use crate::project::model::{
    Align, Canvas, Captions, Dress, Kind, Layer, Length, Plate, Reveal, RevealBy, Rgba, Stroke, Text, TextShadow,
};
use crate::project::tree::Node;
use crate::project::values;

const LARGEST_LETTERS: f64 = 8192.0;
/// What is drawn around letters reaches no further than this many times their size: it would cost more than any picture.
const FURTHEST: f64 = 16.0;

/// Where neither the document nor the file says where captions stand: in the middle, a little above the bottom.
const CAPTIONS_STAND: [Length; 2] = [Length::Percent(50.0), Length::Percent(95.0)];
const SEMIBOLD: u16 = 600;

const BLACK: Rgba = Rgba { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };
const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

/// What a text is where its layer does not say it.
struct Usual {
    size: Length,
    weight: u16,
    max_width: Option<Length>,
}

pub(super) fn text(node: &Node, written: &str, canvas: &Canvas, builder: &Builder<'_>) -> Text {
    let usual = Usual { size: Length::Px(48.0), weight: 400, max_width: None };
    let text = Text { text: written.to_owned(), ..look(node, canvas, &usual) };
    Text { reveal: node.get("reveal").map(|node| reveal(node, builder)), ..text }
}

pub(super) fn captions(node: &Node, source: PathBuf, canvas: &Canvas) -> Captions {
    let usual = Usual { size: Length::Percent(5.0), weight: SEMIBOLD, max_width: Some(Length::Percent(80.0)) };
    let mut look = look(node, canvas, &usual);
    if ["stroke", "shadow", "box"].iter().all(|key| node.get(key).is_none()) {
        let color = |a: f32| Rgba { a, ..BLACK };
        look.dress = Dress {
            stroke: Some(Stroke { width: look.size * 0.1, color: color(0.85) }),
            shadow: Some(TextShadow { offset: [0.0; 2], blur: look.size * 0.25, color: color(0.6) }),
            ..Dress::default()
        }
        .unless_plain();
    }
    let placed = ["position", "anchor"].iter().any(|key| node.get(key).is_some());
    Captions { source, canvas: (canvas.width, canvas.height), look, placed }
}

/// Where a layer's anchor stands if it does not say it.
pub(super) fn usual_position(kind: &Kind) -> [Length; 2] {
    if matches!(kind, Kind::Captions(_)) { CAPTIONS_STAND } else { [Length::Percent(50.0); 2] }
}

pub(super) fn usual_anchor(kind: &Kind) -> [Length; 2] {
    let bottom = [Length::Percent(50.0), Length::Percent(100.0)];
    if matches!(kind, Kind::Captions(_)) { bottom } else { [Length::Percent(50.0); 2] }
}

fn look(node: &Node, canvas: &Canvas, usual: &Usual) -> Text {
    let scalar = |key: &str| node.get(key).and_then(Node::scalar);
    let font = match node.get("font") {
        Some(font) => match font.list() {
            Some(fonts) => fonts.iter().filter_map(Node::scalar).map(str::to_owned).collect(),
            None => font.scalar().map(str::to_owned).into_iter().collect(),
        },
        None => Vec::new(),
    };
    let size = scalar("size").and_then(values::length).unwrap_or(usual.size).px(f64::from(canvas.height));
    let dress = Dress {
        stroke: node.get("stroke").and_then(|node| stroke(node, size)),
        shadow: node.get("shadow").map(|node| shadow(node, size)),
        plate: node.get("box").map(|node| plate(node, size)),
        stretches: Vec::new(),
    };
    Text {
        text: String::new(),
        font,
        size,
        weight: scalar("weight").and_then(values::weight).unwrap_or(usual.weight),
        italic: scalar("style") == Some("italic"),
        color: color(node).unwrap_or(WHITE),
        align: match scalar("align") {
            Some("left") => Align::Left,
            Some("right") => Align::Right,
            _ => Align::Center,
        },
        line_height: scalar("line_height").and_then(values::number).unwrap_or(1.2),
        max_width: scalar("max_width").and_then(values::length).or(usual.max_width),
        reveal: None,
        dress: dress.unless_plain(),
    }
}

fn stroke(node: &Node, letters: f64) -> Option<Stroke> {
    let width = extent(node, "width", letters).unwrap_or(0.0);
    let color = color(node).unwrap_or(BLACK);
    (width > 0.0).then_some(Stroke { width, color })
}

fn shadow(node: &Node, letters: f64) -> TextShadow {
    let offset = resting(node, "offset").as_ref().and_then(lengths).unwrap_or([Length::Px(0.0); 2]);
    TextShadow {
        offset: offset.map(|length| length.px(letters)),
        blur: extent(node, "blur", letters).unwrap_or(0.0),
        color: color(node).unwrap_or(Rgba { a: 136.0 / 255.0, ..BLACK }),
    }
}

fn plate(node: &Node, letters: f64) -> Plate {
    let radius = node.get("radius").and_then(Node::scalar).and_then(values::length);
    Plate {
        color: color(node).unwrap_or(Rgba { a: 170.0 / 255.0, ..BLACK }),
        padding: extent(node, "padding", letters).unwrap_or(12.0),
        radius: radius.unwrap_or(Length::Px(0.0)),
    }
}

fn reveal(node: &Node, builder: &Builder<'_>) -> Reveal {
    let by = match node.get("by").and_then(Node::scalar) {
        Some("word") => RevealBy::Word,
        Some("line") => RevealBy::Line,
        _ => RevealBy::Char,
    };
    let every = node.get("every").and_then(|node| builder.length(node)).filter(|every| every.is_positive());
    Reveal { by, every: every.unwrap_or(crate::base::Rational::new(1, 25)) }
}

fn extent(node: &Node, key: &str, letters: f64) -> Option<f64> {
    resting_text(node, key).as_deref().and_then(values::length).map(|length| length.px(letters))
}

fn color(node: &Node) -> Option<Rgba> {
    resting_text(node, "color").as_deref().and_then(values::color)
}

/// Letters of no size can't be set, and what is huge would cost more memory than any picture.
pub(super) fn check(layer: &Layer, node: &Node, path: &str, builder: &mut Builder<'_>) {
    let text = match &layer.kind {
        Kind::Text(text) => text,
        Kind::Captions(captions) => &captions.look,
        _ => return,
    };
    if text.size <= 0.0 || text.size > LARGEST_LETTERS {
        let at = node.get("size").unwrap_or(node);
        let message =
            format!("`size`: letters of {} px can't be set, only above 0 and up to {LARGEST_LETTERS} px", text.size);
        builder.error(at, &format!("{path}.size"), message, None);
        return;
    }
    let Some(dress) = &text.dress else { return };
    let most = (text.size * FURTHEST).max(FURTHEST);
    let mut say = |key: &str, reach: f64| {
        if reach > most {
            let at = node.get(key).unwrap_or(node);
            let message =
                format!("`{key}` reaches {reach:.0} px out of letters of {} px; {most:.0} px is the most", text.size);
            builder.error(at, &format!("{path}.{key}"), message, None);
        }
    };
    say("stroke", dress.stroke.map_or(0.0, |stroke| stroke.width));
    say("box", dress.plate.map_or(0.0, |plate| plate.padding));
    let far = |shadow: TextShadow| shadow.offset[0].abs().max(shadow.offset[1].abs()).max(shadow.blur);
    say("shadow", dress.shadow.map_or(0.0, far));
}

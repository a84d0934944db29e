//! One layer: its kind, where it stands, and its moving values.

use super::builder::{Builder, items, lengths, place};
use super::form::Formed;
use super::moving::moving_value;
use super::{effects, heard, motion, notes, objects, paint, shader, shape, sound, text};
use crate::base::Rational;
use crate::project::model::{Blend, Canvas, Fit, Group, Hold, Kind, Layer, Length, Moving, Span};
use crate::project::nested;
use crate::project::paths;
use crate::project::table::{KINDS, Type, units};
use crate::project::time::Sense;
use crate::project::tree::Node;
use crate::project::values;

const LARGEST_GROUP: f64 = 8192.0;

/// A speed with more digits would leave too little room for exact times.
const MAX_SPEED_PART: i128 = 1_000_000_000_000;

/// `canvas` is what per cents are of: the project's, or the group's that the layer lies in.
pub fn layer(node: &Node, path: String, canvas: &Canvas, builder: &mut Builder<'_>) -> Option<Layer> {
    let entry = node.map()?.iter().find(|entry| KINDS.iter().any(|kind| kind.key.name == &*entry.key))?;
    let scalar = |key: &str| node.get(key).and_then(Node::scalar);
    let at = node.get("at").and_then(|node| builder.span(node, Sense::Position));
    let start = at.map_or(Rational::ZERO, |at| at.start);
    let kind = kind(node, (&entry.key, &entry.value), &path, (canvas, start), builder)?;
    let from = node.get("from").and_then(|node| builder.span(node, Sense::Length));
    let fit = match (scalar("fit"), &kind) {
        (Some("cover"), _) => Fit::Cover,
        (Some("contain"), _) => Fit::Contain,
        (Some("fill"), _) => Fit::Fill,
        (None, Kind::Video { .. }) => Fit::Cover,
        _ => Fit::None,
    };
    let foreign: &[&str] = match kind {
        Kind::Video { .. } | Kind::Project(_) | Kind::Image { .. } => &[],
        Kind::Captions(_) => &["reverse", "hold", "loop"],
        _ => &["from", "speed", "reverse", "hold", "loop"],
    };
    for key in foreign {
        if let Some(value) = node.get(key)
            && value.scalar() != Some("false")
        {
            let message = format!("`{key}` belongs to layers with a source that moves, this one is `{}`", entry.key);
            builder.error(value, &format!("{path}.{key}"), message, None);
        }
    }
    let formed = Formed { node, path: &path, start };
    let layer = Layer {
        id: scalar("id").map(str::to_owned),
        place: place(entry.value.line, entry.value.column, path.clone()),
        at,
        from,
        speed: scalar("speed").and_then(|text| Rational::from_decimal(text.trim())),
        reverse: scalar("reverse") == Some("true"),
        looped: scalar("loop") == Some("true"),
        once: scalar("loop") == Some("false"),
        hold: match scalar("hold") {
            Some("first") => Hold::First,
            Some("last") => Hold::Last,
            Some(_) => Hold::None,
            None => Hold::Unset,
        },
        fit,
        position: moving_value(node, "position", &path, start, builder, lengths, text::usual_position(&kind)),
        anchor: moving_value(node, "anchor", &path, start, builder, anchor, text::usual_anchor(&kind)),
        scale: moving_value(node, "scale", &path, start, builder, scale, [1.0; 2]),
        rotate: moving_value(node, "rotate", &path, start, builder, angle, 0.0),
        opacity: moving_value(node, "opacity", &path, start, builder, |node| values::number(node.scalar()?), 1.0),
        crop: formed.crop(builder),
        fade: builder.fade_at(node.get("fade"), at),
        blend: scalar("blend").and_then(Blend::of).unwrap_or(Blend::Normal),
        effects: effects::effects(node, &path, start, builder),
        // A shape's own corners are its business.
        radius: match kind {
            Kind::Shape(_) => Moving::Constant(Length::Px(0.0)),
            _ => formed.extent("radius", builder),
        },
        motion: motion::motion((node, &entry.value), &kind, &path, start, builder),
        mask: formed.mask(builder),
        enter: formed.passage("enter", at, builder),
        leave: formed.passage("leave", at, builder),
        transition: formed.transition(builder),
        sound: sound::layer_sound(node.get("sound")),
        kind,
    };
    text::check(&layer, node, &path, builder);
    check_speed(&layer, node, &path, builder);
    check_fade(&layer, node, &path, builder);
    Some(layer)
}

fn kind(
    node: &Node,
    (name, value): (&str, &Node),
    path: &str,
    (canvas, start): (&Canvas, Rational),
    builder: &mut Builder<'_>,
) -> Option<Kind> {
    if name == "gradient" {
        return Some(Kind::Gradient(paint::gradient(value, &format!("{path}.gradient"), builder)));
    }
    if name == "group" {
        return Some(Kind::Group(group(node, path, canvas, builder)));
    }
    if name == "project" {
        return nested::project(node, value, path, builder).map(Kind::Project);
    }
    if name == "shader" {
        let used = shader::shader(value, node, (&format!("{path}.shader"), path), start, builder)?;
        return Some(Kind::Shader(Box::new(used)));
    }
    if name == "shape" {
        return shape::shape(node, value, path, canvas, builder).map(Kind::Shape);
    }
    if let Some(kind) = heard::kind(node, (name, value), path, builder) {
        return Some(kind);
    }
    if name == "objects" {
        return objects::objects(value, &format!("{path}.objects"), start, builder)
            .map(|objects| Kind::Objects(Box::new(objects)));
    }
    if name == "notes" {
        return notes::notes(value, &format!("{path}.notes"), start, builder).map(|notes| Kind::Notes(Box::new(notes)));
    }
    if name == "solid" {
        return values::color(&motion::resting_text(node, name)?).map(Kind::Solid);
    }
    let written = value.scalar()?;
    let source = || paths::resolve(&builder.folder, written);
    Some(match name {
        "image" => Kind::Image { source: source()? },
        "video" => Kind::Video { source: source()? },
        "text" => Kind::Text(text::text(node, written, canvas, builder)),
        "captions" => Kind::Captions(Box::new(text::captions(node, source()?, canvas))),
        _ => return None,
    })
}

fn group(node: &Node, path: &str, canvas: &Canvas, builder: &mut Builder<'_>) -> Group {
    let mut size = (canvas.width, canvas.height);
    if let Some(said) = node.get("size")
        && let Some([width, height]) = lengths(said)
    {
        let pixels = [width.px(f64::from(size.0)).round(), height.px(f64::from(size.1)).round()];
        if pixels.iter().all(|side| (1.0..=LARGEST_GROUP).contains(side)) {
            size = (pixels[0] as u32, pixels[1] as u32);
        } else {
            let message = format!("`size`: {}x{} is out of bounds, 1 to {LARGEST_GROUP} each", pixels[0], pixels[1]);
            builder.error(said, &format!("{path}.size"), message, None);
        }
    }
    let inside = Canvas { width: size.0, height: size.1, ..canvas.clone() };
    let nodes = items(node, "group").iter().enumerate();
    let layers = nodes.filter_map(|(index, node)| layer(node, format!("{path}.group[{index}]"), &inside, builder));
    Group { size, layers: layers.collect() }
}

fn anchor(node: &Node) -> Option<[Length; 2]> {
    match node.scalar() {
        Some(word) => values::anchor(word),
        None => lengths(node),
    }
}

fn scale(node: &Node) -> Option<[f64; 2]> {
    match node.list() {
        Some([x, y]) => Some([values::number(x.scalar()?)?, values::number(y.scalar()?)?]),
        Some(_) => None,
        None => values::number(node.scalar()?).map(|both| [both; 2]),
    }
}

pub(super) fn angle(node: &Node) -> Option<f64> {
    match units::ANGLE {
        Type::Quantity(angle) => values::quantity(node.scalar()?, angle),
        _ => None,
    }
}

pub(super) fn length(span: Option<Span>) -> Option<Rational> {
    span.and_then(|span| Some(span.end? - span.start))
}

fn check_speed(layer: &Layer, node: &Node, path: &str, builder: &mut Builder<'_>) {
    if builder.guesses() {
        return;
    }
    if let (Some(at), Some(from)) = (length(layer.at), length(layer.from)) {
        let said = node.get("speed").unwrap_or(node);
        let Some(implied) = from.checked_div(at) else { return };
        if layer.speed.is_some_and(|speed| speed != implied) {
            let message = format!(
                "`speed` says {}, but the lengths of `from` and `at` make it {}",
                plain(layer.speed.unwrap_or(implied)),
                plain(implied)
            );
            builder.error(said, &format!("{path}.speed"), message, Some("leave one of the three open"));
        }
        let from = node.get("from").unwrap_or(node);
        let (slowest, fastest) = (Rational::new(1, 100), Rational::from_int(100));
        if implied < slowest || implied > fastest {
            let message =
                format!("the lengths of `from` and `at` make the speed {}, 0.01 to 100 is possible", plain(implied));
            builder.error(from, &format!("{path}.from"), message, None);
        } else if implied.num() > MAX_SPEED_PART || implied.den() > MAX_SPEED_PART {
            let message = "the lengths of `from` and `at` make too fine a speed".to_owned();
            builder.error(from, &format!("{path}.from"), message, Some("use lengths with fewer digits"));
        }
    }
    if let (Some(speed), Some(said)) = (layer.speed, node.get("speed"))
        && speed.den() > 1_000_000
    {
        builder.error(said, &format!("{path}.speed"), "`speed` has more than six decimals".to_owned(), None);
    }
}

fn check_fade(layer: &Layer, node: &Node, path: &str, builder: &mut Builder<'_>) {
    let Some(shown) = length(layer.at).filter(|_| !builder.guesses()) else { return };
    let fades = layer.fade.fade_in.checked_add(layer.fade.fade_out);
    if let (Some(fade), Some(fades)) = (node.get("fade"), fades)
        && fades > shown
    {
        let message = format!("`fade` takes {} s, but the layer is seen for {} s", plain(fades), plain(shown));
        builder.error(fade, &format!("{path}.fade"), message, None);
    }
}

/// A rational as a person reads it: `2`, `0.5`, `0.333`.
pub(super) fn plain(value: Rational) -> String {
    crate::project::span::seconds_text(value)
}

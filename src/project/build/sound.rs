//! One sound of the mix, and the loudness of the whole.

use super::builder::{Builder, items, place};
use super::moving::moving_value;
use crate::base::Rational;
use crate::project::model::{Duck, LayerSound, Master, Sound, Span};
use crate::project::nearest::nearest;
use crate::project::paths;
use crate::project::table::audio::{MASTER, SOUND};
use crate::project::table::{Key, Quantity, Type, units};
use crate::project::time::Sense;
use crate::project::tree::Node;
use crate::project::values;

pub fn sound(node: &Node, index: usize, builder: &mut Builder<'_>) -> Sound {
    let text = |key: &str| node.get(key).and_then(Node::scalar);
    let source = node.get("source").unwrap_or(node);
    let path = format!("audio[{index}]");
    let at = node
        .get("at")
        .and_then(|node| builder.span(node, Sense::Position))
        .unwrap_or(Span { start: Rational::ZERO, end: None });
    let speed = text("speed").and_then(|text| Rational::from_decimal(text.trim())).unwrap_or(Rational::ONE);
    if let Some(said) = node.get("speed").filter(|_| speed.den() > 1_000_000) {
        builder.error(said, &format!("{path}.speed"), "`speed` has more than six decimals".to_owned(), None);
    }
    Sound {
        id: text("id").map(str::to_owned),
        place: place(source.line, source.column, path.clone()),
        source: paths::resolve(&builder.folder, text("source").unwrap_or_default()).unwrap_or_default(),
        stream: text("stream").and_then(values::integer).and_then(|stream| usize::try_from(stream).ok()).unwrap_or(0),
        at,
        from: node.get("from").and_then(|node| builder.span(node, Sense::Length)),
        speed,
        follow: text("pitch") == Some("follow"),
        gain: moving_value(node, "gain", &path, at.start, builder, decibels, 0.0),
        pan: moving_value(node, "pan", &path, at.start, builder, |node| values::number(node.scalar()?), 0.0),
        fade: builder.fade(node.get("fade")),
        looped: text("loop") == Some("true"),
        duck: node.get("duck").and_then(|node| duck(node, format!("{path}.duck"))),
    }
}

fn duck(node: &Node, path: String) -> Option<Duck> {
    let said = node.get("under")?;
    let by = node.get("by").and_then(|by| values::quantity(by.scalar()?, quantity(duck_keys()?, "by")?));
    Some(Duck { place: place(said.line, said.column, path), under: said.scalar()?.to_owned(), by: by.unwrap_or(12.0) })
}

fn duck_keys() -> Option<&'static [Key]> {
    match SOUND.iter().find(|key| key.name == "duck")?.ty {
        Type::Map(keys) => Some(keys),
        _ => None,
    }
}

/// Every sound that makes room names another one to make room for.
pub fn ducks(tree: &Node, sounds: &[Sound], builder: &mut Builder<'_>) {
    for (sound, node) in sounds.iter().zip(items(tree, "audio")) {
        let Some(duck) = &sound.duck else { continue };
        let said = node.get("duck").and_then(|duck| duck.get("under")).unwrap_or(node);
        let path = format!("{}.under", duck.place.path);
        if sound.id.as_ref() == Some(&duck.under) {
            let message = format!("`under`: `{}` is this sound itself", duck.under);
            builder.error(said, &path, message, Some("name the sound that it makes room for"));
        } else if !sounds.iter().any(|other| other.id.as_ref() == Some(&duck.under)) {
            let ids = sounds.iter().filter_map(|other| other.id.as_deref());
            let help = match nearest(&duck.under, ids) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "give the other sound an `id` and name that".to_owned(),
            };
            let message = format!("`under`: no sound of `audio` has the id `{}`", duck.under);
            builder.error(said, &path, message, Some(&help));
        }
    }
}

pub fn master(node: Option<&Node>) -> Option<Master> {
    let node = node?;
    let number = |key: &str| node.get(key).and_then(|said| values::quantity(said.scalar()?, quantity(MASTER, key)?));
    Some(Master { loudness: number("loudness").unwrap_or(-14.0), peak: number("peak").unwrap_or(-1.0) })
}

/// `sound:` of a layer.
pub(super) fn layer_sound(node: Option<&Node>) -> LayerSound {
    match node.and_then(Node::scalar) {
        None => LayerSound::Unset,
        Some("off") => LayerSound::Off,
        Some("on") => LayerSound::On(0.0),
        Some(text) => match units::GAIN {
            Type::Quantity(gain) => values::quantity(text, gain).map_or(LayerSound::Unset, LayerSound::On),
            _ => LayerSound::Unset,
        },
    }
}

fn decibels(node: &Node) -> Option<f64> {
    match units::GAIN {
        Type::Quantity(gain) => values::quantity(node.scalar()?, gain),
        _ => None,
    }
}

fn quantity(keys: &[Key], name: &str) -> Option<&'static Quantity> {
    match keys.iter().find(|key| key.name == name)?.ty {
        Type::Quantity(quantity) => Some(quantity),
        _ => None,
    }
}

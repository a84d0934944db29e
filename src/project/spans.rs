//! How long things last: layers, sounds and the whole project, from the document and the facts about its sources.

use crate::base::Rational;
use crate::base::facts::{Content, Facts};

use super::model::{Hold, Kind, Layer, Project, Sound, Span};

/// Length of the whole project: what the canvas says, else the end of the last layer or sound that has an end of its
/// own. `None` where nothing defines one.
pub fn duration(project: &Project, facts: &Facts) -> Option<Rational> {
    if project.canvas.duration.is_some() {
        return project.canvas.duration;
    }
    let layers = project.layers.iter().filter_map(|layer| own_end(layer, facts));
    let sounds = project.audio.iter().filter_map(|sound| sound_end(sound, facts));
    layers.chain(sounds).max()
}

/// When a layer is seen: its start and its end on the project's time line.
pub fn layer_span(layer: &Layer, facts: &Facts, duration: Rational) -> (Rational, Rational) {
    let start = layer.at.map_or(Rational::ZERO, |at| at.start);
    (start, own_end(layer, facts).unwrap_or(duration).min(duration))
}

/// When a sound is heard.
pub fn sound_span(sound: &Sound, facts: &Facts, duration: Rational) -> (Rational, Rational) {
    (sound.at.start, sound_end(sound, facts).unwrap_or(duration).min(duration))
}

/// How many source seconds pass in a second of the layer: said outright, or by ranges of different lengths.
pub fn speed(layer: &Layer) -> Rational {
    if let Some(speed) = layer.speed {
        return speed;
    }
    match (layer.at.and_then(length), layer.from.and_then(length)) {
        (Some(at), Some(from)) if at.is_positive() && from.is_positive() => from / at,
        _ => Rational::ONE,
    }
}

fn length(span: Span) -> Option<Rational> {
    Some(span.end? - span.start)
}

/// Where a layer ends by itself: its range says so, or its source has a length.
pub fn own_end(layer: &Layer, facts: &Facts) -> Option<Rational> {
    if let Some(end) = layer.at.and_then(|at| at.end) {
        return Some(end);
    }
    let Kind::Video { source } = &layer.kind else { return None };
    // `hold: last` without an end keeps the last frame for as long as the project goes.
    if layer.hold == Hold::Last {
        return None;
    }
    let start = layer.at.map_or(Rational::ZERO, |at| at.start);
    let from = layer.from.map_or(Rational::ZERO, |from| from.start);
    let until = match layer.from.and_then(|from| from.end) {
        Some(end) => end,
        None => facts.sources.get(source)?.video()?.end(),
    };
    Some(start + (until - from) / speed(layer))
}

/// Where a sound ends by itself.
pub fn sound_end(sound: &Sound, facts: &Facts) -> Option<Rational> {
    if sound.at.end.is_some() {
        return sound.at.end;
    }
    let from = sound.from.map_or(Rational::ZERO, |from| from.start);
    let until = match sound.from.and_then(|from| from.end) {
        Some(end) => end,
        None => match &facts.sources.get(&sound.source)?.content {
            Content::Media { audio, .. } => audio.get(sound.stream)?.duration,
            _ => return None,
        },
    };
    Some(sound.at.start + (until - from))
}

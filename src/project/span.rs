//! When a layer or a sound stands on the time line, and how long the whole project is.

use crate::base::Rational;
use crate::base::facts::{Facts, FrameTimes, VideoFacts};

use super::model::{Kind, Layer, Project, Sound, Span};

/// Seconds that the project lasts: `canvas.duration`, else the end of the last layer or sound that has an end of its
/// own; `None` where nothing has one.
pub fn duration(project: &Project, facts: &Facts) -> Option<Rational> {
    if project.canvas.duration.is_some() {
        return project.canvas.duration;
    }
    let layers = project.layers.iter().filter_map(|layer| last_end(layer, facts));
    let sounds = project.audio.iter().filter_map(|sound| sound_end(sound, facts));
    layers.chain(sounds).max()
}

/// The end of a layer, or of the last one in it that has one where it is a group that has none of its own.
fn last_end(layer: &Layer, facts: &Facts) -> Option<Rational> {
    match &layer.kind {
        Kind::Group(group) if layer.at.is_none_or(|at| at.end.is_none()) => {
            group.layers.iter().filter_map(|layer| last_end(layer, facts)).max()
        }
        _ => layer_end(layer, facts),
    }
}

/// From when to when a layer stands on the time line of a project that lasts `duration`.
pub fn layer_span(layer: &Layer, facts: &Facts, duration: Rational) -> (Rational, Rational) {
    (start_of(layer.at), layer_end(layer, facts).unwrap_or(duration))
}

/// From when to when a sound is heard, in a project that lasts `duration`.
pub fn sound_span(sound: &Sound, facts: &Facts, duration: Rational) -> (Rational, Rational) {
    (sound.at.start, sound_end(sound, facts).unwrap_or(duration))
}

/// Seconds of source that pass in one second of the time line: what `speed` says, or the length of `from` over the
/// length of `at`, or one. A looped source fills its time by beginning again, so its lengths say nothing of its speed.
pub fn layer_speed(layer: &Layer) -> Rational {
    if let Some(speed) = layer.speed {
        return speed;
    }
    if layer.looped {
        return Rational::ONE;
    }
    match (layer.from.and_then(length), layer.at.and_then(length)) {
        (Some(from), Some(at)) if at.is_positive() && from.is_positive() => from / at,
        _ => Rational::ONE,
    }
}

/// Where in its source a layer begins.
pub fn layer_from(layer: &Layer) -> Rational {
    start_of(layer.from)
}

/// The end that a layer has of its own: said by `at`, or by the length of its source.
pub fn layer_end(layer: &Layer, facts: &Facts) -> Option<Rational> {
    if let Some(end) = layer.at.and_then(|at| at.end) {
        return Some(end);
    }
    if !moves(layer, facts) || layer.looped {
        return None;
    }
    let from = layer_from(layer);
    let source_end = match layer.from.and_then(|from| from.end) {
        Some(end) => end,
        None => source_length(layer, facts)?,
    };
    let length = source_end - from;
    length.is_positive().then(|| start_of(layer.at) + length / layer_speed(layer))
}

/// Whether what a layer shows has a time line of its own.
pub fn moves(layer: &Layer, facts: &Facts) -> bool {
    match &layer.kind {
        Kind::Video { .. } | Kind::Project(_) | Kind::Captions(_) => true,
        Kind::Image { source } => facts.sources.get(source).is_some_and(|source| source.video().is_some()),
        _ => false,
    }
}

/// How long what a layer shows goes on by itself; `None` where it has no end of its own.
pub fn source_length(layer: &Layer, facts: &Facts) -> Option<Rational> {
    match &layer.kind {
        Kind::Video { source } | Kind::Image { source } => Some(pictures_end(facts.sources.get(source)?.video()?)),
        Kind::Project(project) => duration(project, facts),
        Kind::Captions(captions) => Some(facts.sources.get(&captions.source)?.captions()?.end()),
        _ => None,
    }
}

/// The end that a sound has of its own.
pub fn sound_end(sound: &Sound, facts: &Facts) -> Option<Rational> {
    if let Some(end) = sound.at.end {
        return Some(end);
    }
    if sound.looped {
        return None;
    }
    let from = start_of(sound.from);
    let source_end = match sound.from.and_then(|from| from.end) {
        Some(end) => end,
        None => facts.sources.get(&sound.source)?.audio().get(sound.stream)?.end(),
    };
    let length = source_end - from;
    length.is_positive().then(|| sound.at.start + length / sound.speed)
}

/// Where the last picture of a video stops; a file that breaks off ends where it breaks off.
pub fn pictures_end(video: &VideoFacts) -> Rational {
    match video.truncated {
        Some((end, _)) => end.min(video.end()),
        None => video.end(),
    }
}

/// Whether the pictures of a video come at one rate.
pub fn constant_rate(video: &VideoFacts) -> bool {
    matches!(video.frames, FrameTimes::Constant { .. })
}

/// Where a range begins; nothing said is the beginning.
pub fn start_of(span: Option<Span>) -> Rational {
    span.map_or(Rational::ZERO, |span| span.start)
}

fn length(span: Span) -> Option<Rational> {
    span.end.map(|end| end - span.start)
}

/// Seconds as a person reads them: `2`, `0.5`, `0.333`.
pub fn seconds_text(value: Rational) -> String {
    let text = format!("{:.3}", value.to_f64());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

//! The sounds of layers: of videos that are heard, and of other projects. They follow what is seen: where the layer stands,
//! where in its source it begins, how fast and which way round it runs.

use std::cell::OnceCell;
use std::sync::Arc;

use super::sounds::{Run, Scope, SoundClip, SoundPlan, Way, in_samples, length};
use crate::base::Rational;
use crate::base::facts::AudioFacts;
use crate::project::model::{Kind, Layer, Project};
use crate::project::span;

/// What a layer plays.
struct Tape {
    clip: SoundClip,
    /// Where in its source the pictures end, and where the sound does; seconds.
    until: Rational,
    ends: Rational,
}

/// Adds what the layers of a project are heard with, in the order of the document.
pub(super) fn layers(scope: &Scope<'_>, clips: &mut Vec<SoundClip>) {
    let everything = (i64::MIN, i64::MAX);
    let mut waiting: Vec<(&Layer, (i64, i64))> =
        scope.project.layers.iter().rev().map(|layer| (layer, everything)).collect();
    while let Some((layer, within)) = waiting.pop() {
        if let Kind::Group(group) = &layer.kind {
            let (start, end) = span::layer_span(layer, scope.facts, scope.duration);
            let shown = (within.0.max(scope.sample(start)), within.1.min(scope.sample(end)));
            waiting.extend(group.layers.iter().rev().map(|layer| (layer, shown)));
        }
        clips.extend(layer_clip(scope, layer, within));
    }
}

fn layer_clip(scope: &Scope<'_>, layer: &Layer, within: (i64, i64)) -> Option<SoundClip> {
    let (start, end) = span::layer_span(layer, scope.facts, scope.duration);
    let gain = layer.sound.gain(matches!(layer.kind, Kind::Project(_)))?;
    let (from, speed) = (span::layer_from(layer), span::layer_speed(layer));
    let tape = match &layer.kind {
        Kind::Video { source } => {
            let found = scope.facts.sources.get(source)?;
            let ends = found.audio().first().map(AudioFacts::end)?;
            Tape { clip: SoundClip::of(source, 0), until: found.video()?.end(), ends }
        }
        // One without an end of its own goes on for as long as it is shown.
        Kind::Project(project) => mix(scope, project, from + (end - start) * speed)?,
        _ => return None,
    };
    let until = layer.from.and_then(|from| from.end).unwrap_or(tape.until);
    // What is held is not heard.
    let plain = speed == Rational::ONE && !layer.reverse && !layer.looped;
    let stops = if plain { until.min(tape.ends) } else { until };
    let end = if layer.looped { end } else { end.min(start + (stops - from) / speed) };
    let (first, last) = (scope.sample(start), scope.sample(end));
    if last <= first || until <= from {
        return None;
    }
    let (reverse, looped) = (layer.reverse, layer.looped);
    let run = Run { speed, follow: false, reverse, looped, until, ends: tape.ends };
    let cut = within.0 > first || within.1 < last;
    let way = Way { run: (!plain).then_some(run), within: cut.then_some(within), ..tape.clip.way };
    Some(SoundClip {
        start: first,
        samples: u64::try_from(last.saturating_sub(first)).unwrap_or(0),
        from,
        gain: libm::pow(10.0, gain / 20.0) as f32,
        way,
        ..tape.clip
    })
}

/// The mix of a project that is shown, as loud as it was mixed: what it is mastered to is its own exports' affair.
fn mix(scope: &Scope<'_>, project: &Arc<Project>, endless: Rational) -> Option<Tape> {
    let duration = span::duration(project, scope.facts).unwrap_or(endless);
    let world = OnceCell::new();
    let inner = Scope { project, facts: scope.facts, start: Rational::ZERO, duration, world: &world };
    let plan: SoundPlan = inner.plan(length(duration));
    if plan.clips.is_empty() || in_samples(duration) <= 0 {
        return None;
    }
    let mut clip = SoundClip::of(&project.path, 0);
    clip.way.mix = Some(Arc::new(plan));
    Some(Tape { clip, until: duration, ends: duration })
}

//! What is wrong or doubtful about single layers and about neighbours, beside their sources' own lengths.

use std::path::Path;

use super::form::Mask;
use super::model::{Hold, Layer};
use super::place::{Place, Severity};
use super::span::{layer_end, layer_from, seconds_text};
use super::verdict::{Judge, name_of};
use crate::base::Rational;
use crate::base::facts::{Content, VideoFacts};

impl Judge<'_> {
    /// A transition needs a time at which both are seen.
    pub(super) fn transitions(&mut self, layers: &[Layer]) {
        let seen_itself = |layer: &&Layer| !layers.iter().any(|other| is_mask_of(layer, other));
        let seen: Vec<&Layer> = layers.iter().filter(seen_itself).collect();
        let begins = |layer: &Layer| layer.at.map_or(Rational::ZERO, |at| at.start);
        for (index, layer) in seen.iter().enumerate() {
            let Some(transition) = &layer.transition else { continue };
            let (place, path) = (&transition.place, &transition.place.path);
            let Some(before) = index.checked_sub(1).and_then(|before| seen.get(before)) else {
                let message = "`transition`: no layer stands before this one".to_owned();
                self.say(Severity::Warning, place, path, message, Some("the clip before it in the list is taken over"));
                continue;
            };
            let Some(end) = layer_end(before, self.facts).filter(|end| *end <= begins(layer)) else { continue };
            let message = format!(
                "`transition`: the layer before ends at {} s, and this one begins at {} s",
                seconds_text(end),
                seconds_text(begins(layer))
            );
            self.say(Severity::Warning, place, path, message, Some("let the two overlap for as long as it shall take"));
        }
    }

    /// What a drawing names outside of itself.
    pub(super) fn left_out(&mut self, source: &Path, count: u32, at: &Place, path: &str) {
        if count > 0 && self.said.insert(source.to_path_buf()) {
            let name = name_of(source, self.project);
            let what = if count == 1 {
                "a picture outside of itself, which is"
            } else {
                "pictures outside of itself, which are"
            };
            let message = format!("`{name}` names {what} not shown");
            self.say(Severity::Warning, at, path, message, Some("embed it in the drawing as a `data:` URL"));
        }
    }

    pub(super) fn effects(&mut self, layer: &Layer) {
        for (index, source) in layer.effects.iter().enumerate().filter_map(|(at, effect)| Some((at, effect.source()?)))
        {
            let path = format!("{}.effects[{index}].color.lut", layer.place.path);
            let Some(facts) = self.source(source, &layer.place, &path) else { continue };
            if !matches!(facts.content, Content::Lut { .. }) {
                let message = format!("`{}` is no .cube table", name_of(source, self.project));
                self.say(Severity::Error, &layer.place, &path, message, None);
            }
        }
    }

    /// An animated image plays again or stays as it ends, so that it is never too short; but it must begin somewhere.
    pub(super) fn animation(&mut self, layer: &Layer, source: &Path, video: &VideoFacts) {
        let (from, has) = (layer_from(layer), video.end());
        if from >= has {
            let name = name_of(source, self.project);
            let message =
                format!("`from` begins at {} s, but `{name}` ends at {} s", seconds_text(from), seconds_text(has));
            self.say(Severity::Error, &layer.place, &format!("{}.from", layer.place.path), message, None);
        }
    }

    /// Keys of a source's time say nothing of a picture that stands still.
    pub(super) fn stands_still(&mut self, layer: &Layer, source: &Path) {
        let said = [
            ("from", layer.from.is_some()),
            ("speed", layer.speed.is_some()),
            ("reverse", layer.reverse),
            ("hold", layer.hold != Hold::Unset),
            ("loop", layer.looped),
        ];
        for (key, _) in said.into_iter().filter(|(_, said)| *said) {
            let name = name_of(source, self.project);
            let message = format!("`{key}` belongs to layers with a source that moves, `{name}` stands still");
            self.say(Severity::Error, &layer.place, &format!("{}.{key}", layer.place.path), message, None);
        }
    }
}

fn is_mask_of(layer: &Layer, other: &Layer) -> bool {
    matches!(&other.mask, Some(Mask::Layer(mask)) if layer.id.as_ref() == Some(&mask.id))
}

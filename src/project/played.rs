//! Verdicts on layers that show what is played or heard.

use super::model::{Layer, Particles};
use super::nearest::nearest;
use super::objects::{Driver, Each, Mesh, Objects};
use super::place::Severity;
use super::verdict::{Judge, name_of};
use crate::base::facts::Content;

/// No device renders more at once in a time that anyone would wait for.
const MOST_TRIANGLES: u64 = 100_000_000;
/// Pitches that a track can play.
const PITCHES: u64 = 128;

impl Judge<'_> {
    pub(super) fn objects(&mut self, layer: &Layer, objects: &Objects) {
        let at = &layer.place;
        match &objects.on {
            Driver::Track { name, .. } => self.plays(name, layer, &format!("{}.objects.on", at.path)),
            Driver::Spectrum { .. } => self.hears(layer, &format!("{}.objects.on", at.path)),
            Driver::Beats | Driver::List(_) => {}
        }
        let Mesh::File(file) = &objects.mesh else { return };
        let path = format!("{}.objects.mesh", at.path);
        let Some(facts) = self.source(file, at, &path) else { return };
        let name = name_of(file, self.project);
        let Content::Mesh { triangles } = facts.content else {
            return self.say(Severity::Error, at, &path, format!("`{name}` is no glTF file"), None);
        };
        let count = match &objects.on {
            Driver::List(list) => list.len() as u64,
            Driver::Track { each: Each::Pitch, .. } => u64::from(objects.count).min(PITCHES),
            Driver::Track { .. } | Driver::Beats | Driver::Spectrum { .. } => u64::from(objects.count),
        };
        if count * u64::from(triangles) > MOST_TRIANGLES {
            let message = format!("`{name}` has {triangles} triangles; {count} of it are more than can be rendered");
            let help = format!("together they may have {MOST_TRIANGLES}: give fewer objects, or a simpler mesh");
            self.say(Severity::Error, at, &path, message, Some(&help));
        }
    }

    /// What particles show.
    pub(super) fn sprite(&mut self, layer: &Layer, particles: &Particles) {
        let Some(file) = particles.image.as_deref() else { return };
        let path = format!("{}.particles.image", layer.place.path);
        let Some(facts) = self.source(file, &layer.place, &path) else { return };
        match facts.content {
            Content::Image { .. } | Content::Animation(_) => {}
            Content::Drawing { left_out, .. } => self.left_out(file, left_out, &layer.place, &path),
            _ => {
                let message = format!("`{}` is no picture", name_of(file, self.project));
                self.say(Severity::Error, &layer.place, &path, message, None);
            }
        }
    }

    /// Whether there is a track of that name.
    pub(super) fn plays(&mut self, name: &str, layer: &Layer, path: &str) {
        let tracks = || self.project.tracks.iter().map(|track| track.name.as_str());
        if tracks().any(|track| track == name) {
            return;
        }
        let help = match nearest(name, tracks()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if tracks().next().is_none() => "name one under `tracks:`".to_owned(),
            None => format!("`tracks` has `{}`", tracks().collect::<Vec<_>>().join("`, `")),
        };
        self.say(Severity::Error, &layer.place, path, format!("there is no track `{name}`"), Some(&help));
    }

    fn hears(&mut self, layer: &Layer, path: &str) {
        if self.project.audio.is_empty() {
            let message = "the spectrum follows the sound, but the project has none: nothing will move".to_owned();
            self.say(Severity::Warning, &layer.place, path, message, Some("name one under `audio:`"));
        }
    }
}

//! Which projects listen: only for those a sound is analysed.

use super::model::{Birth, Kind, Layer, Project};
use super::objects::Driver;
use super::shader::shaders_of;
use crate::base::facts::Facts;

/// Whether anything that a project shows by itself follows its sound. Projects shown in it listen for themselves.
pub fn listens(project: &Project, facts: &Facts) -> bool {
    project.hears || project.all_layers().any(|layer| layer_listens(layer) || shaders_listen(layer, facts))
}

/// Whether one of a layer's shaders reads the sound.
fn shaders_listen(layer: &Layer, facts: &Facts) -> bool {
    shaders_of(layer).any(|(used, _)| {
        let shader = facts.sources.get(&used.file).and_then(|source| source.shader());
        shader.is_some_and(|shader| shader.reads.sound || shader.reads.levels != [false; 4])
    })
}

/// Every kind that hears has a line here; shaders say for themselves.
fn layer_listens(layer: &Layer) -> bool {
    match &layer.kind {
        Kind::Spectrum(_) | Kind::Waveform(_) => true,
        Kind::Particles(particles) => particles.born == Birth::Onsets,
        Kind::Objects(objects) => matches!(objects.on, Driver::Spectrum { .. }),
        Kind::Solid(_)
        | Kind::Gradient(_)
        | Kind::Image { .. }
        | Kind::Video { .. }
        | Kind::Text(_)
        | Kind::Captions(_)
        | Kind::Shape(_)
        | Kind::Shader(_)
        | Kind::Notes(_)
        | Kind::Group(_)
        | Kind::Project(_) => false,
    }
}

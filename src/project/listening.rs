//! Which projects listen: only for those a sound is analysed.

use super::model::{Birth, Kind, Layer, Project};

/// Whether anything that a project shows by itself follows its sound. Projects shown in it listen for themselves.
pub fn listens(project: &Project) -> bool {
    project.hears || project.all_layers().any(layer_listens)
}

/// Every kind, effect and value that hears has a line here.
fn layer_listens(layer: &Layer) -> bool {
    match &layer.kind {
        Kind::Spectrum(_) | Kind::Waveform(_) => true,
        Kind::Particles(particles) => particles.born == Birth::Onsets,
        Kind::Solid(_)
        | Kind::Gradient(_)
        | Kind::Image { .. }
        | Kind::Video { .. }
        | Kind::Text(_)
        | Kind::Captions(_)
        | Kind::Shape(_)
        | Kind::Group(_)
        | Kind::Project(_) => false,
    }
}

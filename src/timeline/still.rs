//! Pictures that stand still: images by their pixels, drawings by their lines.

use std::path::Path;
use std::sync::Arc;

use crate::base::facts::{Content, Facts};
use crate::project::model::Moving;

use super::lists::Shelf;
use super::resolve::TimedSource;

/// What a picture's file makes of a layer of such a scale.
pub(super) fn picture(source: &Path, facts: &Facts, scale: &Moving<[f64; 2]>) -> TimedSource {
    let path = Arc::new(source.to_path_buf());
    match facts.sources.get(source).map(|found| &found.content) {
        Some(Content::Drawing { width, height, .. }) => {
            TimedSource::Drawing { source: path, size: [f64::from(*width), f64::from(*height)], steady: !moves(scale) }
        }
        _ => TimedSource::Image(path),
    }
}

pub(super) fn moves<T>(value: &Moving<T>) -> bool {
    !matches!(value, Moving::Constant(_))
}

/// Says of all drawings among layers, and in their groups, that their size moves, since what they lie in does.
pub(super) fn unsettle(layers: &mut Shelf) {
    for layer in layers.layers_mut() {
        match &mut layer.source {
            TimedSource::Drawing { steady, .. } => *steady = false,
            TimedSource::Group { layers, .. } => unsettle(layers),
            TimedSource::Project(nested) => unsettle(nested.layers_mut()),
            _ => {}
        }
    }
}

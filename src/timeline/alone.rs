//! One layer of a scene by itself.

use super::scene::{Scene, SceneContent, SceneLayer};

/// Leaves one layer, where it stands in the groups that it lies in, over nothing. Says whether it is seen.
pub fn alone(scene: &mut Scene, index: usize) -> bool {
    scene.background = None;
    keep(&mut scene.layers, index)
}

fn keep(layers: &mut Vec<SceneLayer>, index: usize) -> bool {
    layers.retain_mut(|layer| {
        layer.index == index
            || match &mut layer.content {
                SceneContent::Group { layers, .. } => keep(layers, index),
                _ => false,
            }
    });
    !layers.is_empty()
}

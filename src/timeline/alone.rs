//! One layer of a scene by itself.

use super::scene::{Scene, SceneContent, SceneLayer};

/// Leaves one layer, where it stands in the groups that it lies in, over nothing; one that is a mask of another is seen itself.
/// Says whether anything is left.
pub fn alone(scene: &mut Scene, index: usize) -> bool {
    scene.background = None;
    scene.layers = scene.layers.iter().filter_map(|layer| part(layer, index)).collect();
    !scene.layers.is_empty()
}

fn part(layer: &SceneLayer, index: usize) -> Option<SceneLayer> {
    if layer.index == index {
        return Some(layer.clone());
    }
    if let SceneContent::Group { size, layers } = &layer.content {
        let inside: Vec<_> = layers.iter().filter_map(|layer| part(layer, index)).collect();
        if !inside.is_empty() {
            let content = SceneContent::Group { size: *size, layers: inside };
            return Some(SceneLayer { content, ..layer.clone() });
        }
    }
    if let SceneContent::Steps(steps) = &layer.content {
        return part(&steps.inner, index);
    }
    if let SceneContent::Between(between) = &layer.content {
        return between.from.iter().chain(&between.to).find_map(|layer| part(layer, index));
    }
    let matte = layer.form.matte.as_ref()?.layer.as_deref()?;
    part(matte, index)
}

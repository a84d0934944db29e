//! Texts that share a place and must not cover each other: only who lays them out knows how tall they are.

use crate::timeline::{SceneContent, SceneLayer};

use super::Typesetter;

/// Above the middle of what stands at a place, the next one goes below it; else above.
const MIDDLE: f64 = 0.5;

/// The layers where they stand: the first where it says, each further one moved by the height of those before.
pub(in crate::compose) fn stacked(
    layers: &[SceneLayer],
    typesetter: &mut Typesetter,
    canvas_width: f64,
) -> Vec<SceneLayer> {
    let mut taken = 0.0;
    layers
        .iter()
        .map(|layer| {
            let mut layer = layer.clone();
            let placement = &mut layer.placement;
            let way = if placement.anchor_fraction[1] < MIDDLE { 1.0 } else { -1.0 };
            // Turned captions stack along their own upright.
            let (sin, cos) = (libm::sin(placement.rotate.to_radians()), libm::cos(placement.rotate.to_radians()));
            placement.position[0] -= way * taken * sin;
            placement.position[1] += way * taken * cos;
            if let SceneContent::Text(text) = &layer.content {
                let plate = text.dress.as_ref().and_then(|dress| dress.plate).map_or(0.0, |plate| plate.padding * 2.0);
                taken += (typesetter.block(text, canvas_width).size()[1] + plate) * placement.scale[1].abs();
            }
            layer
        })
        .collect()
}

//! How layers may meet what is below one after the other, without being formed for themselves first.

use super::scene::{Affine, Form, SceneContent, SceneLayer};
use crate::project::model::Blend;

/// What a layer is to those who lay one on the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plainly<'a> {
    /// It lies on what is below by itself.
    Alone,
    /// A group that is drawn for itself, and lies on what is below as a picture.
    Sheet((u32, u32), &'a [SceneLayer]),
    /// A mere folder, whose layers lie on what is below just as they are.
    Folder(&'a [SceneLayer]),
    /// The light of both adds up, and takes its place of what is below together; the first may be gone already.
    Dissolve(Option<&'a SceneLayer>, &'a SceneLayer),
    /// Masks, corners or effects see it whole.
    Formed,
}

impl SceneLayer {
    /// How the layer lies on a canvas of such a size.
    pub fn plainly(&self, canvas: (u32, u32)) -> Plainly<'_> {
        let Form { radius, cut, matte, isolated } = &self.form;
        if !self.effects.is_empty() || radius.is_some() || cut.is_some() || matte.is_some() {
            return Plainly::Formed;
        }
        let SceneContent::Group { size, layers } = &self.content else { return Plainly::Alone };
        if *size != canvas || self.opacity < 1.0 || self.blend != Blend::Normal || !self.lies_on(canvas) {
            return Plainly::Sheet(*size, layers);
        }
        if !isolated {
            return Plainly::Folder(layers);
        }
        let mut seen = layers.iter().filter(|layer| layer.opacity > 0.0);
        match (seen.next(), seen.next(), seen.next()) {
            (Some(first), Some(second), None) if first.blend == Blend::Normal && second.blend == Blend::PlusLighter => {
                Plainly::Dissolve(Some(first), second)
            }
            (Some(only), None, _) if only.blend == Blend::PlusLighter => Plainly::Dissolve(None, only),
            _ if layers.iter().all(|layer| layer.blend == Blend::Normal) => Plainly::Folder(layers),
            _ => Plainly::Sheet(*size, layers),
        }
    }

    /// Whether content as large as the canvas stands just where that is.
    fn lies_on(&self, canvas: (u32, u32)) -> bool {
        let own = [f64::from(canvas.0), f64::from(canvas.1)];
        self.placement.crop_px(own) == [0.0; 4]
            && self.placement.passing.wiped == [0.0; 4]
            && self.placement.matrix(own, own) == Affine { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 }
    }
}

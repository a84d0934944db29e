//! Shapes that layers are seen within: rounded corners and masks, as numbers for the kernels.

use crate::project::model::Length;
use crate::timeline::scene::{Affine, Cut, Form, Shown};

use super::geometry::{scale, shift, then};

/// A shape about its middle, in output pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cutter {
    pub ellipse: bool,
    /// From the output's pixels to the shape's.
    map: Affine,
    half: [f64; 2],
    radius: f64,
    feather: f64,
    invert: bool,
}

impl Cutter {
    /// The shape of a form without any other; `None`: all of the layer is seen.
    pub fn only(form: &Form, shown: &Shown, shown_to_output: Affine) -> Option<Self> {
        match (form.radius, &form.cut) {
            (_, Some(cut)) => Self::new(cut, shown, shown_to_output),
            (Some(radius), None) => Self::new(&corners(radius), shown, shown_to_output),
            (None, None) => None,
        }
    }

    fn new(cut: &Cut, shown: &Shown, shown_to_output: Affine) -> Option<Self> {
        let Affine { a, b, c, d, .. } = shown_to_output;
        let factor = [a.hypot(b), c.hypot(d)];
        let mean = (factor[0] * factor[1]).sqrt();
        let shorter = shown.size[0].min(shown.size[1]);
        let pair = |lengths: [Length; 2]| [lengths[0].px(shown.size[0]), lengths[1].px(shown.size[1])];
        let middle = pair(cut.position);
        let half = pair(cut.size).map(|side| side.max(0.0) / 2.0);
        let half = [half[0] * factor[0], half[1] * factor[1]];
        let about = then(shift(-middle[0], -middle[1]), scale(factor[0], factor[1]));
        Some(Self {
            ellipse: cut.ellipse,
            map: then(shown_to_output.inverse()?, about),
            half,
            radius: (cut.radius.px(shorter) * mean).clamp(0.0, half[0].min(half[1])),
            feather: cut.feather.px(shorter).max(0.0) * mean,
            invert: cut.invert,
        })
    }

    /// Rows from an area's own pixels, with half the size behind them, and what is done with the distance.
    pub fn rows(&self, area: [u32; 4]) -> [[f32; 4]; 3] {
        let map = self.map;
        let [x, y] = map.apply([f64::from(area[0]) + 0.5, f64::from(area[1]) + 0.5]);
        let soft = self.feather > 1.0;
        [
            [map.a as f32, map.c as f32, x as f32, self.half[0] as f32],
            [map.b as f32, map.d as f32, y as f32, self.half[1] as f32],
            [
                self.radius as f32,
                (1.0 / self.feather.max(1.0)) as f32,
                f32::from(u8::from(soft)),
                f32::from(u8::from(self.invert)),
            ],
        ]
    }
}

/// Rounded corners are a rounded rectangle around all of the layer.
fn corners(radius: Length) -> Cut {
    Cut {
        ellipse: false,
        size: [Length::Percent(100.0); 2],
        position: [Length::Percent(50.0); 2],
        radius,
        feather: Length::Px(0.0),
        invert: false,
    }
}

//! Outlines in one paint, drawn anew for every frame.

use vello_cpu::kurbo::BezPath;

use crate::project::model::{Paint, Rgba};

use super::ImagePixels;
use super::gradient::Colors;
use super::shape::{FLAT, color, drawn, flat};
use super::text::{Raster, trimmed};

const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

/// What is drawn in a box whose top left corner is 0, 0.
#[derive(Debug)]
pub(super) struct Outlines<'a> {
    pub size: [f64; 2],
    /// How far they reach out of it.
    pub overhang: f64,
    /// One over the other.
    pub areas: Vec<Area>,
    /// Over the whole box.
    pub color: &'a Paint,
}

#[derive(Debug)]
pub(super) struct Area {
    pub path: BezPath,
    /// How much of the colour it has, 0..1.
    pub part: f64,
}

impl Area {
    pub fn whole(path: BezPath) -> Self {
        Self { path, part: 1.0 }
    }
}

impl Outlines<'_> {
    /// Premultiplied pixels without the empty ones around them, and where in the raster those begin.
    pub fn draw(&self, raster: &Raster) -> (ImagePixels, [u32; 2]) {
        let (size, map) = (raster.size(), raster.map());
        let [across, _, _, down, ..] = map.as_coeffs();
        let near = FLAT / across.max(down);
        let base = match self.color {
            Paint::Color(color) => *color,
            Paint::Gradient(_) => WHITE,
        };
        let mut pixels = drawn(size, map, base, |context| {
            for Area { path, part } in &self.areas {
                let alpha = base.a * *part as f32;
                context.set_paint(vello_cpu::color::AlphaColor::<vello_cpu::color::Srgb>::new([
                    base.r, base.g, base.b, alpha,
                ]));
                context.fill_path(&flat(path, near));
            }
        });
        if let Paint::Gradient(gradient) = self.color {
            color(&mut pixels, usize::from(size.0), map.inverse(), &Colors::new(gradient, self.size));
        }
        trimmed(&pixels, usize::from(size.0))
    }
}

//! Layers that look otherwise in every frame: drawn anew for each, and kept for none.

use crate::base::Failure;
use crate::timeline::scene::{Placement, SceneParticles};

use super::ImagePixels;
use super::contents::rastered;
use super::outlines::Outlines;
use super::painter::Painter;
use super::scene_plan::{Draw, Frame, most_pixels};
use super::swarm;
use super::text::Raster;

impl Painter {
    pub(super) fn outlines(
        &mut self,
        frame: Frame,
        outlines: Option<Outlines<'_>>,
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        let Some(outlines) = outlines else { return Ok(None) };
        let (size, overhang) = (outlines.size, outlines.overhang);
        self.fleeting(frame, (size, overhang), (placement, opacity), |raster| Ok(outlines.draw(raster)))
    }

    pub(super) fn swarm(
        &mut self,
        frame: Frame,
        particles: &SceneParticles,
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        if particles.size.iter().any(|side| *side <= 0.0) {
            return Ok(None);
        }
        self.fleeting(frame, (particles.size, 0.0), (placement, opacity), |raster| swarm::draw(particles, raster))
    }

    fn fleeting(
        &mut self,
        frame: Frame,
        (size, overhang): ([f64; 2], f64),
        (placement, opacity): (&Placement, f32),
        draw: impl FnOnce(&Raster) -> Result<(ImagePixels, [u32; 2]), Failure>,
    ) -> Result<Option<Draw>, Failure> {
        let to_output = frame.map_of(placement, size);
        let raster = Raster::of_box(size, overhang, to_output, frame.output);
        let Some(raster) = raster.map(|raster| raster.within(most_pixels(frame.output))) else { return Ok(None) };
        let (pixels, origin) = draw(&raster)?;
        let pixmap = self.pixmaps.fleeting((&self.gpu, &self.kernels), (&pixels, origin))?;
        Ok(rastered(frame, &pixmap, &raster, (placement, size, to_output), opacity))
    }
}

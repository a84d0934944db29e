//! Layers that look otherwise in every frame: drawn anew for each, and kept for none.

use crate::base::Failure;
use crate::timeline::scene::{Affine, Placement, SceneParticles};

use super::contents::rastered;
use super::geometry::shift;
use super::outlines::Outlines;
use super::painter::Painter;
use super::scene_plan::{Draw, Frame, most_pixels};
use super::swarm::{self, Ground};
use super::text::Raster;
use super::{ImagePixels, Pictures};

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
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Draw>, Failure> {
        let size = particles.size;
        let to_output = frame.map_of(placement, size);
        if size.iter().any(|side| *side <= 0.0) || to_output.inverse().is_none() {
            return Ok(None);
        }
        let sprite = match &particles.look.image {
            Some(image) => Some(self.sprites.get(image, |path| pictures.image(path))?),
            None => None,
        };
        let sprite = sprite.as_deref();
        let (width, height) = frame.output;
        let whole = placement.crop_px(size) == [0.0; 4] && placement.passing.wiped == [0.0; 4];
        if !whole {
            // What is cropped is drawn as a picture of the box alone, which is cut then.
            return self.fleeting(frame, (size, 0.0), (placement, opacity), |raster| {
                let [a, _, _, d, e, f] = raster.map().as_coeffs();
                let (width, height) = raster.size();
                let ground = Ground {
                    map: Affine { a, b: 0.0, c: 0.0, d, e, f },
                    size: (usize::from(width), usize::from(height)),
                    bounds: raster.rect_of([0.0, 0.0, size[0], size[1]]),
                };
                swarm::draw(particles, sprite, &ground)
            });
        }
        // They fly out of their box, so that they are drawn where they are seen at once.
        let ground = Ground {
            map: to_output,
            size: (width as usize, height as usize),
            bounds: [0.0, 0.0, f64::from(width), f64::from(height)],
        };
        let (pixels, [x, y]) = swarm::draw(particles, sprite, &ground)?;
        let pixmap = self.pixmaps.fleeting((&self.gpu, &self.kernels), (&pixels, [x, y]))?;
        let rect = [0.0, 0.0, f64::from(pixmap.width), f64::from(pixmap.height)];
        Ok(frame.pixmap(&pixmap, shift(f64::from(x), f64::from(y)), rect, opacity))
    }

    pub(super) fn fleeting(
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

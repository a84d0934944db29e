//! What each kind of layer draws: its pixels on the device, and where they fall.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Digest, Failure, Reason};
use crate::project::model::{Gradient, RevealBy, Shape, Text};
use crate::timeline::scene::{Affine, Placement, SceneContent, SceneLayer};

use super::drawing;
use super::geometry::{shift, then};
use super::gradient::Colors;
use super::images::{Pixmap, PixmapKey};
use super::painter::{Painter, Sources};
use super::scene_plan::{Draw, Frame};
use super::shape::Outline;
use super::text::{Inked, Raster};
use super::{ImagePixels, Pictures, spectrum, waveform};

impl Painter {
    pub(super) fn layer(
        &mut self,
        layer: &SceneLayer,
        frame: Frame,
        Sources { pictures, staging }: &mut Sources<'_>,
    ) -> Result<Option<Draw>, Failure> {
        let (placement, opacity) = (&layer.placement, layer.opacity.min(1.0));
        match &layer.content {
            SceneContent::Solid(color) => Ok(frame.solid(self.placing.color(*color), placement, opacity)),
            SceneContent::Image(path) => self.image(frame, path, placement, opacity, *pictures),
            SceneContent::Animation { source, size, frame: number } => {
                let wanted = (layer.index, source, *size, *number);
                self.animation(frame, wanted, placement, opacity, *pictures)
            }
            SceneContent::Drawing { source, size, steady } => {
                self.drawing(frame, (source, *size, *steady), placement, opacity, *pictures)
            }
            SceneContent::Video { source, frame: number } => {
                // What lies beside the output is not decoded.
                if !frame.sees(placement, pictures.video_size(source)?) {
                    return Ok(None);
                }
                let context = (&self.gpu, &self.kernels);
                let at = (layer.index, source, *number);
                let (facts, group) = self.videos.planes(context, *pictures, staging, at)?;
                Ok(frame.video(&facts, group, placement, opacity))
            }
            SceneContent::Gradient(gradient) => self.gradient(frame, (layer.index, gradient), placement, opacity),
            SceneContent::Text(text) => self.text(frame, (text, None), placement, opacity),
            SceneContent::Reveal { text, by, units } => {
                self.text(frame, (text, Some((*by, *units))), placement, opacity)
            }
            SceneContent::Shape(shape) => self.shape(frame, shape, placement, opacity),
            SceneContent::Spectrum(shown) => self.outlines(frame, spectrum::outlines(shown), placement, opacity),
            SceneContent::Waveform(shown) => self.outlines(frame, waveform::outlines(shown), placement, opacity),
            SceneContent::Particles(shown) => self.swarm(frame, shown, placement, opacity, *pictures),
            // Has no pixels of its own.
            SceneContent::Objects(objects) => self.objects(frame, objects, placement, opacity, *pictures),
            SceneContent::Notes(notes) => self.notes(frame, notes, placement, opacity),
            SceneContent::Group { .. }
            | SceneContent::Stack(_)
            | SceneContent::Shader(_)
            | SceneContent::Between(_)
            | SceneContent::Steps(_) => Ok(None),
        }
    }

    fn image(
        &mut self,
        frame: Frame,
        path: &Arc<PathBuf>,
        placement: &Placement,
        opacity: f32,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Draw>, Failure> {
        let (size, loaded) = self.image_size(path, pictures)?;
        if !frame.sees(placement, size) {
            return Ok(None);
        }
        let level = frame.halvings(placement, size);
        let key = PixmapKey::Image(path.clone(), level);
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let pixels = match loaded {
                    Some(pixels) => pixels,
                    None => pictures.image(path)?,
                };
                pixels.check(path)?;
                if (pixels.width, pixels.height) != size {
                    let path = crate::base::printable::path(path);
                    let message = format!("{path}: the image changed its size while it was used");
                    return Err(Failure::new(Reason::SourceChanged, message));
                }
                let pixels = pixels.at_level(level);
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, [0, 0]), level > 0)?
            }
        };
        Ok(frame.image(&pixmap, size, placement, opacity))
    }

    /// An image's size, with its pixels where they had to be read for that.
    pub(super) fn image_size(
        &mut self,
        path: &Arc<PathBuf>,
        pictures: &mut dyn Pictures,
    ) -> Result<((u32, u32), Option<ImagePixels>), Failure> {
        if let Some(size) = self.image_sizes.get(path) {
            return Ok((*size, None));
        }
        let pixels = pictures.image(path)?;
        pixels.check(path)?;
        let size = (pixels.width, pixels.height);
        self.image_sizes.insert(path.clone(), size);
        Ok((size, Some(pixels)))
    }

    fn animation(
        &mut self,
        frame: Frame,
        (index, path, size, number): (usize, &Arc<PathBuf>, (u32, u32), u64),
        placement: &Placement,
        opacity: f32,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Draw>, Failure> {
        let level = frame.halvings(placement, size);
        let key = PixmapKey::Frame(path.clone(), number, level);
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let pixels = pictures.animation(index, path, number)?;
                pixels.check(path)?;
                let pixels = pixels.at_level(level);
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, [0, 0]), level > 0)?
            }
        };
        Ok(frame.image(&pixmap, size, placement, opacity))
    }

    fn drawing(
        &mut self,
        frame: Frame,
        (path, size, steady): (&Arc<PathBuf>, [f64; 2], bool),
        placement: &Placement,
        opacity: f32,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Draw>, Failure> {
        let to_output = frame.map_of(placement, size);
        let raster = if steady {
            Raster::of_box(size, 0.0, to_output, frame.output)
        } else {
            Raster::of_moving_box(size, to_output, frame.output)
        };
        let Some(raster) = raster else { return Ok(None) };
        let key = PixmapKey::Drawn(raster.key(&drawing::key(path)));
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let drawing = self.drawings.get(path, || pictures.drawing(path))?;
                let (pixels, origin) = drawing.draw(&raster).map_err(|why| {
                    let path = crate::base::printable::path(path);
                    Failure::new(Reason::SourceDamaged, format!("{path}: {why}"))
                })?;
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, origin), true)?
            }
        };
        Ok(rastered(frame, &pixmap, &raster, (placement, size, to_output), opacity))
    }

    fn gradient(
        &mut self,
        frame: Frame,
        (index, gradient): (usize, &Gradient),
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        let (canvas, shown) = (frame.canvas, frame.canvas_as_shown());
        if !frame.sees(placement, canvas) {
            return Ok(None);
        }
        let key = PixmapKey::Drawn(Digest::of(format!("{gradient:?} {canvas:?} {shown:?}").as_bytes()));
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let size = [f64::from(canvas.0), f64::from(canvas.1)];
                let pixels = Colors::new(gradient, size).draw(shown);
                // One that moves is another in every frame, each as large as the canvas.
                if let Some(before) = self.gradients.insert(index, key.clone()) {
                    self.pixmaps.forget(&before);
                }
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, [0, 0]), true)?
            }
        };
        Ok(frame.image(&pixmap, canvas, placement, opacity))
    }

    fn text(
        &mut self,
        frame: Frame,
        (text, shown): (&Text, Option<(RevealBy, u32)>),
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        let block = self.typesetter.block(text, f64::from(frame.canvas.0));
        let to_output = frame.map_of(placement, block.size());
        let Some(raster) = Raster::choose(&block, to_output, frame.output) else { return Ok(None) };
        let end = shown.map_or(block.end(), |(by, units)| block.shown(by, units));
        let inked = Inked { block: &block, text, end };
        let key = PixmapKey::Text(raster.key(&inked.key()));
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let (pixels, origin) = inked.draw(&raster);
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, origin), true)?
            }
        };
        Ok(rastered(frame, &pixmap, &raster, (placement, block.size(), to_output), opacity))
    }

    fn shape(
        &mut self,
        frame: Frame,
        shape: &Shape,
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        let Some(outline) = Outline::new(shape) else { return Ok(None) };
        let to_output = frame.map_of(placement, outline.size());
        let raster = Raster::of_box(outline.size(), Outline::overhang(shape), to_output, frame.output);
        let Some(raster) = raster else { return Ok(None) };
        let key = PixmapKey::Drawn(raster.key(outline.key()));
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let (pixels, origin) = outline.draw(shape, &raster);
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, origin), true)?
            }
        };
        Ok(rastered(frame, &pixmap, &raster, (placement, outline.size(), to_output), opacity))
    }
}

/// What was rastered for its place.
pub(super) fn rastered(
    frame: Frame,
    pixmap: &Pixmap,
    raster: &Raster,
    (placement, size, to_output): (&Placement, [f64; 2], Affine),
    opacity: f32,
) -> Option<Draw> {
    let cut = ((pixmap.width, pixmap.height), pixmap.origin);
    let (placed, rect) = rastered_place(cut, raster, (placement, size, to_output));
    frame.pixmap(pixmap, placed, rect, opacity)
}

/// From a raster's cut-out to the output, and what is seen of it; ink may reach out of its box unless that is cropped.
pub(super) fn rastered_place(
    ((width, height), origin): ((u32, u32), [u32; 2]),
    raster: &Raster,
    (placement, size, to_output): (&Placement, [f64; 2], Affine),
) -> (Affine, [f64; 4]) {
    let [x, y] = origin.map(f64::from);
    let mut rect = [0.0, 0.0, f64::from(width), f64::from(height)];
    let cropped = placement.crop_px(size) != [0.0; 4];
    let [left, right, top, bottom] = placement.passing.wiped.map(|part| cropped || part > 0.0);
    let [l, t, r, b] = raster.rect_of(Frame::cropped(placement, size));
    let cut = [(left, l - x), (top, t - y), (right, r - x), (bottom, b - y)];
    for (side, (_, edge)) in cut.into_iter().enumerate().filter(|(_, (cut, _))| *cut) {
        rect[side] = if side < 2 { rect[side].max(edge) } else { rect[side].min(edge) };
    }
    (then(shift(x, y), raster.placed(to_output)), rect)
}

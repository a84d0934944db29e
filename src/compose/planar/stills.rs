//! What each kind of layer looks like and where that falls, as pixels in memory: images, letters, drawings, forms.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Digest, Failure, Reason, printable};
use crate::compose::contents::rastered_place;
use crate::compose::drawing::{self, Drawings};
use crate::compose::geometry::{scale, then};
use crate::compose::gradient::Colors;
use crate::compose::images::PixmapKey;
use crate::compose::outlines::Outlines;
use crate::compose::scene_plan::{Frame, most_pixels};
use crate::compose::shape::Outline;
use crate::compose::text::{Inked, Raster, Typesetter};
use crate::compose::{ImagePixels, Pictures, spectrum, waveform};
use crate::project::model::{RevealBy, Rgba, Shape, Text};
use crate::timeline::scene::{Affine, Placement, SceneContent, SceneLayer};

use super::kept::Kept;
use super::pixels::Pixels;
use super::sampling::Look;

/// A layer's pixels and where they stand.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub look: Look,
    /// What it shows, where another frame may show the same.
    pub key: Option<LookKey>,
    /// From its pixels to the output's.
    pub to_output: Affine,
    /// What is seen of its pixels.
    pub rect: [f64; 4],
}

/// What a look shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum LookKey {
    Pixels(PixmapKey),
    /// By the number that a group's pixels got.
    Group(u64),
    Color([u32; 4]),
}

/// Makes looks, and keeps the pixels while there is room.
#[derive(Debug)]
pub(super) struct Stills {
    pixels: Kept<PixmapKey, Pixels>,
    image_sizes: HashMap<Arc<PathBuf>, (u32, u32)>,
    drawings: Drawings,
    pub typesetter: Typesetter,
}

impl Stills {
    pub fn new(most_bytes: u64) -> Self {
        Self {
            pixels: Kept::new(most_bytes),
            image_sizes: HashMap::new(),
            drawings: Drawings::default(),
            typesetter: Typesetter::default(),
        }
    }

    pub fn bytes(&self) -> u64 {
        self.pixels.bytes()
    }

    pub fn begin_frame(&mut self) {
        self.pixels.begin_frame();
    }

    /// `None` where nothing is to be seen, or not by this way.
    pub fn shown(
        &mut self,
        layer: &SceneLayer,
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Shown>, Failure> {
        let placement = &layer.placement;
        match &layer.content {
            SceneContent::Solid(color) => Ok(Some(solid(*color, placement, frame))),
            SceneContent::Image(path) => self.image(path, placement, frame, pictures),
            SceneContent::Animation { source, size, frame: number } => {
                let level = frame.halvings(placement, *size);
                let key = PixmapKey::Frame(source.clone(), *number, level);
                let pixels = self.pixels(key, |_| {
                    let pixels = pictures.animation(layer.index, source, *number)?;
                    pixels.check(source)?;
                    Ok((pixels.at_level(level), [0, 0], level > 0))
                })?;
                Ok(Some(picture(pixels, *size, placement, frame)))
            }
            SceneContent::Drawing { source, size, steady } => {
                self.drawing((source, *size, *steady), placement, frame, pictures)
            }
            SceneContent::Gradient(gradient) => {
                let (canvas, shown) = (frame.canvas, frame.canvas_as_shown());
                let key = PixmapKey::Drawn(Digest::of(format!("{gradient:?} {canvas:?} {shown:?}").as_bytes()));
                let pixels = self.pixels(key, |_| {
                    let colors = Colors::new(gradient, [f64::from(canvas.0), f64::from(canvas.1)]);
                    Ok((colors.draw(shown), [0, 0], true))
                })?;
                Ok(Some(picture(pixels, canvas, placement, frame)))
            }
            SceneContent::Text(text) => self.text((text, None), placement, frame),
            SceneContent::Reveal { text, by, units } => self.text((text, Some((*by, *units))), placement, frame),
            SceneContent::Shape(shape) => self.shape(shape, placement, frame),
            SceneContent::Spectrum(spectrum) => Ok(fleeting(spectrum::outlines(spectrum), placement, frame)),
            SceneContent::Waveform(waveform) => Ok(fleeting(waveform::outlines(waveform), placement, frame)),
            _ => Ok(None),
        }
    }

    fn pixels(
        &mut self,
        key: PixmapKey,
        make: impl FnOnce(&mut Self) -> Result<(ImagePixels, [u32; 2], bool), Failure>,
    ) -> Result<(Arc<Pixels>, PixmapKey), Failure> {
        if let Some(pixels) = self.pixels.get(&key) {
            return Ok((pixels, key));
        }
        let (pixels, origin, premultiplied) = make(self)?;
        let pixels = Pixels::new(pixels, origin, premultiplied);
        let bytes = pixels.bytes();
        Ok((self.pixels.put(key.clone(), pixels, bytes), key))
    }

    fn image(
        &mut self,
        path: &Arc<PathBuf>,
        placement: &Placement,
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Shown>, Failure> {
        let known = self.image_sizes.get(path).copied();
        let mut loaded = None;
        let size = match known {
            Some(size) => size,
            None => {
                let pixels = pictures.image(path)?;
                pixels.check(path)?;
                let size = (pixels.width, pixels.height);
                self.image_sizes.insert(path.clone(), size);
                loaded = Some(pixels);
                size
            }
        };
        if !frame.sees(placement, size) {
            return Ok(None);
        }
        let level = frame.halvings(placement, size);
        let pixels = self.pixels(PixmapKey::Image(path.clone(), level), |_| {
            let pixels = loaded.map_or_else(|| pictures.image(path), Ok)?;
            pixels.check(path)?;
            if (pixels.width, pixels.height) != size {
                let message = format!("{}: the image changed its size while it was used", printable::path(path));
                return Err(Failure::new(Reason::SourceChanged, message));
            }
            Ok((pixels.at_level(level), [0, 0], level > 0))
        })?;
        Ok(Some(picture(pixels, size, placement, frame)))
    }

    fn drawing(
        &mut self,
        (path, size, steady): (&Arc<PathBuf>, [f64; 2], bool),
        placement: &Placement,
        frame: Frame,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Shown>, Failure> {
        let to_output = frame.map_of(placement, size);
        let raster = if steady {
            Raster::of_box(size, 0.0, to_output, frame.output)
        } else {
            Raster::of_moving_box(size, to_output, frame.output)
        };
        let Some(raster) = raster else { return Ok(None) };
        let key = PixmapKey::Drawn(raster.key(&drawing::key(path)));
        let pixels = self.pixels(key, |stills| {
            let drawing = stills.drawings.get(path, || pictures.drawing(path))?;
            let drawn = drawing.draw(&raster);
            let (pixels, origin) = drawn
                .map_err(|why| Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(path))))?;
            Ok((pixels, origin, true))
        })?;
        Ok(Some(rastered(pixels, &raster, (placement, size, to_output))))
    }

    fn text(
        &mut self,
        (text, shown): (&Text, Option<(RevealBy, u32)>),
        placement: &Placement,
        frame: Frame,
    ) -> Result<Option<Shown>, Failure> {
        let block = self.typesetter.block(text, f64::from(frame.canvas.0));
        let to_output = frame.map_of(placement, block.size());
        let Some(raster) = Raster::choose(&block, to_output, frame.output) else { return Ok(None) };
        let end = shown.map_or(block.end(), |(by, units)| block.shown(by, units));
        let inked = Inked { block: &block, text, end };
        let pixels = self.pixels(PixmapKey::Text(raster.key(&inked.key())), |_| {
            let (pixels, origin) = inked.draw(&raster);
            Ok((pixels, origin, true))
        })?;
        Ok(Some(rastered(pixels, &raster, (placement, block.size(), to_output))))
    }

    fn shape(&mut self, shape: &Shape, placement: &Placement, frame: Frame) -> Result<Option<Shown>, Failure> {
        let Some(outline) = Outline::new(shape) else { return Ok(None) };
        let to_output = frame.map_of(placement, outline.size());
        let raster = Raster::of_box(outline.size(), Outline::overhang(shape), to_output, frame.output);
        let Some(raster) = raster else { return Ok(None) };
        let pixels = self.pixels(PixmapKey::Drawn(raster.key(outline.key())), |_| {
            let (pixels, origin) = outline.draw(shape, &raster);
            Ok((pixels, origin, true))
        })?;
        Ok(Some(rastered(pixels, &raster, (placement, outline.size(), to_output))))
    }
}

/// The canvas in one colour.
fn solid(color: Rgba, placement: &Placement, frame: Frame) -> Shown {
    let size = [f64::from(frame.canvas.0), f64::from(frame.canvas.1)];
    let color = [color.r * color.a, color.g * color.a, color.b * color.a, color.a];
    Shown {
        look: Look::Color(color),
        key: Some(LookKey::Color(color.map(f32::to_bits))),
        to_output: frame.map_of(placement, size),
        rect: Frame::cropped(placement, size),
    }
}

/// A picture of `size` pixels, from pixels that show it halved some times.
fn picture((pixels, key): (Arc<Pixels>, PixmapKey), size: (u32, u32), placement: &Placement, frame: Frame) -> Shown {
    of_pixels((pixels, LookKey::Pixels(key)), size, placement, frame)
}

pub(super) fn of_pixels(
    (pixels, key): (Arc<Pixels>, LookKey),
    size: (u32, u32),
    placement: &Placement,
    frame: Frame,
) -> Shown {
    let size = [f64::from(size.0), f64::from(size.1)];
    let ratio = [f64::from(pixels.width) / size[0], f64::from(pixels.height) / size[1]];
    let [l, t, r, b] = Frame::cropped(placement, size);
    Shown {
        look: Look::Pixels(pixels),
        key: Some(key),
        to_output: then(scale(1.0 / ratio[0], 1.0 / ratio[1]), frame.map_of(placement, size)),
        rect: [l * ratio[0], t * ratio[1], r * ratio[0], b * ratio[1]],
    }
}

fn rastered((pixels, key): (Arc<Pixels>, PixmapKey), raster: &Raster, place: (&Placement, [f64; 2], Affine)) -> Shown {
    let (to_output, rect) = rastered_place(((pixels.width, pixels.height), pixels.origin), raster, place);
    Shown { look: Look::Pixels(pixels), key: Some(LookKey::Pixels(key)), to_output, rect }
}

/// What looks otherwise in every frame.
fn fleeting(outlines: Option<Outlines<'_>>, placement: &Placement, frame: Frame) -> Option<Shown> {
    let outlines = outlines?;
    let to_output = frame.map_of(placement, outlines.size);
    let raster = Raster::of_box(outlines.size, outlines.overhang, to_output, frame.output)?;
    let raster = raster.within(most_pixels(frame.output));
    let (pixels, origin) = outlines.draw(&raster);
    let pixels = Pixels::new(pixels, origin, true);
    let place = (placement, outlines.size, to_output);
    let (to_output, rect) = rastered_place(((pixels.width, pixels.height), pixels.origin), &raster, place);
    Some(Shown { look: Look::Pixels(Arc::new(pixels)), key: None, to_output, rect })
}

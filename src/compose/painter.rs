//! Paints a scene onto the canvas on the device: asks for the pixels it needs, plans the dispatches, encodes them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Digest, Failure, Reason};
use crate::project::model::{Blend, Gradient, Shape, Text};
use crate::timeline::scene::{Affine, Form, Placement, Scene, SceneContent, SceneLayer};

use super::backdrop::Picture;
use super::color::encode;
use super::drawing::{self, Drawings};
use super::forming::needs_a_sheet;
use super::geometry::{shift, then};
use super::gradient::Colors;
use super::images::{Pixmap, PixmapKey, Pixmaps};
use super::kernels::{Kernels, params_binding};
use super::params::{ConvertParams, PARAMS_STRIDE};
use super::ring::Staging;
use super::scene_plan::{Draw, Frame, Kernel, dirty_blocks, pixels_of_blocks};
use super::shape::Outline;
use super::sheets::{Sheet, Sheets, Wanted};
use super::text::{Raster, Typesetter};
use super::videos::Videos;
use super::{ComposerSettings, Gpu, ImagePixels, Pictures, PlaneLayout};

/// Bytes of a canvas pixel: four times 16 bits.
pub(super) const PIXEL_BYTES: u64 = 8;

/// What conversion must know of a painted canvas.
#[derive(Debug, Default)]
pub(super) struct Painted {
    pub base: Base,
    /// The blocks where something may lie above the base.
    pub dirty: [u32; 4],
}

/// What stands wherever nothing was painted, and is not converted there.
#[derive(Debug, Default)]
pub(super) enum Base {
    /// All of the canvas was painted.
    #[default]
    Canvas,
    /// A video that is the whole picture, by its own samples.
    Planes(PlaneLayout, wgpu::BindGroup),
    /// One colour: its Y, Cb and Cr.
    Color([u8; 3]),
}

#[derive(Debug)]
pub(super) struct Painter {
    pub gpu: Gpu,
    pub kernels: Kernels,
    pub frame: Frame,
    pub canvas: wgpu::Buffer,
    pub params: wgpu::Buffer,
    layer_group: wgpu::BindGroup,
    pixmaps: Pixmaps,
    /// Sizes of the images seen so far, so that their halved forms are found again.
    image_sizes: HashMap<Arc<PathBuf>, (u32, u32)>,
    drawings: Drawings,
    videos: Videos,
    pub(super) sheets: Sheets,
    pub(super) typesetter: Typesetter,
    /// Top to bottom; kept from frame to frame for its memory.
    draws: Vec<Draw>,
}

/// Where a frame's pixels come from and go through.
pub(super) struct Sources<'a> {
    pub pictures: &'a mut dyn Pictures,
    pub staging: &'a mut Staging,
}

/// Whether a group is a mere folder, whose layers meet what lies below it: nothing is done to it as a whole.
fn passes(layer: &SceneLayer, size: (u32, u32), sheet: &Sheet) -> bool {
    let plain = layer.opacity >= 1.0 && layer.blend == Blend::Normal && layer.form == Form::default();
    plain && sheet.frame.same_as(&layer.placement, size)
}

/// Layers that one frame may draw: bounds the parameters' buffer.
const MOST_DRAWS: usize = 1023;

impl Painter {
    pub fn new(gpu: &Gpu, settings: &ComposerSettings) -> Result<Self, Failure> {
        let (width, height) = settings.output;
        if width == 0 || height == 0 || settings.canvas.0 == 0 || settings.canvas.1 == 0 {
            return Err(Failure::new(Reason::InvalidProject, "canvas and output need at least one pixel a side"));
        }
        // One pixel more than is shown: what kernels write beside their area lands there.
        let bytes = (u64::from(width) * u64::from(height) + 1) * PIXEL_BYTES;
        gpu.fits(&format!("a canvas of {width}×{height}"), bytes)?;
        let kernels = Kernels::new(gpu)?;
        let canvas = gpu.buffer("canvas", bytes, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
        let params = gpu.buffer(
            "params",
            (MOST_DRAWS as u64 + 1) * PARAMS_STRIDE,
            wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
        );
        let layer_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("layer"),
            layout: &kernels.layer_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: canvas.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: params_binding(&params) },
            ],
        });
        gpu.check()?;
        Ok(Self {
            gpu: gpu.clone(),
            kernels,
            frame: Frame::whole(settings.canvas, settings.output),
            canvas,
            params,
            layer_group,
            pixmaps: Pixmaps::new(settings.cache_bytes),
            image_sizes: HashMap::new(),
            drawings: Drawings::default(),
            videos: Videos::default(),
            sheets: Sheets::new(settings.cache_bytes / 4),
            typesetter: Typesetter::default(),
            draws: Vec::new(),
        })
    }

    /// Finds out what the scene's visible layers draw, and asks for their pixels. With `as_is`, a video or a colour
    /// that is the whole picture may stand for the canvas.
    pub fn plan(
        &mut self,
        scene: &Scene,
        pictures: &mut dyn Pictures,
        staging: &mut Staging,
        as_is: bool,
    ) -> Result<Painted, Failure> {
        self.plan_above(None, scene, (pictures, staging), as_is)
    }

    /// As `plan`, where the lowest layers may be in a picture already.
    pub fn plan_above(
        &mut self,
        below: Option<(usize, &Picture)>,
        scene: &Scene,
        (pictures, staging): (&mut dyn Pictures, &mut Staging),
        as_is: bool,
    ) -> Result<Painted, Failure> {
        self.draws.clear();
        self.pixmaps.begin_frame();
        self.videos.begin_frame();
        self.sheets.begin_frame();
        let frame = self.frame.seen(scene.view);
        let sources = &mut Sources { pictures, staging };
        let layers = scene.layers.get(below.map_or(0, |(count, _)| count)..).unwrap_or_default();
        let hidden = match self.layers(layers, &Sheet::canvas(frame), sources) {
            Ok(hidden) => hidden,
            Err(failure) => {
                self.videos.forget();
                self.sheets.forget();
                return Err(failure);
            }
        };
        let below = below.filter(|_| !hidden).map(|(_, picture)| picture);
        match below {
            Some(picture) => {
                self.kernels.prepare(&self.gpu, frame.picture(picture.canvas.clone()).recipe())?;
                self.draws.push(frame.picture(picture.canvas.clone()));
            }
            None if hidden => {}
            None => self.draws.push(frame.background(scene.background)),
        }
        let mut painted = Painted::default();
        let output = self.frame.output;
        if as_is && let Some((lowest, above)) = self.draws.split_last_mut() {
            painted.base = match (lowest.kernel, lowest.as_is, lowest.source.clone()) {
                // A group hides all, and this is the lowest layer in it.
                _ if lowest.sheet.is_some() => Base::Canvas,
                _ if below.is_some() => {
                    let layout = PlaneLayout::new(output.0, output.1);
                    below.map_or(Base::Canvas, |picture| Base::Planes(layout, picture.planes.clone()))
                }
                (Kernel::Video(_), Some(layout), Some(group)) => Base::Planes(layout, group),
                // What blends with a background that lets light through must know how much.
                (Kernel::Solid, ..)
                    if lowest.params.color[3] >= 1.0 || above.iter().all(|draw| draw.blend == Blend::Normal) =>
                {
                    Base::Color(encode(lowest.params.color))
                }
                _ => Base::Canvas,
            };
            if !matches!(painted.base, Base::Canvas) {
                painted.dirty =
                    dirty_blocks(above.iter().filter(|draw| draw.sheet.is_none()).map(|draw| draw.params.area), output);
                if painted.dirty[2] == 0 {
                    self.draws.clear();
                } else {
                    lowest.as_base(pixels_of_blocks(painted.dirty, output));
                    above.iter_mut().filter(|draw| draw.sheet.is_none()).for_each(Draw::on_base);
                }
            }
        }
        Ok(painted)
    }

    /// Plans layers from the top, so that nothing is decoded or drawn that an opaque layer hides. Says whether one of
    /// them hides all that is below.
    pub(super) fn layers(
        &mut self,
        layers: &[SceneLayer],
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<bool, Failure> {
        for layer in layers.iter().rev().filter(|layer| layer.opacity > 0.0) {
            if needs_a_sheet(layer) {
                self.formed(layer, sheet, sources)?;
                continue;
            }
            let hides = match &layer.content {
                SceneContent::Group { size, layers } if passes(layer, *size, sheet) => {
                    self.layers(layers, sheet, sources)?
                }
                SceneContent::Group { size, layers } => self.group(layer, (*size, layers), sheet, sources)?,
                _ => {
                    let cutter = self.cutter(layer, sheet.frame, sources)?;
                    match self.layer(layer, sheet.frame, sources)? {
                        Some(draw) => self.push(draw.cut(cutter.as_ref()).blended(layer.blend), sheet)?,
                        None => false,
                    }
                }
            };
            if hides {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn push(&mut self, draw: Draw, sheet: &Sheet) -> Result<bool, Failure> {
        self.kernels.prepare(&self.gpu, draw.recipe())?;
        let hides = draw.hides;
        self.draws.push(Draw { sheet: sheet.target.clone(), ..draw });
        if self.draws.len() >= MOST_DRAWS - 1 {
            let message = format!("more than {} layers are visible at one time", MOST_DRAWS - 2);
            return Err(Failure::new(Reason::InvalidProject, message));
        }
        Ok(hides)
    }

    /// A group on a canvas of its own: first what shows it, then (drawn before that) what lies in it.
    fn group(
        &mut self,
        layer: &SceneLayer,
        (size, layers): ((u32, u32), &[SceneLayer]),
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<bool, Failure> {
        let Some(frame) = sheet.frame.inside(&layer.placement, size) else { return Ok(false) };
        let (width, height) = frame.output;
        let cutter = self.cutter(layer, sheet.frame, sources)?;
        let show = |group: wgpu::BindGroup, opaque: bool| {
            let pixmap = Pixmap { width, height, premultiplied: true, opaque, origin: [0, 0], group };
            let draw = sheet.frame.image(&pixmap, size, &layer.placement, layer.opacity.min(1.0))?;
            Some(Draw { kernel: Kernel::Group, ..draw }.cut(cutter.as_ref()).blended(layer.blend))
        };
        if let Some((group, opaque)) = self.sheets.drawn(layer.index, frame, layers) {
            let Some(draw) = show(group, opaque) else { return Ok(false) };
            return self.push(draw, sheet);
        }
        let wanted = Wanted { index: layer.index, layers, depth: sheet.depth + 1 };
        let (inside, group) = self.sheets.sheet((&self.gpu, &self.kernels), &self.params, frame, wanted)?;
        let Some(draw) = show(group.clone(), false) else { return Ok(false) };
        let place = self.draws.len();
        self.push(draw, sheet)?;
        let opaque = self.layers(layers, &inside, sources)?;
        if !opaque {
            self.push(frame.background(None), &inside)?;
        }
        self.sheets.planned(layer.index, opaque);
        // Something opaque fills it, so that it may hide what is below in turn.
        let Some(draw) = show(group, opaque) else { return Ok(false) };
        let hides = draw.hides;
        self.draws[place] = Draw { sheet: sheet.target.clone(), ..draw };
        Ok(hides)
    }

    fn layer(
        &mut self,
        layer: &SceneLayer,
        frame: Frame,
        Sources { pictures, staging }: &mut Sources<'_>,
    ) -> Result<Option<Draw>, Failure> {
        let (placement, opacity) = (&layer.placement, layer.opacity.min(1.0));
        match &layer.content {
            SceneContent::Solid(color) => Ok(frame.solid(*color, placement, opacity)),
            SceneContent::Image(path) => self.image(frame, path, placement, opacity, *pictures),
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
            SceneContent::Gradient(gradient) => self.gradient(frame, gradient, placement, opacity),
            SceneContent::Text(text) => self.text(frame, text, placement, opacity),
            SceneContent::Shape(shape) => self.shape(frame, shape, placement, opacity),
            // Has no pixels of its own.
            SceneContent::Group { .. } => Ok(None),
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
        gradient: &Gradient,
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
                self.pixmaps.insert((&self.gpu, &self.kernels), key, (&pixels, [0, 0]), true)?
            }
        };
        Ok(frame.image(&pixmap, canvas, placement, opacity))
    }

    fn text(
        &mut self,
        frame: Frame,
        text: &Text,
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        let block = self.typesetter.block(text, f64::from(frame.canvas.0));
        let to_output = frame.map_of(placement, block.size());
        let Some(raster) = Raster::choose(&block, to_output, frame.output) else { return Ok(None) };
        let key = PixmapKey::Text(raster.key(&block.key));
        let pixmap = match self.pixmaps.get(&key) {
            Some(pixmap) => pixmap,
            None => {
                let (pixels, origin) = raster.draw(&block, text.color);
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

    /// Writes the dispatches' parameters, with those of the conversion behind them, and says at which offset those stand.
    pub fn write_params(
        &self,
        staging: &mut Staging,
        encoder: &mut wgpu::CommandEncoder,
        convert: Option<&ConvertParams>,
    ) -> Result<u32, Failure> {
        let bytes = (self.draws.len() as u64 + 1) * PARAMS_STRIDE;
        // Rounded up, so that a layer more does not need new memory.
        let room = bytes.next_multiple_of(16 * PARAMS_STRIDE);
        let written = staging.write_params(&self.gpu, room, |view| {
            for (index, draw) in self.draws.iter().rev().enumerate() {
                let block = bytemuck::bytes_of(&draw.params);
                let start = index * PARAMS_STRIDE as usize;
                view.slice(start..start + block.len()).copy_from_slice(block);
            }
            if let Some(convert) = convert {
                let block = bytemuck::bytes_of(convert);
                let start = self.draws.len() * PARAMS_STRIDE as usize;
                view.slice(start..start + block.len()).copy_from_slice(block);
            }
        })?;
        encoder.copy_buffer_to_buffer(written, 0, &self.params, 0, bytes);
        self.videos.encode_uploads(encoder, staging);
        Ok((bytes - PARAMS_STRIDE) as u32)
    }

    /// The dispatches of the planned layers, bottom to top.
    pub fn encode(&self, pass: &mut wgpu::ComputePass<'_>) {
        for (index, draw) in self.draws.iter().rev().enumerate() {
            let Some(pipeline) = self.kernels.layer(draw.recipe()) else { continue };
            pass.set_pipeline(pipeline);
            pass.set_bind_group(
                0,
                draw.sheet.as_ref().unwrap_or(&self.layer_group),
                &[index as u32 * PARAMS_STRIDE as u32],
            );
            if let Some(source) = &draw.source {
                pass.set_bind_group(1, source, &[]);
            }
            let [_, _, width, height] = draw.params.area;
            pass.dispatch_workgroups(width.div_ceil(32), height.div_ceil(4), 1);
        }
    }
}

/// What was rastered for its place; ink may reach out of its box unless that is cropped.
fn rastered(
    frame: Frame,
    pixmap: &Pixmap,
    raster: &Raster,
    (placement, size, to_output): (&Placement, [f64; 2], Affine),
    opacity: f32,
) -> Option<Draw> {
    let [x, y] = pixmap.origin.map(f64::from);
    let mut rect = [0.0, 0.0, f64::from(pixmap.width), f64::from(pixmap.height)];
    let cropped = placement.crop_px(size) != [0.0; 4];
    let [left, right, top, bottom] = placement.passing.wiped.map(|part| cropped || part > 0.0);
    let [l, t, r, b] = raster.rect_of(Frame::cropped(placement, size));
    let cut = [(left, l - x), (top, t - y), (right, r - x), (bottom, b - y)];
    for (side, (_, edge)) in cut.into_iter().enumerate().filter(|(_, (cut, _))| *cut) {
        rect[side] = if side < 2 { rect[side].max(edge) } else { rect[side].min(edge) };
    }
    let placed = then(shift(x, y), raster.placed(to_output));
    frame.pixmap(pixmap, placed, rect, opacity)
}

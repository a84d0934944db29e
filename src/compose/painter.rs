//! Paints a scene onto the canvas on the device: asks for the pixels it needs, plans the dispatches, encodes them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Failure, Reason};
use crate::project::model::Blend;
use crate::timeline::scene::{Form, Scene, SceneContent, SceneLayer};

use super::backdrop::Picture;
use super::color::encode;
use super::drawing::Drawings;
use super::effects::{EffectPass, Effects};
use super::forming::needs_a_sheet;
use super::images::{Pixmap, PixmapKey, Pixmaps};
use super::kernels::{Kernels, params_binding};
use super::objects::Solids;
use super::params::{ConvertParams, PARAMS_STRIDE};
use super::placed::Placing;
use super::ring::Staging;
use super::scene_plan::{Draw, Frame, Kernel, dirty_blocks, pixels_of_blocks};
use super::shading::{Rendering, Shading};
use super::sheets::{Sheet, Sheets, Wanted};
use super::sprite::Sprites;
use super::text::{Typesetter, stacked};
use super::videos::Videos;
use super::{ComposerSettings, Gpu, Pictures, PlaneLayout};

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
    /// What becomes of colours and pixels on a canvas of such light.
    pub(super) placing: Placing,
    pub(super) pixmaps: Pixmaps,
    /// Sizes of the images seen so far, so that their halved forms are found again.
    pub(super) image_sizes: HashMap<Arc<PathBuf>, (u32, u32)>,
    pub(super) drawings: Drawings,
    pub(super) sprites: Sprites,
    /// What each gradient layer drew last.
    pub(super) gradients: HashMap<usize, PixmapKey>,
    pub(super) solids: Solids,
    pub(super) videos: Videos,
    pub(super) sheets: Sheets,
    pub(super) typesetter: Typesetter,
    /// Top to bottom; kept from frame to frame for its memory.
    pub(super) steps: Vec<Step>,
    pub(super) effects: Effects,
    pub(super) shading: Shading,
}

/// One dispatch.
#[derive(Debug)]
pub(super) enum Step {
    Draw(Draw),
    Effect(EffectPass),
    Render(Rendering),
}

/// The draws among steps that fall on the canvas itself.
fn on_canvas(steps: &mut [Step]) -> impl Iterator<Item = &mut Draw> {
    steps.iter_mut().filter_map(|step| match step {
        Step::Draw(draw) if draw.sheet.is_none() => Some(draw),
        _ => None,
    })
}

/// Where a frame's pixels come from and go through.
pub(super) struct Sources<'a> {
    pub pictures: &'a mut dyn Pictures,
    pub staging: &'a mut Staging,
}

/// Whether a group is a mere folder, whose layers meet what lies below it: nothing is done to it as a whole.
fn passes(layer: &SceneLayer, size: (u32, u32), sheet: &Sheet) -> bool {
    let plain = layer.opacity >= 1.0
        && layer.blend == Blend::Normal
        && layer.form == Form::default()
        && layer.effects.is_empty();
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
        let placing = Placing::new(settings.color);
        Ok(Self {
            gpu: gpu.clone(),
            kernels,
            frame: Frame::whole(settings.canvas, settings.output),
            canvas,
            params,
            layer_group,
            placing: placing.clone(),
            pixmaps: Pixmaps::new(settings.cache_bytes - settings.cache_bytes / 5, placing),
            image_sizes: HashMap::new(),
            drawings: Drawings::default(),
            sprites: Sprites::default(),
            gradients: HashMap::new(),
            solids: Solids::default(),
            videos: Videos::new(settings.color),
            sheets: Sheets::new(settings.cache_bytes / 5),
            typesetter: Typesetter::default(),
            steps: Vec::new(),
            effects: Effects::new(),
            shading: Shading::new(settings.cache_bytes / 5),
        })
    }

    /// Bytes on the device that are kept from frame to frame.
    pub fn kept_bytes(&self) -> u64 {
        self.pixmaps.bytes() + self.sheets.bytes() + self.shading.bytes()
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
        self.steps.clear();
        self.pixmaps.begin_frame();
        self.videos.begin_frame();
        self.sheets.begin_frame();
        self.solids.begin_frame();
        self.shading.begin_frame();
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
                self.steps.push(Step::Draw(frame.picture(picture.canvas.clone())));
            }
            None if hidden => {}
            None => {
                self.steps.push(Step::Draw(frame.background(scene.background.map(|color| self.placing.color(color)))))
            }
        }
        let mut painted = Painted::default();
        let output = self.frame.output;
        if as_is && let Some((Step::Draw(lowest), above)) = self.steps.split_last_mut() {
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
                    if lowest.params.color[3] >= 1.0 || on_canvas(above).all(|draw| draw.blend == Blend::Normal) =>
                {
                    Base::Color(encode(lowest.params.color))
                }
                _ => Base::Canvas,
            };
            if !matches!(painted.base, Base::Canvas) {
                painted.dirty = dirty_blocks(on_canvas(above).map(|draw| draw.params.area), output);
                if painted.dirty[2] == 0 {
                    self.steps.clear();
                } else {
                    lowest.as_base(pixels_of_blocks(painted.dirty, output));
                    on_canvas(above).for_each(Draw::on_base);
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
                SceneContent::Shader(shader) => self.shaded(layer, shader, sheet, sources)?,
                SceneContent::Between(between) => self.led_over(layer, between, sheet, sources)?,
                SceneContent::Steps(steps) => self.stepped(layer, steps, sheet, sources)?,
                SceneContent::Stack(layers) => {
                    let layers = stacked(layers, &mut self.typesetter, f64::from(sheet.frame.canvas.0));
                    self.layers(&layers, sheet, sources)?
                }
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
        self.steps.push(Step::Draw(Draw { sheet: sheet.target.clone(), ..draw }));
        self.not_too_many()?;
        Ok(hides)
    }

    /// Passes that are made before all that was planned so far, in their order.
    pub(super) fn push_effects(&mut self, passes: Vec<EffectPass>) -> Result<(), Failure> {
        self.steps.extend(passes.into_iter().rev().map(Step::Effect));
        self.not_too_many()
    }

    pub(super) fn push_rendering(&mut self, rendering: Rendering) -> Result<(), Failure> {
        self.steps.push(Step::Render(rendering));
        self.not_too_many()
    }

    fn not_too_many(&self) -> Result<(), Failure> {
        if self.steps.len() < MOST_DRAWS - 1 {
            return Ok(());
        }
        let message = format!("more than {} layers and effects are visible at one time", MOST_DRAWS - 2);
        Err(Failure::new(Reason::InvalidProject, message))
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
        let place = self.steps.len();
        self.push(draw, sheet)?;
        let opaque = self.layers(layers, &inside, sources)?;
        if !opaque {
            self.push(frame.background(None), &inside)?;
        }
        self.sheets.planned(layer.index, opaque);
        // Something opaque fills it, so that it may hide what is below in turn.
        let Some(draw) = show(group, opaque) else { return Ok(false) };
        let hides = draw.hides;
        self.steps[place] = Step::Draw(Draw { sheet: sheet.target.clone(), ..draw });
        Ok(hides)
    }

    /// Writes the dispatches' parameters, with those of the conversion behind them, and says at which offset those stand.
    pub fn write_params(
        &self,
        staging: &mut Staging,
        encoder: &mut wgpu::CommandEncoder,
        convert: Option<&ConvertParams>,
    ) -> Result<u32, Failure> {
        let bytes = (self.steps.len() as u64 + 1) * PARAMS_STRIDE;
        // Rounded up, so that a layer more does not need new memory.
        let room = bytes.next_multiple_of(16 * PARAMS_STRIDE);
        let written = staging.write_params(&self.gpu, room, |view| {
            for (index, step) in self.steps.iter().rev().enumerate() {
                let block = match step {
                    Step::Render(_) => continue,
                    Step::Draw(draw) => bytemuck::bytes_of(&draw.params),
                    Step::Effect(pass) => bytemuck::bytes_of(&pass.params),
                };
                let start = index * PARAMS_STRIDE as usize;
                view.slice(start..start + block.len()).copy_from_slice(block);
            }
            if let Some(convert) = convert {
                let block = bytemuck::bytes_of(convert);
                let start = self.steps.len() * PARAMS_STRIDE as usize;
                view.slice(start..start + block.len()).copy_from_slice(block);
            }
        })?;
        encoder.copy_buffer_to_buffer(written, 0, &self.params, 0, bytes);
        self.videos.encode_uploads(encoder, staging);
        Ok((bytes - PARAMS_STRIDE) as u32)
    }

    /// The dispatches of the planned layers, bottom to top. Gives back the pass that the last ones are in.
    pub fn encode(&self, encoder: &mut wgpu::CommandEncoder) -> wgpu::ComputePass<'static> {
        let begin = |encoder: &mut wgpu::CommandEncoder| {
            encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default()).forget_lifetime()
        };
        let mut pass = begin(encoder);
        for (index, step) in self.steps.iter().rev().enumerate() {
            let offset = [index as u32 * PARAMS_STRIDE as u32];
            match step {
                Step::Draw(draw) => self.encode_draw(draw, offset, &mut pass),
                Step::Render(rendering) => {
                    drop(pass);
                    rendering.encode(encoder);
                    pass = begin(encoder);
                }
                Step::Effect(effect) => {
                    pass.set_pipeline(&effect.pipeline);
                    for (at, group) in (0..).zip(&effect.groups) {
                        pass.set_bind_group(at, group, if at == 0 { &offset } else { &[] });
                    }
                    let [x, y, z] = effect.workgroups;
                    pass.dispatch_workgroups(x, y, z);
                }
            }
        }
        pass
    }

    fn encode_draw(&self, draw: &Draw, offset: [u32; 1], pass: &mut wgpu::ComputePass<'_>) {
        let Some(pipeline) = self.kernels.layer(draw.recipe()) else { return };
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, draw.sheet.as_ref().unwrap_or(&self.layer_group), &offset);
        if let Some(source) = &draw.source {
            pass.set_bind_group(1, source, &[]);
        }
        let [_, _, width, height] = draw.params.area;
        pass.dispatch_workgroups(width.div_ceil(32), height.div_ceil(4), 1);
    }
}

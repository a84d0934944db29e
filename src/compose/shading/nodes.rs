//! Layers that go from canvas frame to canvas frame, and what they keep on the way.

use std::collections::HashMap;
use std::slice;

use super::super::geometry::{scale, shift, then};
use super::super::images::Pixmap;
use super::super::kernels::params_binding;
use super::super::painter::{PIXEL_BYTES, Painter, Sources};
use super::super::ring::{PATIENCE, Slot, Staging};
use super::super::scene_plan::{Draw, Frame, Kernel, most_pixels};
use super::super::sheets::Sheet;
use super::super::{Gpu, Pictures};
use super::layers::Formed;
use super::run::{Memory, Wanted};
use super::surfaces::Surface;
use crate::base::{Failure, Reason};
use crate::timeline::scene::{SceneContent, SceneLayer, SceneSteps};

/// The memory of a layer's own content among those of its effects.
const CONTENT: usize = 0;

/// One layer as its last step left it.
#[derive(Debug)]
pub(in super::super) struct Node {
    frame: u64,
    memories: HashMap<usize, Memory>,
    output: Output,
    /// Canvas pixels.
    pub shown: [f64; 2],
}

/// What the layer showed then.
#[derive(Debug)]
struct Output {
    size: (u32, u32),
    buffer: wgpu::Buffer,
    target: wgpu::BindGroup,
    source: wgpu::BindGroup,
}

/// What a layer keeps, in memory of the CPU.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSteps {
    pub frame: u64,
    /// Canvas pixels.
    pub shown: [f64; 2],
    /// Pixels of what it shows, and those: 8 bytes each.
    pub size: (u32, u32),
    pub output: Vec<u8>,
    pub surfaces: Vec<KeptSurface>,
}

/// One target of one of its shaders.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSurface {
    /// Which of the layer's shaders: 0 is its content, the others are its effects.
    pub shader: usize,
    pub target: String,
    pub size: (u32, u32),
    /// 16 bytes a pixel; else 8.
    pub float: bool,
    pub bytes: Vec<u8>,
}

impl Node {
    pub fn bytes(&self) -> u64 {
        let kept =
            |memory: &Memory| memory.targets.values().chain(memory.spare.values()).map(Surface::bytes).sum::<u64>();
        self.output.buffer.size() + self.memories.values().map(kept).sum::<u64>()
    }
}

/// How large what a step draws is.
struct StepSize {
    pixels: (u32, u32),
    /// On the canvas.
    shown: [f64; 2],
    /// Pixels per canvas pixel.
    factor: f64,
}

impl Painter {
    /// The canvas frame that a layer's steps have come to.
    pub fn stepped_to(&self, node: usize) -> Option<u64> {
        self.shading.nodes.get(&node).map(|node| node.frame)
    }

    pub(in super::super) fn node(&self, steps: &SceneSteps) -> Result<&Node, Failure> {
        let node = self.shading.nodes.get(&steps.node).filter(|node| node.frame == steps.frame);
        node.ok_or_else(|| Failure::new(Reason::Crashed, "a layer is shown that has not come so far"))
    }

    /// Plans one step of a layer; it must have taken the one before, or this must be its first. What it keeps is what it will be
    /// once the work is done.
    pub fn plan_step(
        &mut self,
        steps: &SceneSteps,
        pictures: &mut dyn Pictures,
        staging: &mut Staging,
    ) -> Result<(), Failure> {
        self.steps.clear();
        self.pixmaps.begin_frame();
        self.videos.begin_frame();
        self.sheets.begin_step();
        self.shading.begin_frame();
        let sources = &mut Sources { pictures, staging };
        let known = self.shading.nodes.remove(&steps.node).filter(|node| node.frame + 1 == steps.frame);
        if known.is_none() && steps.frame != steps.first {
            return Err(Failure::new(Reason::Crashed, "a layer's step was left out"));
        }
        let StepSize { pixels: size, shown, factor } = self.size_of(steps, sources)?;
        let (output, mut memories) = match known {
            Some(Node { output, memories, .. }) if output.size == size => (output, memories),
            Some(Node { memories, .. }) => (self.output(size)?, memories),
            None => (self.output(size)?, HashMap::new()),
        };
        let part = |pixels: u32, shown: f64| f64::from(pixels) / shown.max(1e-9);
        let view = scale(part(size.0, shown[0]), part(size.1, shown[1]));
        let frame = Frame { canvas: steps.canvas, output: size, view };
        let (target, buffer) = (Some(output.target.clone()), Some(output.buffer.clone()));
        let sheet = Sheet { frame, target, buffer, depth: 0 };
        let formed = Formed {
            buffer: &output.buffer,
            size,
            scale: factor,
            margin: [0.0; 4],
            to_output: shift(0.0, 0.0),
            output: size,
        };
        let drawn = self.inner(&steps.inner, &sheet, &formed, &mut memories, sources);
        if let Err(failure) = drawn {
            self.videos.forget();
            self.sheets.forget();
            return Err(failure);
        }
        self.shading.nodes.insert(steps.node, Node { frame: steps.frame, memories, output, shown });
        Ok(())
    }

    fn inner(
        &mut self,
        inner: &SceneLayer,
        sheet: &Sheet,
        formed: &Formed<'_>,
        memories: &mut HashMap<usize, Memory>,
        sources: &mut Sources<'_>,
    ) -> Result<(), Failure> {
        self.all_effects(&inner.effects, formed, Some(&mut *memories), sources)?;
        if let SceneContent::Shader(shader) = &inner.content
            && self.shading.compiled(&self.gpu, shader, sources.pictures)?.program.stateful
        {
            self.shading.pool.begin_run();
            let memory = Some(memories.entry(CONTENT).or_default());
            let wanted = Wanted { shader, size: formed.size, layer: None, from: None, to: None, memory };
            return self.run_shader(wanted, None, (formed.buffer, formed.size), sources);
        }
        let alone = SceneLayer { effects: Vec::new(), ..inner.clone() };
        if !self.layers(slice::from_ref(&alone), sheet, sources)? {
            self.push(sheet.frame.background(None), sheet)?;
        }
        Ok(())
    }

    /// These do not follow how the layer is placed: what it keeps would be of another size from frame to frame.
    fn size_of(&mut self, steps: &SceneSteps, sources: &mut Sources<'_>) -> Result<StepSize, Failure> {
        let canvas = [f64::from(steps.canvas.0), f64::from(steps.canvas.1)];
        let extent = self.extent(&steps.inner, Frame::whole(steps.canvas, steps.canvas), sources)?;
        let size = extent.map_or(canvas, |extent| extent.size);
        let shown = steps.inner.placement.shown(size, canvas).size.map(|side| side.max(1e-3));
        let ratio = |output: u32, canvas: u32| f64::from(output) / f64::from(canvas);
        let Frame { canvas: whole, output, .. } = self.frame;
        let factor = ratio(output.0, whole.0).max(ratio(output.1, whole.1));
        let pixels = shown[0] * shown[1] * factor * factor;
        let factor = factor * (most_pixels(output) / pixels).sqrt().min(1.0);
        let longest = f64::from(self.gpu.device.limits().max_texture_dimension_2d);
        let side = |shown: f64| (shown * factor - 1e-6).ceil().clamp(1.0, longest) as u32;
        Ok(StepSize { pixels: (side(shown[0]), side(shown[1])), shown, factor })
    }

    fn output(&self, size: (u32, u32)) -> Result<Output, Failure> {
        let bytes = (u64::from(size.0) * u64::from(size.1) + 1) * PIXEL_BYTES;
        self.gpu.fits(&format!("a layer of {}×{} pixels", size.0, size.1), bytes)?;
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC | wgpu::BufferUsages::COPY_DST;
        let buffer = self.gpu.buffer("steps", bytes, usage);
        let target = self.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("steps"),
            layout: &self.kernels.layer_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: params_binding(&self.params) },
            ],
        });
        self.gpu.check()?;
        Ok(Output { size, source: self.kernels.source_group(&self.gpu, &buffer), target, buffer })
    }

    /// Shows what the last step drew.
    pub(in super::super) fn stepped(
        &mut self,
        layer: &SceneLayer,
        steps: &SceneSteps,
        sheet: &Sheet,
        sources: &mut Sources<'_>,
    ) -> Result<bool, Failure> {
        let cutter = self.cutter(layer, sheet.frame, sources)?;
        let Node { output, shown, .. } = self.node(steps)?;
        let (width, height) = output.size;
        let pixmap =
            Pixmap { width, height, premultiplied: true, opaque: false, origin: [0, 0], group: output.source.clone() };
        let part = [f64::from(width) / shown[0], f64::from(height) / shown[1]];
        let to_output = then(scale(1.0 / part[0], 1.0 / part[1]), sheet.frame.map_of(&layer.placement, *shown));
        let [left, top, right, bottom] = Frame::cropped(&layer.placement, *shown);
        let rect = [left * part[0], top * part[1], right * part[0], bottom * part[1]];
        let Some(draw) = sheet.frame.pixmap(&pixmap, to_output, rect, layer.opacity.min(1.0)) else { return Ok(false) };
        let draw = Draw { kernel: Kernel::Group, ..draw }.cut(cutter.as_ref()).blended(layer.blend);
        self.push(draw, sheet)
    }

    /// Copies what a layer keeps; `None` where it keeps nothing.
    pub fn keep(&self, node: usize) -> Result<Option<KeptSteps>, Failure> {
        let Some(Node { frame, memories, output, shown }) = self.shading.nodes.get(&node) else { return Ok(None) };
        let gpu = &self.gpu;
        let length = output.buffer.size();
        let pixels =
            read_back(gpu, length, |encoder, into| encoder.copy_buffer_to_buffer(&output.buffer, 0, into, 0, length))?;
        let mut surfaces = Vec::new();
        for (shader, memory) in memories {
            for (target, surface) in &memory.targets {
                let bytes = pixels_of(gpu, surface)?;
                let (size, float) = (surface.size, surface.float);
                surfaces.push(KeptSurface { shader: *shader, target: target.clone(), size, float, bytes });
            }
        }
        surfaces.sort_by(|a, b| (a.shader, &a.target).cmp(&(b.shader, &b.target)));
        Ok(Some(KeptSteps { frame: *frame, shown: *shown, size: output.size, output: pixels, surfaces }))
    }

    /// Takes up what a layer kept.
    pub fn restore(&mut self, node: usize, kept: &KeptSteps) -> Result<(), Failure> {
        let wrong = || Failure::new(Reason::VerifyFailed, "what a layer kept has another size than it says");
        let output = self.output(kept.size)?;
        if kept.output.len() as u64 != output.buffer.size() {
            return Err(wrong());
        }
        self.gpu.queue.write_buffer(&output.buffer, 0, &kept.output);
        let mut memories: HashMap<usize, Memory> = HashMap::new();
        for KeptSurface { shader, target, size, float, bytes } in &kept.surfaces {
            let surface = Surface::new(&self.gpu, *size, *float)?;
            if bytes.len() as u64 != surface.bytes() {
                return Err(wrong());
            }
            let row = bytes.len() as u32 / size.1;
            let layout =
                wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(row), rows_per_image: Some(size.1) };
            let texture = &surface.texture;
            self.gpu.queue.write_texture(texture.as_image_copy(), bytes, layout, texture.size());
            memories.entry(*shader).or_default().targets.insert(target.clone(), surface);
        }
        self.gpu.check()?;
        self.shading.nodes.insert(node, Node { frame: kept.frame, memories, output, shown: kept.shown });
        Ok(())
    }
}

fn pixels_of(gpu: &Gpu, surface: &Surface) -> Result<Vec<u8>, Failure> {
    let (width, height) = surface.size;
    let row = surface.bytes() / u64::from(height);
    let padded = row.next_multiple_of(u64::from(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT));
    let bytes = read_back(gpu, padded * u64::from(height), |encoder, into| {
        let layout =
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(padded as u32), rows_per_image: Some(height) };
        let size = wgpu::Extent3d { width, height, depth_or_array_layers: 1 };
        encoder.copy_texture_to_buffer(
            surface.texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo { buffer: into, layout },
            size,
        );
    })?;
    Ok(bytes.chunks(padded as usize).flat_map(|line| &line[..row as usize]).copied().collect())
}

fn read_back(
    gpu: &Gpu,
    bytes: u64,
    copy: impl FnOnce(&mut wgpu::CommandEncoder, &wgpu::Buffer),
) -> Result<Vec<u8>, Failure> {
    let mut slot = Slot::new(gpu, bytes);
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("keep") });
    copy(&mut encoder, &slot.readback);
    let index = gpu.queue.submit([encoder.finish()]);
    slot.call_back();
    Ok(slot.wait(gpu, &index, PATIENCE)?.to_vec())
}

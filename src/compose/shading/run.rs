//! One run of a shader: its passes with all that they read, ready to encode.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::placed::Placing;
use super::super::shader::{Pass, Program, Slot, SlotSource};
use super::super::{Gpu, Pictures};
use super::bridge::Bridge;
use super::nodes::Node;
use super::programs::{Compiled, Programs, is_float};
use super::surfaces::{Need, Pool, Surface, bounded};
use super::textures::{Textures, sound, spectrum, wave};
use super::values::Values;
use crate::base::{Failure, Reason};
use crate::timeline::scene::{SceneInput, SceneShader, ShaderSound};

/// All that shaders are run with, kept from frame to frame.
#[derive(Debug)]
pub(in super::super) struct Shading {
    pub(super) programs: Programs,
    pub(super) pool: Pool,
    pub(super) bridge: Bridge,
    /// What layers keep, by their numbers.
    pub(super) nodes: HashMap<usize, Node>,
    textures: Textures,
    sampler: Option<wgpu::Sampler>,
    /// The shaders of the frame that is planned.
    used: Vec<Arc<PathBuf>>,
}

/// What a run draws from beside its inputs, and on.
pub(super) struct Wanted<'a> {
    pub shader: &'a SceneShader,
    /// Pixels of the picture.
    pub size: (u32, u32),
    pub layer: Option<&'a Surface>,
    pub from: Option<&'a Surface>,
    pub to: Option<&'a Surface>,
    /// What earlier frames left, for programs that keep something.
    pub memory: Option<&'a mut Memory>,
}

/// What a program keeps from one frame to the next, by its targets.
#[derive(Debug, Default)]
pub(super) struct Memory {
    pub targets: HashMap<String, Surface>,
    /// What is drawn on next.
    pub spare: HashMap<String, Surface>,
}

/// The passes of one run.
#[derive(Debug)]
pub(in super::super) struct Rendering {
    passes: Vec<Drawing>,
}

#[derive(Debug)]
struct Drawing {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
    offset: Option<u32>,
    target: wgpu::TextureView,
}

impl Rendering {
    pub fn encode(&self, encoder: &mut wgpu::CommandEncoder) {
        for Drawing { pipeline, group, offset, target } in &self.passes {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("shader"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: target,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                depth_stencil_attachment: None,
                timestamp_writes: None,
                occlusion_query_set: None,
                multiview_mask: None,
            });
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, group, offset.as_slice());
            pass.draw(0..Program::VERTICES, 0..1);
        }
    }
}

/// One run as it comes together.
struct Planning<'a, 'b> {
    gpu: &'a Gpu,
    compiled: &'a Compiled,
    values: Values<'a>,
    wanted: Wanted<'b>,
    uniforms: Option<wgpu::Buffer>,
    /// Every slot but the targets, which change from pass to pass.
    fixed: HashMap<u32, wgpu::TextureView>,
    /// What was drawn on each target last.
    targets: HashMap<String, Surface>,
    nothing: wgpu::TextureView,
    sampler: wgpu::Sampler,
}

impl Shading {
    /// `cache_bytes`: for pictures that shaders read.
    pub fn new(cache_bytes: u64) -> Self {
        Self {
            programs: Programs::default(),
            pool: Pool::default(),
            bridge: Bridge::default(),
            nodes: HashMap::new(),
            textures: Textures::new(cache_bytes),
            sampler: None,
            used: Vec::new(),
        }
    }

    /// Bytes on the device that are kept from frame to frame.
    pub fn bytes(&self) -> u64 {
        self.pool.bytes() + self.textures.bytes() + self.nodes.values().map(Node::bytes).sum::<u64>()
    }

    /// The files of the shaders that run in the frame that was planned.
    pub fn used(&self) -> &[Arc<PathBuf>] {
        &self.used
    }

    pub fn begin_frame(&mut self) {
        self.used.clear();
        self.pool.begin_frame();
        self.textures.begin_frame();
    }

    pub(super) fn compiled(
        &mut self,
        gpu: &Gpu,
        shader: &SceneShader,
        pictures: &mut dyn Pictures,
    ) -> Result<Arc<Compiled>, Failure> {
        self.programs.get(gpu, &shader.file, pictures)
    }

    /// The passes, and what the last of them draws on.
    pub(super) fn run(
        &mut self,
        gpu: &Gpu,
        wanted: Wanted<'_>,
        pictures: &mut dyn Pictures,
        placing: &Placing,
    ) -> Result<(Rendering, Surface), Failure> {
        let shader = wanted.shader;
        let compiled = self.compiled(gpu, shader, pictures)?;
        let program = &compiled.program;
        if !self.used.contains(&shader.file) {
            self.used.push(Arc::clone(&shader.file));
        }
        let mut fixed = HashMap::new();
        for slot in &program.textures {
            if let Some(view) = self.fixed(gpu, program, slot, &wanted, pictures, placing)? {
                fixed.insert(slot.binding, view);
            }
        }
        let sampler = self.sampler.get_or_insert_with(|| sampler(gpu)).clone();
        let targets = wanted.memory.as_ref().map(|memory| memory.targets.clone()).unwrap_or_default();
        let mut planning = Planning {
            gpu,
            compiled: &compiled,
            values: Values { program, shader, placing, filters: wanted.layer.is_some() },
            wanted,
            uniforms: None,
            fixed,
            targets,
            nothing: self.textures.nothing(gpu),
            sampler,
        };
        let sizes = planning.sizes();
        planning.write_uniforms(&sizes);
        planning.first_targets(&sizes)?;
        let mut passes = Vec::with_capacity(sizes.len());
        let mut last = None;
        for (number, (pass, size)) in program.passes.iter().zip(&sizes).enumerate() {
            let surface = planning.surface(&mut self.pool, pass, *size)?;
            passes.push(planning.drawing(number, &surface)?);
            planning.drawn(pass, &surface);
            last = Some(surface);
        }
        gpu.check()?;
        let last = last.ok_or_else(|| Failure::new(Reason::ShaderFailed, "a shader without a pass draws nothing"))?;
        Ok((Rendering { passes }, last))
    }

    /// What stands in a slot whatever the pass; `None` for targets.
    fn fixed(
        &mut self,
        gpu: &Gpu,
        program: &Program,
        slot: &Slot,
        wanted: &Wanted<'_>,
        pictures: &mut dyn Pictures,
        placing: &Placing,
    ) -> Result<Option<wgpu::TextureView>, Failure> {
        let heard: Option<&ShaderSound> = wanted.shader.now.sound.as_deref();
        let surface = |surface: Option<&Surface>| surface.map(|surface| surface.view.clone());
        let found = match &slot.source {
            SlotSource::Target(_) => return Ok(None),
            SlotSource::Layer => surface(wanted.layer),
            SlotSource::From => surface(wanted.from),
            SlotSource::To => surface(wanted.to),
            SlotSource::LayerOrSound => surface(wanted.layer).or_else(|| Some(sound(gpu, heard))),
            SlotSource::Sound => Some(sound(gpu, heard)),
            SlotSource::Spectrum { columns } => Some(spectrum(gpu, heard, (*columns).clamp(1, 4096))),
            SlotSource::Wave { columns } => Some(wave(gpu, heard, (*columns).clamp(1, 4096))),
            SlotSource::Imported(name) => {
                let path = wanted.shader.file.parent().unwrap_or(Path::new("")).join(name);
                Some(self.textures.picture(gpu, (&path, program.flipped), pictures, placing)?)
            }
            SlotSource::Input(index) => {
                let name = program.inputs.get(*index).map(|input| input.name.as_str());
                let given = wanted.shader.inputs.iter().find(|(given, _)| Some(&**given) == name);
                match given {
                    Some((_, SceneInput::Picture(path))) => {
                        Some(self.textures.picture(gpu, (path, program.flipped), pictures, placing)?)
                    }
                    _ => None,
                }
            }
        };
        Ok(Some(found.unwrap_or_else(|| self.textures.nothing(gpu))))
    }
}

impl Planning<'_, '_> {
    /// Of what each pass draws on.
    fn sizes(&self) -> Vec<(u32, u32)> {
        let (width, height) = self.wanted.size;
        let number = |name: &str| self.values.number(name);
        let one = |pass: &Pass| {
            let across = pass.width.as_ref().map_or(width, |size| size.eval(width, height, &number));
            let down = pass.height.as_ref().map_or(height, |size| size.eval(width, height, &number));
            bounded(self.gpu, (across, down))
        };
        self.compiled.program.passes.iter().map(one).collect()
    }

    fn write_uniforms(&mut self, sizes: &[(u32, u32)]) {
        if self.compiled.program.uniforms.size == 0 {
            return;
        }
        let stride = self.compiled.stride() as usize;
        let mut bytes = Vec::with_capacity(stride * sizes.len());
        for (pass, size) in sizes.iter().enumerate() {
            bytes.extend(self.values.bytes(pass, *size));
            bytes.resize(stride * (pass + 1), 0);
        }
        let usage = wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST;
        let buffer = self.gpu.buffer("uniforms", bytes.len() as u64, usage);
        self.gpu.queue.write_buffer(&buffer, 0, &bytes);
        self.uniforms = Some(buffer);
    }

    /// What is kept from frame to frame begins transparent, as large as it will be; of another size than it was, it begins again.
    fn first_targets(&mut self, sizes: &[(u32, u32)]) -> Result<(), Failure> {
        if self.wanted.memory.is_none() {
            return Ok(());
        }
        for (pass, size) in self.compiled.program.passes.iter().zip(sizes).filter(|(pass, _)| pass.persistent) {
            let Some(name) = &pass.target else { continue };
            let float = is_float(self.gpu, pass.float);
            let first = self.compiled.program.passes.iter().find(|other| other.target.as_ref() == Some(name));
            let is_first = first.is_some_and(|first| std::ptr::eq(first, pass));
            if is_first && self.targets.get(name).is_none_or(|known| known.size != *size || known.float != float) {
                self.targets.insert(name.clone(), Surface::new(self.gpu, *size, float)?);
            }
        }
        Ok(())
    }

    /// Where a pass draws: never on what it may read.
    fn surface(&mut self, pool: &mut Pool, pass: &Pass, size: (u32, u32)) -> Result<Surface, Failure> {
        let float = is_float(self.gpu, pass.float);
        let kept = pass.target.as_ref().filter(|_| pass.persistent).zip(self.wanted.memory.as_mut());
        let Some((name, memory)) = kept else { return pool.take(self.gpu, size, float, Need::Run) };
        match memory.spare.remove(name) {
            Some(spare) if spare.size == size && spare.float == float => Ok(spare),
            _ => Surface::new(self.gpu, size, float),
        }
    }

    fn drawing(&self, number: usize, surface: &Surface) -> Result<Drawing, Failure> {
        let compiled = self.compiled;
        let missing = || Failure::new(Reason::ShaderFailed, "a shader's pass was not compiled");
        let pipeline = compiled.pipeline(surface.float).ok_or_else(missing)?.clone();
        let mut entries = Vec::with_capacity(compiled.program.textures.len() + 2);
        if let Some(uniforms) = &self.uniforms {
            entries.push(wgpu::BindGroupEntry { binding: 0, resource: compiled.uniforms(uniforms) });
        }
        entries.push(wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(&self.sampler) });
        for slot in &compiled.program.textures {
            let view = match &slot.source {
                SlotSource::Target(name) => self.targets.get(name).map(|surface| &surface.view),
                _ => self.fixed.get(&slot.binding),
            };
            let resource = wgpu::BindingResource::TextureView(view.unwrap_or(&self.nothing));
            entries.push(wgpu::BindGroupEntry { binding: slot.binding, resource });
        }
        let descriptor =
            wgpu::BindGroupDescriptor { label: Some("shader"), layout: &compiled.layout, entries: &entries };
        let group = self.gpu.device.create_bind_group(&descriptor);
        let offset = self.uniforms.is_some().then(|| (number as u64 * compiled.stride()) as u32);
        Ok(Drawing { pipeline, group, offset, target: surface.view.clone() })
    }

    /// From here on, the target is what was drawn.
    fn drawn(&mut self, pass: &Pass, surface: &Surface) {
        let Some(name) = &pass.target else { return };
        let before = self.targets.insert(name.clone(), surface.clone());
        if let Some(memory) = self.wanted.memory.as_mut().filter(|_| pass.persistent) {
            memory.targets.insert(name.clone(), surface.clone());
            memory.spare.extend(before.map(|before| (name.clone(), before)));
        }
    }
}

fn sampler(gpu: &Gpu) -> wgpu::Sampler {
    gpu.device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("shader"),
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        ..Default::default()
    })
}

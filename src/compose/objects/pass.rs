//! The render pass: pipelines, what it renders on, and the sheets that hold the outcome.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::{Failure, Reason, printable};
use crate::timeline::solid::{SceneMesh, SceneObjects};

use super::super::Gpu;
use super::super::kernels::Kernels;
use super::super::painter::PIXEL_BYTES;
use super::super::params::PARAMS_STRIDE;
use super::lens::Part;
use super::mesh::{Mesh, Vertex};
use super::scenery::{ObjectNumbers, ViewNumbers};

/// Longest side of what is rendered at once; larger pictures are rendered in parts.
const LARGEST_PART: u32 = 1024;
/// Points of each pixel that are looked at.
const SAMPLES: u32 = 4;
const COLOR: wgpu::TextureFormat = wgpu::TextureFormat::Rgba16Float;
const DEPTH: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;
/// Meshes that stay on the device.
const MOST_MESHES: usize = 32;
const AS_IT_IS: &str = "fn placed(c: vec4<f32>) -> vec3<f32> { return c.rgb + tables[0] * 0.0; }";

/// The whole of a picture, with its pixels from the first one on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Region {
    /// Where the layer's box begins, and its size in pixels.
    pub at: [f64; 2],
    pub size: [f64; 2],
    pub pixels: (u32, u32),
}

/// All that rendering objects keeps on the device.
#[derive(Debug, Default)]
pub(in crate::compose) struct Solids {
    pipelines: Option<Pipelines>,
    /// By form, and whether it is a simple one.
    meshes: HashMap<(SceneMesh, bool), Solid>,
    targets: Vec<Target>,
    /// Targets that this frame uses.
    used: usize,
}

#[derive(Debug)]
struct Pipelines {
    closed: wgpu::RenderPipeline,
    open: wgpu::RenderPipeline,
    pack: wgpu::ComputePipeline,
    view_layout: wgpu::BindGroupLayout,
    pack_layout: wgpu::BindGroupLayout,
    tables: wgpu::Buffer,
    color: wgpu::TextureView,
    depth: wgpu::TextureView,
    smoothed: wgpu::TextureView,
}

/// A mesh on the device.
#[derive(Debug, Clone)]
pub(super) struct Solid {
    vertices: wgpu::Buffer,
    indices: wgpu::Buffer,
    count: u32,
    closed: bool,
}

#[derive(Debug)]
struct Target {
    buffer: wgpu::Buffer,
    bytes: u64,
    source: wgpu::BindGroup,
    /// What lies in it.
    holds: Option<(Arc<SceneObjects>, Region)>,
}

impl Solids {
    pub fn begin_frame(&mut self) {
        // What one frame needed and the next one does not goes.
        self.targets.truncate(self.used.max(1));
        self.used = 0;
    }

    pub(super) fn mesh(
        &mut self,
        gpu: &Gpu,
        key: (SceneMesh, bool),
        load: impl FnOnce() -> Result<Arc<Mesh>, Failure>,
    ) -> Result<Solid, Failure> {
        if let Some(solid) = self.meshes.get(&key) {
            return Ok(solid.clone());
        }
        let mesh = load()?;
        let filled = |label: &str, bytes: &[u8], usage: wgpu::BufferUsages| {
            let buffer = gpu.buffer(label, bytes.len().max(4) as u64, usage | wgpu::BufferUsages::COPY_DST);
            gpu.queue.write_buffer(&buffer, 0, bytes);
            buffer
        };
        let solid = Solid {
            vertices: filled("vertices", bytemuck::cast_slice(&mesh.vertices), wgpu::BufferUsages::VERTEX),
            indices: filled("indices", bytemuck::cast_slice(&mesh.indices), wgpu::BufferUsages::INDEX),
            count: mesh.indices.len() as u32,
            closed: mesh.closed,
        };
        if self.meshes.len() >= MOST_MESHES {
            self.meshes.clear();
        }
        self.meshes.insert(key, solid.clone());
        Ok(solid)
    }

    /// Renders objects, and says where the pixels lie. Nothing is rendered that lies there already.
    pub(super) fn render(
        &mut self,
        (gpu, kernels, tables): (&Gpu, &Kernels, Option<&[f32]>),
        (shown, solid): (&Arc<SceneObjects>, &Solid),
        region: Region,
    ) -> Result<wgpu::BindGroup, Failure> {
        let pipelines = match self.pipelines.take() {
            Some(pipelines) => pipelines,
            None => Pipelines::new(gpu, tables)?,
        };
        let pipelines = self.pipelines.insert(pipelines);
        let (width, height) = region.pixels;
        // One pixel more, for what the kernel writes beside a part.
        let bytes = (u64::from(width) * u64::from(height) + 1) * PIXEL_BYTES;
        gpu.fits(&format!("a picture of {width}×{height} pixels"), bytes)?;
        let index = self.used;
        self.used += 1;
        if self.targets.get(index).is_none_or(|target| target.bytes != bytes) {
            let buffer = gpu.buffer("objects", bytes, wgpu::BufferUsages::STORAGE);
            let source = kernels.source_group(gpu, &buffer);
            let target = Target { buffer, bytes, source, holds: None };
            match self.targets.get_mut(index) {
                Some(place) => *place = target,
                None => self.targets.push(target),
            }
        }
        let Some(target) = self.targets.get_mut(index) else {
            return Err(Failure::new(Reason::Crashed, "a picture of objects has no place"));
        };
        if target.holds.as_ref().is_none_or(|(held, at)| *at != region || held != shown) {
            target.holds = None;
            pipelines.render(gpu, (shown, solid), region, &target.buffer);
            gpu.check()?;
            target.holds = Some((Arc::clone(shown), region));
        }
        Ok(target.source.clone())
    }
}

impl Pipelines {
    fn new(gpu: &Gpu, tables: Option<&[f32]>) -> Result<Self, Failure> {
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let made = Self::made(gpu, tables);
        match pollster::block_on(scope.pop()) {
            None => Ok(made),
            Some(error) => Err(Failure::new(
                Reason::ShaderFailed,
                format!("{} refused to render objects: {}", gpu.adapter().name, printable::text(&error.to_string())),
            )),
        }
    }

    fn made(gpu: &Gpu, tables: Option<&[f32]>) -> Self {
        let module = |label: &str, text: String| {
            gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(label),
                source: wgpu::ShaderSource::Wgsl(text.into()),
            })
        };
        let layout = |label: &str, entries: &[wgpu::BindGroupLayoutEntry]| {
            gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries })
        };
        let pipeline_layout = |layout: &wgpu::BindGroupLayout| {
            gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some("objects"),
                bind_group_layouts: &[Some(layout)],
                immediate_size: 0,
            })
        };
        let uniform = wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: true,
            min_binding_size: None,
        };
        let storage = |read_only| wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Storage { read_only },
            has_dynamic_offset: false,
            min_binding_size: None,
        };
        let texture = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        let entry = |binding, visibility, ty| wgpu::BindGroupLayoutEntry { binding, visibility, ty, count: None };
        let compute = wgpu::ShaderStages::COMPUTE;
        let view_layout = layout("view", &[entry(0, wgpu::ShaderStages::VERTEX_FRAGMENT, uniform)]);
        let pack_layout = layout(
            "pack",
            &[
                entry(0, compute, texture),
                entry(1, compute, storage(false)),
                entry(2, compute, uniform),
                entry(3, compute, storage(true)),
            ],
        );
        let objects = module("objects", include_str!("objects.wgsl").to_owned());
        let rendering = |cull| rendering(gpu, &objects, &pipeline_layout(&view_layout), cull);
        let placed = if tables.is_some() { include_str!("placed.wgsl") } else { AS_IT_IS };
        let pack = gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some("pack"),
            layout: Some(&pipeline_layout(&pack_layout)),
            module: &module("pack", format!("{}\n{placed}", include_str!("pack.wgsl"))),
            entry_point: Some("pack_part"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            cache: None,
        });
        let numbers = tables.unwrap_or(&[0.0; 4]);
        let buffer = gpu.buffer(
            "tables",
            size_of_val(numbers) as u64,
            wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
        );
        gpu.queue.write_buffer(&buffer, 0, bytemuck::cast_slice(numbers));
        let attachment = |format, sample_count, usage| {
            let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("objects"),
                size: wgpu::Extent3d { width: LARGEST_PART, height: LARGEST_PART, depth_or_array_layers: 1 },
                mip_level_count: 1,
                sample_count,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT | usage,
                view_formats: &[],
            });
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        };
        Self {
            closed: rendering(Some(wgpu::Face::Back)),
            open: rendering(None),
            pack,
            view_layout,
            pack_layout,
            tables: buffer,
            color: attachment(COLOR, SAMPLES, wgpu::TextureUsages::empty()),
            depth: attachment(DEPTH, SAMPLES, wgpu::TextureUsages::empty()),
            smoothed: attachment(COLOR, 1, wgpu::TextureUsages::TEXTURE_BINDING),
        }
    }

    fn render(&self, gpu: &Gpu, (shown, solid): (&SceneObjects, &Solid), region: Region, sheet: &wgpu::Buffer) {
        let objects: Vec<ObjectNumbers> = shown.objects.iter().map(ObjectNumbers::new).collect();
        let written = |label: &str, bytes: &[u8], usage: wgpu::BufferUsages| {
            let size = bytes.len().max(64) as u64;
            let buffer = gpu.buffer(label, size, usage | wgpu::BufferUsages::COPY_DST);
            gpu.queue.write_buffer(&buffer, 0, bytes);
            buffer
        };
        let instances = written("objects", bytemuck::cast_slice(&objects), wgpu::BufferUsages::VERTEX);
        let parts = parts(region);
        let (width, height) = region.pixels;
        let stride = PARAMS_STRIDE as usize;
        let mut numbers = vec![0_u8; parts.len() * stride * 2];
        for (part, blocks) in parts.iter().zip(numbers.chunks_exact_mut(stride * 2)) {
            let view = ViewNumbers::new(shown, part);
            blocks[..size_of::<ViewNumbers>()].copy_from_slice(bytemuck::bytes_of(&view));
            let ([x, y], [wide, tall]) = (part.from, part.tile);
            let place: [u32; 8] = [x, y, wide, tall, width, width * height, 0, 0];
            blocks[stride..stride + size_of_val(&place)].copy_from_slice(bytemuck::bytes_of(&place));
        }
        let numbers = written("parts", &numbers, wgpu::BufferUsages::UNIFORM);
        let block = || {
            wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: &numbers,
                offset: 0,
                size: std::num::NonZeroU64::new(PARAMS_STRIDE),
            })
        };
        let group = |layout: &wgpu::BindGroupLayout, resources: Vec<wgpu::BindingResource<'_>>| {
            let entries: Vec<_> =
                (0..).zip(resources).map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource }).collect();
            gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("objects"),
                layout,
                entries: &entries,
            })
        };
        let view_group = group(&self.view_layout, vec![block()]);
        let pack_group = group(
            &self.pack_layout,
            vec![
                wgpu::BindingResource::TextureView(&self.smoothed),
                sheet.as_entire_binding(),
                block(),
                self.tables.as_entire_binding(),
            ],
        );
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("objects") });
        for (index, part) in parts.iter().enumerate() {
            let offset = (index * stride * 2) as u32;
            let [wide, tall] = part.tile;
            {
                let mut pass = self.begin(&mut encoder);
                pass.set_viewport(0.0, 0.0, wide as f32, tall as f32, 0.0, 1.0);
                pass.set_pipeline(if solid.closed { &self.closed } else { &self.open });
                pass.set_bind_group(0, &view_group, &[offset]);
                pass.set_vertex_buffer(0, solid.vertices.slice(..));
                pass.set_vertex_buffer(1, instances.slice(..));
                pass.set_index_buffer(solid.indices.slice(..), wgpu::IndexFormat::Uint32);
                pass.draw_indexed(0..solid.count, 0, 0..objects.len() as u32);
            }
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(&self.pack);
            pass.set_bind_group(0, &pack_group, &[offset + PARAMS_STRIDE as u32]);
            pass.dispatch_workgroups(wide.div_ceil(32), tall.div_ceil(4), 1);
        }
        gpu.queue.submit([encoder.finish()]);
    }

    fn begin<'e>(&self, encoder: &'e mut wgpu::CommandEncoder) -> wgpu::RenderPass<'e> {
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("objects"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.color,
                depth_slice: None,
                resolve_target: Some(&self.smoothed),
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::TRANSPARENT),
                    store: wgpu::StoreOp::Discard,
                },
            })],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &self.depth,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(0.0), store: wgpu::StoreOp::Discard }),
                stencil_ops: None,
            }),
            timestamp_writes: None,
            occlusion_query_set: None,
            multiview_mask: None,
        })
    }
}

fn rendering(
    gpu: &Gpu,
    module: &wgpu::ShaderModule,
    layout: &wgpu::PipelineLayout,
    cull_mode: Option<wgpu::Face>,
) -> wgpu::RenderPipeline {
    let corner = wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Float32x3];
    let object = wgpu::vertex_attr_array![3 => Float32x4, 4 => Float32x4, 5 => Float32x4, 6 => Float32x4];
    gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("objects"),
        layout: Some(layout),
        vertex: wgpu::VertexState {
            module,
            entry_point: Some("place"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            buffers: &[
                Some(wgpu::VertexBufferLayout {
                    array_stride: size_of::<Vertex>() as u64,
                    step_mode: wgpu::VertexStepMode::Vertex,
                    attributes: &corner,
                }),
                Some(wgpu::VertexBufferLayout {
                    array_stride: size_of::<ObjectNumbers>() as u64,
                    step_mode: wgpu::VertexStepMode::Instance,
                    attributes: &object,
                }),
            ],
        },
        primitive: wgpu::PrimitiveState { cull_mode, ..wgpu::PrimitiveState::default() },
        depth_stencil: Some(wgpu::DepthStencilState {
            format: DEPTH,
            depth_write_enabled: Some(true),
            depth_compare: Some(wgpu::CompareFunction::Greater),
            stencil: wgpu::StencilState::default(),
            bias: wgpu::DepthBiasState::default(),
        }),
        multisample: wgpu::MultisampleState { count: SAMPLES, ..wgpu::MultisampleState::default() },
        fragment: Some(wgpu::FragmentState {
            module,
            entry_point: Some("light"),
            compilation_options: wgpu::PipelineCompilationOptions::default(),
            targets: &[Some(wgpu::ColorTargetState { format: COLOR, blend: None, write_mask: wgpu::ColorWrites::ALL })],
        }),
        multiview_mask: None,
        cache: None,
    })
}

/// The parts in which a region is rendered.
fn parts(region: Region) -> Vec<Part> {
    let (width, height) = region.pixels;
    let mut parts = Vec::new();
    for y in (0..height).step_by(LARGEST_PART as usize) {
        for x in (0..width).step_by(LARGEST_PART as usize) {
            let tile = [(width - x).min(LARGEST_PART), (height - y).min(LARGEST_PART)];
            parts.push(Part { at: region.at, size: region.size, from: [x, y], tile });
        }
    }
    parts
}

//! Translated programs on the device: compiled once for each composer.

use std::borrow::Cow;
use std::collections::HashMap;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::shader::Program;
use super::super::{Gpu, Pictures};
use super::surfaces::Surface;
use crate::base::{Failure, Reason, printable};

/// Blocks of uniforms stand at multiples of this; every adapter accepts it as a dynamic offset.
const STRIDE: u64 = 256;

/// A program with what the device needs to run it.
#[derive(Debug)]
pub(super) struct Compiled {
    pub program: Arc<Program>,
    pub layout: wgpu::BindGroupLayout,
    /// For targets of 16 and of 32 bits; only those that the program has.
    pipelines: [Option<wgpu::RenderPipeline>; 2],
}

#[derive(Debug, Default)]
pub(super) struct Programs {
    known: HashMap<PathBuf, Arc<Compiled>>,
}

impl Programs {
    pub fn get(&mut self, gpu: &Gpu, path: &Path, pictures: &mut dyn Pictures) -> Result<Arc<Compiled>, Failure> {
        if let Some(known) = self.known.get(path) {
            return Ok(Arc::clone(known));
        }
        let compiled = Arc::new(Compiled::new(gpu, path, pictures.shader(path)?)?);
        self.known.insert(path.to_path_buf(), Arc::clone(&compiled));
        Ok(compiled)
    }
}

impl Compiled {
    fn new(gpu: &Gpu, path: &Path, program: Arc<Program>) -> Result<Self, Failure> {
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let module = |module: &wgpu::naga::Module| {
            gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some("shader"),
                source: wgpu::ShaderSource::Naga(Cow::Owned(module.clone())),
            })
        };
        let (vertex, fragment) = (module(&program.vertex), module(&program.fragment));
        let entries = entries(&program);
        let layout = gpu
            .device
            .create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("shader"), entries: &entries });
        let pipeline_layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("shader"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = |float: bool| {
            gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some("shader"),
                layout: Some(&pipeline_layout),
                vertex: wgpu::VertexState {
                    module: &vertex,
                    entry_point: Some(&program.vertex_entry),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers: &[],
                },
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &fragment,
                    entry_point: Some(&program.fragment_entry),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format: Surface::format(float),
                        blend: None,
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        let needs = |float: bool| program.passes.iter().any(|pass| is_float(gpu, pass.float) == float);
        let pipelines = [false, true].map(|float| needs(float).then(|| pipeline(float)));
        if let Some(error) = pollster::block_on(scope.pop()) {
            let said = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
            let message = format!(
                "{}: {} refused the shader: {}",
                printable::path(path),
                gpu.adapter().name,
                printable::text(&said)
            );
            return Err(Failure::new(Reason::ShaderFailed, message));
        }
        Ok(Self { program, layout, pipelines })
    }

    pub fn pipeline(&self, float: bool) -> Option<&wgpu::RenderPipeline> {
        self.pipelines[usize::from(float)].as_ref()
    }

    /// Bytes from one pass's uniforms to the next one's.
    pub fn stride(&self) -> u64 {
        u64::from(self.program.uniforms.size).next_multiple_of(STRIDE).max(STRIDE)
    }

    pub fn uniforms<'a>(&self, buffer: &'a wgpu::Buffer) -> wgpu::BindingResource<'a> {
        let size = NonZeroU64::new(u64::from(self.program.uniforms.size));
        wgpu::BindingResource::Buffer(wgpu::BufferBinding { buffer, offset: 0, size })
    }
}

/// Whether a target that asks for 32 bits gets them: reading such between its texels is not for every adapter.
pub(super) fn is_float(gpu: &Gpu, wanted: bool) -> bool {
    wanted && gpu.device.features().contains(wgpu::Features::FLOAT32_FILTERABLE)
}

fn entries(program: &Program) -> Vec<wgpu::BindGroupLayoutEntry> {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
        ty,
        count: None,
    };
    let mut entries = Vec::new();
    if program.uniforms.size > 0 {
        let ty = wgpu::BufferBindingType::Uniform;
        entries.push(entry(0, wgpu::BindingType::Buffer { ty, has_dynamic_offset: true, min_binding_size: None }));
    }
    entries.push(entry(1, wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering)));
    for slot in &program.textures {
        let ty = wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: true },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        };
        entries.push(entry(slot.binding, ty));
    }
    entries
}

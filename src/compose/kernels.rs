//! The compute pipelines, compiled once per composer.

use crate::base::{Failure, Reason, printable};

use super::Gpu;
use super::params::PARAMS_STRIDE;

const LAYER: &str = include_str!("kernels/layer.wgsl");
const SOLID: &str = include_str!("kernels/solid.wgsl");
const IMAGE: &str = include_str!("kernels/image.wgsl");
const VIDEO: &str = include_str!("kernels/video.wgsl");
const CONVERT: &str = include_str!("kernels/convert.wgsl");

#[derive(Debug)]
pub(super) struct Kernels {
    pub solid: wgpu::ComputePipeline,
    /// Texels as they are; filtered; scaled down so far that a pixel needs many samples.
    pub image: [wgpu::ComputePipeline; 3],
    pub video: [wgpu::ComputePipeline; 3],
    pub convert: wgpu::ComputePipeline,
    pub copy_base: wgpu::ComputePipeline,
    pub fill_base: wgpu::ComputePipeline,
    /// Canvas and parameters.
    pub layer_layout: wgpu::BindGroupLayout,
    /// Canvas, parameters, planes.
    pub convert_layout: wgpu::BindGroupLayout,
    /// Texels or planes that a kernel reads.
    pub source_layout: wgpu::BindGroupLayout,
}

impl Kernels {
    pub fn new(gpu: &Gpu) -> Result<Self, Failure> {
        let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let layout = |label: &str, entries: &[wgpu::BindGroupLayoutEntry]| {
            gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries })
        };
        let layer_layout = layout("layer", &[storage(0, false), params(1)]);
        let convert_layout = layout("convert", &[storage(0, true), params(1), storage(2, false)]);
        let source_layout = layout("source", &[storage(0, true)]);
        let built = |entry: &str, text: String, groups: &[Option<&wgpu::BindGroupLayout>], many_taps: bool| {
            let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(entry),
                source: wgpu::ShaderSource::Wgsl(text.into()),
            });
            let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(entry),
                bind_group_layouts: groups,
                immediate_size: 0,
            });
            gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry),
                layout: Some(&layout),
                module: &module,
                entry_point: Some(entry),
                compilation_options: wgpu::PipelineCompilationOptions {
                    constants: if many_taps { &[("MANY_TAPS", 1.0)] } else { &[] },
                    ..Default::default()
                },
                cache: None,
            })
        };
        let of_layer = |entry: &str, own: &str, many_taps: bool| {
            built(
                entry,
                format!(
                    "{LAYER}
{own}"
                ),
                &[Some(&layer_layout), Some(&source_layout)],
                many_taps,
            )
        };
        let of_frame =
            |entry: &str| built(entry, CONVERT.to_owned(), &[Some(&convert_layout), Some(&source_layout)], false);
        let kernels = Self {
            solid: built("solid", format!("{LAYER}\n{SOLID}"), &[Some(&layer_layout)], false),
            image: [
                of_layer("image_copied", IMAGE, false),
                of_layer("image_scaled", IMAGE, false),
                of_layer("image_scaled", IMAGE, true),
            ],
            video: [
                of_layer("video_copied", VIDEO, false),
                of_layer("video_scaled", VIDEO, false),
                of_layer("video_scaled", VIDEO, true),
            ],
            convert: of_frame("to_planes"),
            copy_base: of_frame("copy_base"),
            fill_base: of_frame("fill_base"),
            layer_layout,
            convert_layout,
            source_layout,
        };
        match pollster::block_on(scope.pop()) {
            None => Ok(kernels),
            Some(error) => Err(Failure::new(
                Reason::ShaderFailed,
                format!("{} refused a shader: {}", gpu.adapter().name, printable::text(&error.to_string())),
            )),
        }
    }

    pub fn source_group(&self, gpu: &Gpu, buffer: &wgpu::Buffer) -> wgpu::BindGroup {
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("source"),
            layout: &self.source_layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }],
        })
    }
}

/// The block of parameters that a dispatch's dynamic offset chooses.
pub(super) fn params_binding(buffer: &wgpu::Buffer) -> wgpu::BindingResource<'_> {
    wgpu::BindingResource::Buffer(wgpu::BufferBinding {
        buffer,
        offset: 0,
        size: std::num::NonZeroU64::new(PARAMS_STRIDE),
    })
}

fn storage(binding: u32, read_only: bool) -> wgpu::BindGroupLayoutEntry {
    entry(binding, wgpu::BufferBindingType::Storage { read_only }, false)
}

fn params(binding: u32) -> wgpu::BindGroupLayoutEntry {
    entry(binding, wgpu::BufferBindingType::Uniform, true)
}

fn entry(binding: u32, ty: wgpu::BufferBindingType, has_dynamic_offset: bool) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset, min_binding_size: None },
        count: None,
    }
}

//! The compute pipelines, each compiled once per composer: those of plain layers at once, those of blend modes when first used.

use std::collections::HashMap;

use crate::base::{Failure, Reason, printable};
use crate::project::model::Blend;

use super::Gpu;
use super::params::PARAMS_STRIDE;
use super::scene_plan::{Coding, Kernel, Lighting};

const LAYER: &str = include_str!("kernels/layer.wgsl");
const OVER: &str = include_str!("kernels/over.wgsl");
const BLEND: &str = include_str!("kernels/blend.wgsl");
const PLUS_LIGHTER: &str = include_str!("kernels/plus_lighter.wgsl");
const SOLID: &str = include_str!("kernels/solid.wgsl");
const IMAGE: &str = include_str!("kernels/image.wgsl");
const TEXELS_8: &str = include_str!("kernels/texels8.wgsl");
const TEXELS_16: &str = include_str!("kernels/texels16.wgsl");
const VIDEO_PLANES: &str = include_str!("kernels/video_planes.wgsl");
const SAMPLES_8: &str = include_str!("kernels/samples8.wgsl");
const SAMPLES_16: &str = include_str!("kernels/samples16.wgsl");
const LIGHT_AS_IS: &str = include_str!("kernels/light_as_is.wgsl");
const LIGHT_MAPPED: &str = include_str!("kernels/light_mapped.wgsl");
const LIGHT_PLACED: &str = include_str!("kernels/light_placed.wgsl");
const CUT: &str = include_str!("kernels/cut.wgsl");
const CUT_RECT: &str = include_str!("kernels/cut_rect.wgsl");
const CUT_ELLIPSE: &str = include_str!("kernels/cut_ellipse.wgsl");
const NO_CUT: &str = "fn cut(at: vec2<u32>) -> f32 { return 1.0; }";
const MATTE: &str = include_str!("kernels/matte.wgsl");
const VIDEO: &str = include_str!("kernels/video.wgsl");
const VIDEO_ALPHA: &str = include_str!("kernels/video_alpha.wgsl");
const CONVERT: &str = include_str!("kernels/convert.wgsl");

/// How a layer's source is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// Texels as they are.
    Copied,
    Scaled,
    /// Scaled down so far that a pixel needs many samples.
    ManyTaps,
}

/// Which shape a layer is cut to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Edges {
    AsTheyAre,
    Rect,
    Ellipse,
}

/// Which pipeline a layer is drawn by. A text of its own for each keeps branches out of the kernels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Recipe {
    pub kernel: Kernel,
    pub form: Form,
    pub blend: Blend,
    pub edges: Edges,
}

impl Recipe {
    fn entry(self) -> &'static str {
        match (self.kernel, self.form) {
            (Kernel::Solid, _) => "solid",
            (Kernel::Image | Kernel::Group, Form::Copied) => "image_copied",
            (Kernel::Image | Kernel::Group, _) => "image_scaled",
            (Kernel::Video(_), Form::Copied) => "video_copied",
            (Kernel::Video(_), _) => "video_scaled",
            (Kernel::Matte, _) => "matte",
        }
    }

    fn text(self) -> String {
        let put = match self.blend {
            Blend::Normal => OVER.to_owned(),
            Blend::PlusLighter => PLUS_LIGHTER.to_owned(),
            mode => {
                let name = mode.word().replace('-', "_");
                format!("{BLEND}\nfn mixed(b: vec3<f32>, s: vec3<f32>) -> vec3<f32> {{ return {name}(b, s); }}\n")
            }
        };
        let own = match self.kernel {
            Kernel::Solid => vec![SOLID],
            Kernel::Image => vec![TEXELS_8, IMAGE],
            Kernel::Group => vec![TEXELS_16, IMAGE],
            Kernel::Matte => vec![TEXELS_16, MATTE],
            Kernel::Video(coding) => vec![
                VIDEO_PLANES,
                if coding.deep { SAMPLES_16 } else { SAMPLES_8 },
                match coding.light {
                    Lighting::AsIs => LIGHT_AS_IS,
                    Lighting::Mapped => LIGHT_MAPPED,
                    Lighting::Placed => LIGHT_PLACED,
                },
                if coding.alpha { VIDEO_ALPHA } else { VIDEO },
            ],
        };
        let cut = match self.edges {
            Edges::AsTheyAre => [NO_CUT, ""],
            Edges::Rect => [CUT, CUT_RECT],
            Edges::Ellipse => [CUT, CUT_ELLIPSE],
        };
        format!("{LAYER}\n{}\n{}\n{put}\n{}", cut[0], cut[1], own.join("\n"))
    }
}

#[derive(Debug)]
pub(super) struct Kernels {
    layers: HashMap<Recipe, wgpu::ComputePipeline>,
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
        let layout = |label: &str, entries: &[wgpu::BindGroupLayoutEntry]| {
            gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some(label), entries })
        };
        let layer_layout = layout("layer", &[storage(0, false), params(1)]);
        let convert_layout = layout("convert", &[storage(0, true), params(1), storage(2, false)]);
        let source_layout = layout("source", &[storage(0, true)]);
        let of_frame =
            |entry: &str| built(gpu, entry, CONVERT.to_owned(), &[Some(&convert_layout), Some(&source_layout)], false);
        let mut kernels = Self {
            layers: HashMap::new(),
            convert: of_frame("to_planes")?,
            copy_base: of_frame("copy_base")?,
            fill_base: of_frame("fill_base")?,
            layer_layout,
            convert_layout,
            source_layout,
        };
        for (kernel, forms) in [
            (Kernel::Solid, &[Form::Copied][..]),
            (Kernel::Image, &[Form::Copied, Form::Scaled, Form::ManyTaps]),
            (Kernel::Video(Coding::default()), &[Form::Copied, Form::Scaled, Form::ManyTaps]),
        ] {
            for form in forms {
                let plain = Recipe { kernel, form: *form, blend: Blend::Normal, edges: Edges::AsTheyAre };
                kernels.prepare(gpu, plain)?;
            }
        }
        Ok(kernels)
    }

    /// Makes sure that [`Kernels::layer`] has this one.
    pub fn prepare(&mut self, gpu: &Gpu, recipe: Recipe) -> Result<(), Failure> {
        if !self.layers.contains_key(&recipe) {
            let groups = [Some(&self.layer_layout), Some(&self.source_layout)];
            let groups = if recipe.kernel == Kernel::Solid { &groups[..1] } else { &groups[..] };
            let pipeline = built(gpu, recipe.entry(), recipe.text(), groups, recipe.form == Form::ManyTaps)?;
            self.layers.insert(recipe, pipeline);
        }
        Ok(())
    }

    pub fn layer(&self, recipe: Recipe) -> Option<&wgpu::ComputePipeline> {
        self.layers.get(&recipe)
    }

    pub fn source_group(&self, gpu: &Gpu, buffer: &wgpu::Buffer) -> wgpu::BindGroup {
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("source"),
            layout: &self.source_layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() }],
        })
    }
}

pub(super) fn built(
    gpu: &Gpu,
    entry: &str,
    text: String,
    groups: &[Option<&wgpu::BindGroupLayout>],
    many_taps: bool,
) -> Result<wgpu::ComputePipeline, Failure> {
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(entry),
        source: wgpu::ShaderSource::Wgsl(text.into()),
    });
    let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(entry),
        bind_group_layouts: groups,
        immediate_size: 0,
    });
    let pipeline = gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(entry),
        layout: Some(&layout),
        module: &module,
        entry_point: Some(entry),
        compilation_options: wgpu::PipelineCompilationOptions {
            constants: if many_taps { &[("MANY_TAPS", 1.0)] } else { &[] },
            ..Default::default()
        },
        cache: None,
    });
    match pollster::block_on(scope.pop()) {
        None => Ok(pipeline),
        Some(error) => Err(Failure::new(
            Reason::ShaderFailed,
            format!("{} refused a shader: {}", gpu.adapter().name, printable::text(&error.to_string())),
        )),
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

pub(super) fn storage(binding: u32, read_only: bool) -> wgpu::BindGroupLayoutEntry {
    entry(binding, wgpu::BufferBindingType::Storage { read_only }, false)
}

pub(super) fn params(binding: u32) -> wgpu::BindGroupLayoutEntry {
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

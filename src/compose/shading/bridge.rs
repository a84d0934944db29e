//! The kernels between sheets and textures.

use std::collections::HashMap;

use super::super::Gpu;
use super::super::effects::EffectPass;
use super::super::kernels::{built, params, params_binding, storage};
use super::surfaces::Surface;
use crate::base::Failure;

const UNORM: &str = include_str!("../kernels/effects/unorm.wgsl");
const BRIDGE: &str = include_str!("../kernels/shading/bridge.wgsl");
const TAKE: &str = include_str!("../kernels/shading/take.wgsl");
const GIVE: &str = include_str!("../kernels/shading/give.wgsl");
const DRAWN_SAME: &str = include_str!("../kernels/shading/drawn_same.wgsl");
const DRAWN_SCALED: &str = include_str!("../kernels/shading/drawn_scaled.wgsl");

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Take,
    Give,
    GiveScaled,
}

/// A part of a sheet that a texture stands for; it may reach out of the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Region {
    pub sheet: (u32, u32),
    pub at: [i32; 2],
    pub size: (u32, u32),
    /// The texture's first row is the last one of the picture.
    pub turned: bool,
}

impl Region {
    /// All of a sheet.
    pub fn whole(sheet: (u32, u32), turned: bool) -> Self {
        Self { sheet, at: [0, 0], size: sheet, turned }
    }

    fn params(self) -> [u32; 64] {
        let mut words = [0; 64];
        let ((width, height), (across, down)) = (self.size, self.sheet);
        let all = [self.at[0] as u32, self.at[1] as u32, width, height, across, down, u32::from(self.turned)];
        words[..all.len()].copy_from_slice(&all);
        words
    }
}

/// The kernels that were used so far.
#[derive(Debug, Default)]
pub(super) struct Bridge {
    built: HashMap<Step, (wgpu::ComputePipeline, wgpu::BindGroupLayout)>,
}

impl Bridge {
    /// What the sheet shows in the region, on a surface as large as that.
    pub fn take(
        &mut self,
        gpu: &Gpu,
        given: &wgpu::Buffer,
        (sheet, region): (&wgpu::Buffer, Region),
        surface: &Surface,
    ) -> Result<EffectPass, Failure> {
        let entries = [
            wgpu::BindGroupEntry { binding: 1, resource: sheet.as_entire_binding() },
            wgpu::BindGroupEntry { binding: 2, resource: wgpu::BindingResource::TextureView(&surface.view) },
        ];
        self.pass(gpu, Step::Take, given, entries, region)
    }

    /// What the surface shows, scaled to the region of the sheet.
    pub fn give(
        &mut self,
        gpu: &Gpu,
        given: &wgpu::Buffer,
        surface: &Surface,
        (sheet, region): (&wgpu::Buffer, Region),
    ) -> Result<EffectPass, Failure> {
        let entries = [
            wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(&surface.view) },
            wgpu::BindGroupEntry { binding: 2, resource: sheet.as_entire_binding() },
        ];
        let step = if surface.size == region.size { Step::Give } else { Step::GiveScaled };
        self.pass(gpu, step, given, entries, region)
    }

    fn pass(
        &mut self,
        gpu: &Gpu,
        step: Step,
        given: &wgpu::Buffer,
        [one, two]: [wgpu::BindGroupEntry<'_>; 2],
        region: Region,
    ) -> Result<EffectPass, Failure> {
        let (pipeline, layout) = self.kernel(gpu, step)?;
        let entries = [wgpu::BindGroupEntry { binding: 0, resource: params_binding(given) }, one, two];
        let descriptor = wgpu::BindGroupDescriptor { label: Some("bridge"), layout: &layout, entries: &entries };
        let groups = vec![gpu.device.create_bind_group(&descriptor)];
        let workgroups = [region.size.0.div_ceil(32).max(1), region.size.1.div_ceil(4).max(1), 1];
        Ok(EffectPass { pipeline, groups, params: region.params(), workgroups })
    }

    fn kernel(&mut self, gpu: &Gpu, step: Step) -> Result<(wgpu::ComputePipeline, wgpu::BindGroupLayout), Failure> {
        if let Some(known) = self.built.get(&step) {
            return Ok(known.clone());
        }
        let texture = |binding, ty| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty,
            count: None,
        };
        let (text, entries) = match step {
            Step::Take => {
                let drawn_on = wgpu::BindingType::StorageTexture {
                    access: wgpu::StorageTextureAccess::WriteOnly,
                    format: Surface::format(false),
                    view_dimension: wgpu::TextureViewDimension::D2,
                };
                ([UNORM, BRIDGE, TAKE, ""], [params(0), storage(1, true), texture(2, drawn_on)])
            }
            Step::Give | Step::GiveScaled => {
                let drawn = if step == Step::Give { DRAWN_SAME } else { DRAWN_SCALED };
                let read = wgpu::BindingType::Texture {
                    sample_type: wgpu::TextureSampleType::Float { filterable: false },
                    view_dimension: wgpu::TextureViewDimension::D2,
                    multisampled: false,
                };
                ([UNORM, BRIDGE, GIVE, drawn], [params(0), texture(1, read), storage(2, false)])
            }
        };
        let descriptor = wgpu::BindGroupLayoutDescriptor { label: Some("bridge"), entries: &entries };
        let layout = gpu.device.create_bind_group_layout(&descriptor);
        let pipeline = built(gpu, "run", text.join("\n"), &[Some(&layout)], false)?;
        self.built.insert(step, (pipeline.clone(), layout.clone()));
        Ok((pipeline, layout))
    }
}

//! Canvases that groups are drawn on before they are shown as one layer.

use crate::base::{Failure, Reason};

use super::Gpu;
use super::kernels::{Kernels, params_binding};
use super::painter::PIXEL_BYTES;
use super::scene_plan::Frame;

/// What layers are drawn on: the canvas, or that of a group.
#[derive(Debug)]
pub(super) struct Sheet {
    pub frame: Frame,
    /// `None`: the canvas.
    pub target: Option<wgpu::BindGroup>,
    /// Groups around it.
    pub depth: usize,
}

impl Sheet {
    pub fn canvas(frame: Frame) -> Self {
        Self { frame, target: None, depth: 0 }
    }
}

/// One canvas for each depth of groups in groups: a group is shown before the next one of its depth is drawn.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    kept: Vec<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    bytes: u64,
    target: wgpu::BindGroup,
    source: wgpu::BindGroup,
}

impl Sheets {
    /// A sheet to draw on, and the same to read from.
    pub fn sheet(
        &mut self,
        (gpu, kernels): (&Gpu, &Kernels),
        params: &wgpu::Buffer,
        frame: Frame,
        depth: usize,
    ) -> Result<(Sheet, wgpu::BindGroup), Failure> {
        let (width, height) = frame.output;
        // As on the canvas, one pixel more for what kernels write beside their area.
        let bytes = (u64::from(width) * u64::from(height) + 1) * PIXEL_BYTES;
        if self.kept.len() <= depth {
            self.kept.resize_with(depth + 1, || None);
        }
        let place = &mut self.kept[depth];
        if place.as_ref().is_some_and(|kept| kept.bytes < bytes) {
            *place = None;
        }
        if place.is_none() {
            gpu.fits(&format!("a group of {width}×{height} pixels"), bytes)?;
            let buffer = gpu.buffer("group", bytes, wgpu::BufferUsages::STORAGE);
            let target = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("group"),
                layout: &kernels.layer_layout,
                entries: &[
                    wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                    wgpu::BindGroupEntry { binding: 1, resource: params_binding(params) },
                ],
            });
            *place = Some(Kept { bytes, target, source: kernels.source_group(gpu, &buffer) });
            gpu.check()?;
        }
        let Some(kept) = place else {
            return Err(Failure::new(Reason::Crashed, "a group found no place to be drawn"));
        };
        Ok((Sheet { frame, target: Some(kept.target.clone()), depth }, kept.source.clone()))
    }
}

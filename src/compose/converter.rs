//! The last step on the device: a painted canvas to the samples that leave it.

use crate::base::Failure;

use super::Gpu;
use super::color::encode_rows;
use super::format::{FrameLayout, PlaneFormat, Sampling};
use super::kernels::{Kernels, built};
use super::painter::{Base, Painted};
use super::params::ConvertParams;
use super::planes::PlaneLayout;

const SAMPLES: &str = include_str!("kernels/samples.wgsl");

/// How a canvas becomes a finished frame of one format.
#[derive(Debug)]
pub(super) enum Converter {
    /// By the kernels for 8-bit 4:2:0, which leave alone what a video or a colour gives as it is.
    Delivery,
    /// All of it, by a kernel of the format's own.
    Samples(wgpu::ComputePipeline),
}

/// One conversion: its numbers, and blocks of pixels across and down.
pub(super) struct Conversion {
    pub params: ConvertParams,
    blocks: [u32; 2],
}

impl Converter {
    pub fn new(gpu: &Gpu, kernels: &Kernels, format: PlaneFormat) -> Result<Self, Failure> {
        if format == PlaneFormat::DELIVERY {
            return Ok(Self::Delivery);
        }
        let entry = match format {
            PlaneFormat::Yuv { .. } => "to_planes",
            PlaneFormat::YuvAlpha { .. } => "to_planes_with_alpha",
            PlaneFormat::Rgba8 => "to_rgba8",
            PlaneFormat::Rgba16 => "to_rgba16",
        };
        built(gpu, entry, text(format), &[Some(&kernels.convert_layout)], false).map(Self::Samples)
    }

    /// Whether what stands for the canvas may be taken as it is.
    pub fn takes_bases(&self) -> bool {
        matches!(self, Self::Delivery)
    }

    pub fn conversion(&self, layout: FrameLayout, painted: &Painted) -> Conversion {
        let FrameLayout { format, width, height, stride, c_stride, starts, .. } = layout;
        let encode = format.matrix().map_or([[0.0; 4]; 3], |matrix| encode_rows(matrix, format.bits()));
        let params = ConvertParams {
            encode,
            size: [width, height, 0, 0],
            out: [stride / 4, c_stride / 4, starts[1] / 4, starts[2] / 4],
            base: [starts[3] / 4, 0, 0, 0],
            dirty: [0; 4],
        };
        match self {
            Self::Samples(_) => {
                let [_, rows] = format.sampling().shared();
                Conversion { params, blocks: [width.div_ceil(8), height.div_ceil(rows)] }
            }
            Self::Delivery => {
                let strides = |layout: PlaneLayout| [layout.y_stride, layout.c_stride, layout.u_start, layout.v_start];
                let blocks = [width.div_ceil(8), height.div_ceil(2)];
                let (kind, base) = match &painted.base {
                    Base::Canvas => (0, [0; 4]),
                    Base::Planes(layout, _) => (1, strides(*layout)),
                    Base::Color([y, u, v]) => {
                        let word = |code: u8| u32::from_ne_bytes([code; 4]);
                        (1, [word(*y), word(*u), word(*v), 0])
                    }
                };
                let dirty = if kind == 0 { [0, 0, blocks[0], blocks[1]] } else { painted.dirty };
                let out = [stride, c_stride, starts[1], starts[2]];
                Conversion {
                    params: ConvertParams { size: [width, height, kind, 0], out, base, dirty, ..params },
                    blocks,
                }
            }
        }
    }

    /// The dispatches. `no_base` is bound where no video stands for the canvas.
    pub fn encode(
        &self,
        pass: &mut wgpu::ComputePass<'_>,
        kernels: &Kernels,
        (painted, no_base): (&Painted, &wgpu::BindGroup),
        conversion: &Conversion,
    ) {
        let [across, down] = conversion.blocks;
        if let Self::Samples(pipeline) = self {
            pass.set_pipeline(pipeline);
            pass.dispatch_workgroups(across.div_ceil(16), down.div_ceil(4), 1);
            return;
        }
        let (first, group) = match &painted.base {
            Base::Canvas => (None, no_base),
            Base::Planes(_, group) => (Some(&kernels.copy_base), group),
            Base::Color(_) => (Some(&kernels.fill_base), no_base),
        };
        pass.set_bind_group(1, group, &[]);
        if let Some(first) = first {
            pass.set_pipeline(first);
            pass.dispatch_workgroups(across.div_ceil(16), down.div_ceil(4), 1);
        }
        let [_, _, across, down] = conversion.params.dirty;
        if across > 0 {
            pass.set_pipeline(&kernels.convert);
            pass.dispatch_workgroups(across.div_ceil(16), down.div_ceil(4), 1);
        }
    }
}

/// The kernel's text: what the format fixes, then what all have in common.
fn text(format: PlaneFormat) -> String {
    let [across, down] = format.sampling().shared();
    let most = (1u32 << format.bits().min(16)) - 1;
    let sample_bytes = format.matrix().map_or(1, |_| format.sample_bytes());
    let color = match format.sampling() {
        Sampling::Yuv420 => {
            "let left = max(x, 1u) - 1u;
    let middle = pixel(x, y) + pixel(x, y + 1u);
    return (pixel(left, y) + pixel(left, y + 1u) + 2.0 * middle + pixel(x + 1u, y) + pixel(x + 1u, y + 1u)).rgb * 0.125;"
        }
        Sampling::Yuv422 => {
            "return (pixel(max(x, 1u) - 1u, y) + 2.0 * pixel(x, y) + pixel(x + 1u, y)).rgb * 0.25;"
        }
        Sampling::Yuv444 => "return pixel(x, y).rgb;",
    };
    format!(
        "const ROWS = {down}u;\nconst SHARED = {across}u;\nconst SAMPLE_BYTES = {sample_bytes}u;\nconst MOST = {most}.0;\n{SAMPLES}\n// What a sample of colour is made of.\nfn color(x: u32, y: u32) -> vec3<f32> {{\n    {color}\n}}\n"
    )
}

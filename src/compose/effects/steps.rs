//! The kernels that effects are made of, each compiled when it is first used. A text of its own for each keeps branches and
//! loops out of them.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::base::Failure;

use super::super::Gpu;
use super::super::kernels::{built, params, storage};

const UNORM: &str = include_str!("../kernels/effects/unorm.wgsl");
const LIGHT: &str = include_str!("../kernels/effects/light.wgsl");
const POINT: &str = include_str!("../kernels/effects/point.wgsl");
const GRADE: &str = include_str!("../kernels/effects/grade.wgsl");
const LUT_NONE: &str = include_str!("../kernels/effects/lut_none.wgsl");
const LUT_LINE: &str = include_str!("../kernels/effects/lut_line.wgsl");
const LUT_CUBE: &str = include_str!("../kernels/effects/lut_cube.wgsl");
const CHROMA: &str = include_str!("../kernels/effects/chroma.wgsl");
const VIGNETTE: &str = include_str!("../kernels/effects/vignette.wgsl");
const TINT: &str = include_str!("../kernels/effects/tint.wgsl");
const UNDER: &str = include_str!("../kernels/effects/under.wgsl");
const LINES: &str = include_str!("../kernels/effects/lines.wgsl");
const LINES_CLEAR: &str = include_str!("../kernels/effects/lines_clear.wgsl");
const LINES_LIGHT: &str = include_str!("../kernels/effects/lines_light.wgsl");
const HALVE: &str = include_str!("../kernels/effects/halve.wgsl");
const ENLARGE: &str = include_str!("../kernels/effects/enlarge.wgsl");
const BETWEEN: &str = include_str!("../kernels/effects/between.wgsl");
const RESAMPLE: &str = include_str!("../kernels/effects/resample.wgsl");
const BRIGHT: &str = include_str!("../kernels/effects/bright.wgsl");
const GATHER: &str = include_str!("../kernels/effects/gather.wgsl");
const SHINE: &str = include_str!("../kernels/effects/shine.wgsl");
const MIP: &str = include_str!("../kernels/effects/mip.wgsl");
const MIP_HALVE: &str = include_str!("../kernels/effects/mip_halve.wgsl");
const MIP_WIDEN: &str = include_str!("../kernels/effects/mip_widen.wgsl");

/// One kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Grade,
    GradeByLine,
    GradeByCube,
    Chroma,
    Vignette,
    Tint,
    Under,
    /// A symmetric filter that reaches so many samples to both sides: of a picture, or of light.
    Filter {
        reach: u32,
        light: bool,
    },
    Halve,
    Enlarge,
    /// Samples between those of the source.
    Resample,
    /// A symmetric filter of so many pairs of taps between the samples of a finer source.
    Spread {
        pairs: u32,
    },
    /// Light on a grid, of so many samples a pixel in both directions; none: as many pixels as there are.
    Bright {
        taps: u32,
    },
    Gather,
    Shine,
    MipHalve,
    MipWiden,
}

impl Step {
    fn text(self) -> String {
        let filter;
        let parts: &[&str] = match self {
            Self::Grade => &[UNORM, POINT, LUT_NONE, GRADE],
            Self::GradeByLine => &[UNORM, POINT, LUT_LINE, GRADE],
            Self::GradeByCube => &[UNORM, POINT, LUT_CUBE, GRADE],
            Self::Chroma => &[UNORM, POINT, CHROMA],
            Self::Vignette => &[UNORM, POINT, VIGNETTE],
            Self::Tint => &[UNORM, POINT, TINT],
            Self::Under => &[UNORM, POINT, UNDER],
            Self::Filter { reach, light } => {
                filter = filter_text(reach);
                if light { &[LIGHT, LINES, LINES_LIGHT, &filter] } else { &[UNORM, LINES, LINES_CLEAR, &filter] }
            }
            Self::Halve => &[UNORM, LINES, LINES_CLEAR, HALVE],
            Self::Enlarge => &[UNORM, LINES, LINES_CLEAR, ENLARGE],
            Self::Resample => &[LIGHT, LINES, LINES_LIGHT, BETWEEN, RESAMPLE],
            Self::Spread { pairs } => {
                filter = spread_text(pairs);
                &[LIGHT, LINES, LINES_LIGHT, BETWEEN, &filter]
            }
            Self::Bright { taps } => {
                filter = bright_text(taps);
                &[UNORM, LIGHT, BRIGHT, &filter]
            }
            Self::Gather => &[LIGHT, GATHER],
            Self::Shine => &[UNORM, LIGHT, SHINE],
            Self::MipHalve => &[LIGHT, MIP, MIP_HALVE],
            Self::MipWiden => &[LIGHT, MIP, MIP_WIDEN],
        };
        parts.join("\n")
    }

    /// Reads something beside what it writes.
    fn reads(self) -> bool {
        !matches!(self, Self::Grade | Self::Chroma | Self::Vignette)
    }

    /// Samples that one invocation does along a line.
    pub fn stretch(self) -> u32 {
        match self {
            Self::Filter { .. } | Self::Halve | Self::Enlarge | Self::Gather => 4,
            _ => 1,
        }
    }
}

const BEGIN: &str = "@compute @workgroup_size(32, 4)\nfn run(@builtin(global_invocation_id) id: vec3<u32>) {\n    let own = stretch(id.xy);\n";

/// Four results of a stretch share all that they read. The weight of a tap is `number[tap / 4][tap % 4]`.
fn filter_text(reach: u32) -> String {
    let mut text = format!("{BEGIN}    let first = own.x * 4u;\n    let begin = i32(first) - {reach};\n");
    for result in 0..4 {
        let _ = writeln!(text, "    var r{result} = vec4<f32>(0.0);");
    }
    for tap in 0..2 * reach + 4 {
        let _ = write!(text, "    {{\n        let s = fetch(own.y, begin + {tap});\n");
        for result in 0..4u32 {
            let off = tap.abs_diff(result + reach);
            if off <= reach {
                let _ = writeln!(text, "        r{result} += s * lines.number[{}][{}];", off / 4, off % 4);
            }
        }
        text.push_str("    }\n");
    }
    for result in 0..4 {
        let _ = writeln!(text, "    put(own.y, first + {result}u, r{result});");
    }
    text.push_str("}\n");
    text
}

/// One tap in the middle, then pairs: weights from `number[0]` on, offsets in results' samples from `number[4]` on.
fn spread_text(pairs: u32) -> String {
    let mut text = format!("{BEGIN}    let at = (f32(own.x) + 0.5) * lines.scale.x;\n");
    text.push_str("    var sum = between(own.y, at) * lines.number[0][0];\n");
    for pair in 1..=pairs {
        let (row, column) = (pair / 4, pair % 4);
        let off = format!("lines.number[{}][{column}] * lines.scale.x", row + 4);
        let both = format!("between(own.y, at - {off}) + between(own.y, at + {off})");
        let _ = writeln!(text, "    sum += ({both}) * lines.number[{row}][{column}];");
    }
    text.push_str("    put(own.y, own.x, sum);\n}\n");
    text
}

fn bright_text(taps: u32) -> String {
    let mut text = "fn sampled(at: vec2<f32>) -> vec3<f32> {\n".to_owned();
    if taps == 0 {
        text.push_str("    return texel(vec2<i32>(at));\n}\n");
        return text;
    }
    text.push_str("    var sum = vec3<f32>(0.0);\n");
    let part = |n: u32| (f64::from(n) + 0.5) / f64::from(taps);
    for (y, x) in (0..taps).flat_map(|y| (0..taps).map(move |x| (y, x))) {
        let off = format!("vec2<f32>({:?}, {:?})", part(x), part(y));
        let _ = writeln!(text, "    sum += bilinear((at + {off}) * given.scale.xy);");
    }
    let _ = writeln!(text, "    return sum * {:?};\n}}", 1.0 / f64::from(taps * taps));
    text
}

/// The kernels that were used so far.
#[derive(Debug, Default)]
pub(super) struct Steps {
    built: HashMap<Step, wgpu::ComputePipeline>,
    layouts: Option<[wgpu::BindGroupLayout; 2]>,
}

impl Steps {
    /// A kernel, and how its buffers are bound: parameters, then what it reads if it does, then what it writes.
    pub fn get(
        &mut self,
        gpu: &Gpu,
        step: Step,
    ) -> Result<(wgpu::ComputePipeline, &wgpu::BindGroupLayout, bool), Failure> {
        let [one, two] = self.layouts.get_or_insert_with(|| {
            let layout = |entries: &[wgpu::BindGroupLayoutEntry]| {
                gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: Some("effect"), entries })
            };
            [layout(&[params(0), storage(2, false)]), layout(&[params(0), storage(1, true), storage(2, false)])]
        });
        let layout = if step.reads() { two } else { one };
        let pipeline = match self.built.get(&step) {
            Some(pipeline) => pipeline.clone(),
            None => {
                let pipeline = built(gpu, "run", step.text(), &[Some(layout)], false)?;
                self.built.insert(step, pipeline.clone());
                pipeline
            }
        };
        Ok((pipeline, layout, step.reads()))
    }
}

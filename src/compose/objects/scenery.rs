//! Settled objects as the numbers that the render pass takes.

use bytemuck::{Pod, Zeroable};

use crate::project::model::Rgba;
use crate::timeline::solid::{SceneObject, SceneObjects};

use super::lens::{Part, projection};

#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct ViewNumbers {
    to_clip: [[f32; 4]; 4],
    eye: [f32; 4],
    light: [f32; 4],
    tint: [f32; 4],
    fog: [f32; 4],
}

#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct ObjectNumbers {
    at: [f32; 4],
    size: [f32; 4],
    color: [f32; 4],
    glow: [f32; 4],
}

impl ViewNumbers {
    pub fn new(shown: &SceneObjects, part: &Part) -> Self {
        let single = |parts: [f64; 3], last: f64| [parts[0] as f32, parts[1] as f32, parts[2] as f32, last as f32];
        let [r, g, b] = linear(shown.light_color);
        let fog = match shown.fog {
            Some([from, to]) => [from, 1.0 / (to - from).max(1e-6)],
            None => [0.0, 0.0],
        };
        Self {
            to_clip: projection(&shown.camera, part),
            eye: single(shown.camera.from, 1.0),
            light: single(shown.light, shown.ambient),
            tint: [r, g, b, shown.shine as f32],
            fog: [fog[0] as f32, fog[1] as f32, 0.0, 0.0],
        }
    }
}

impl ObjectNumbers {
    pub fn new(object: &SceneObject) -> Self {
        let turn = f64::from(object.turn).to_radians();
        let (sin, cos) = (libm::sin(turn) as f32, libm::cos(turn) as f32);
        let [x, y, z] = object.at;
        let [wide, tall, deep] = object.size;
        let color = linear(object.color);
        let [r, g, b] = color.map(|part| part * object.bright);
        let [glow_r, glow_g, glow_b] = color.map(|part| part * object.glow);
        Self {
            at: [x, y, z, sin],
            size: [wide, tall, deep, cos],
            color: [r, g, b, object.color.a],
            glow: [glow_r, glow_g, glow_b, 0.0],
        }
    }
}

/// IEC 61966-2-1.
pub(super) fn linear(color: Rgba) -> [f32; 3] {
    [color.r, color.g, color.b].map(|signal| {
        let signal = f64::from(signal);
        let light = if signal <= 0.040_45 { signal / 12.92 } else { libm::pow((signal + 0.055) / 1.055, 2.4) };
        light as f32
    })
}

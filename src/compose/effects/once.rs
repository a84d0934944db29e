//! Effects on one picture in memory.

use std::sync::Arc;

use crate::base::{Failure, Reason};
use crate::timeline::scene::SceneEffect;

use super::super::Gpu;
use super::super::painter::PIXEL_BYTES;
use super::super::params::PARAMS_STRIDE;
use super::super::ring::{PATIENCE, Slot};
use super::cube::load_lut;
use super::passes::Effects;

/// The picture, row by row, RGBA with 16 bits each and colours multiplied by alpha, with the effects done to it. `scale` is
/// how many of its pixels are a canvas pixel.
pub fn effects_on(
    gpu: &Gpu,
    size: (u32, u32),
    pixels: Vec<[u16; 4]>,
    scale: f64,
    effects: &[SceneEffect],
) -> Result<Vec<[u16; 4]>, Failure> {
    let bytes = u64::from(size.0) * u64::from(size.1) * PIXEL_BYTES;
    if bytes == 0 || pixels.len() as u64 * PIXEL_BYTES != bytes {
        return Err(Failure::new(Reason::Crashed, "a picture for effects has another size than it says"));
    }
    gpu.fits("a picture for effects", bytes + PIXEL_BYTES)?;
    let storage = wgpu::BufferUsages::STORAGE;
    let sheet =
        gpu.buffer("sheet", bytes + PIXEL_BYTES, storage | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC);
    gpu.queue.write_buffer(&sheet, 0, bytemuck::cast_slice(&pixels));
    drop(pixels);
    // The most passes that an effect makes: those of a blur or a bloom, and some.
    let room = (effects.len() as u64 + 1) * 64;
    let params = gpu.buffer("params", room * PARAMS_STRIDE, wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST);
    let luts = &mut |path: &std::path::Path| load_lut(path).map(Arc::new);
    let passes = Effects::new().plan(gpu, &params, &sheet, size, scale, [0.0; 4], effects, luts)?;
    let blocks: Vec<u32> = passes.iter().flat_map(|pass| pass.params).collect();
    gpu.queue.write_buffer(&params, 0, bytemuck::cast_slice(&blocks));
    let mut slot = Slot::new(gpu, bytes);
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("effects") });
    {
        let mut encoding = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        for (index, pass) in passes.iter().enumerate() {
            encoding.set_pipeline(&pass.pipeline);
            for (at, group) in (0..).zip(&pass.groups) {
                let offsets = [index as u32 * PARAMS_STRIDE as u32];
                encoding.set_bind_group(at, group, if at == 0 { &offsets } else { &[] });
            }
            let [x, y, z] = pass.workgroups;
            encoding.dispatch_workgroups(x, y, z);
        }
    }
    encoder.copy_buffer_to_buffer(&sheet, 0, &slot.readback, 0, bytes);
    let index = gpu.queue.submit([encoder.finish()]);
    slot.call_back();
    let done = slot.wait(gpu, &index, PATIENCE)?;
    let pixels = done.chunks_exact(PIXEL_BYTES as usize);
    Ok(pixels.map(|pixel| [0, 2, 4, 6].map(|at| u16::from_le_bytes([pixel[at], pixel[at + 1]]))).collect())
}

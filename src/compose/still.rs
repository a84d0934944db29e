//! One scene as a picture in memory.

use crate::base::{Failure, Reason};
use crate::timeline::scene::Scene;

use super::painter::{PIXEL_BYTES, Painter};
use super::ring::{PATIENCE, Slot};
use super::{ComposerSettings, Gpu, Pictures};

/// The scene at output size, RGBA with 8 bits each and colours not multiplied by alpha.
pub fn still(
    gpu: &Gpu,
    settings: ComposerSettings,
    scene: &Scene,
    pictures: &mut dyn Pictures,
) -> Result<image::RgbaImage, Failure> {
    let (width, height) = settings.output;
    let canvas = deep_still(gpu, settings, scene, pictures)?;
    let mut rgba = Vec::with_capacity(canvas.len() * 4);
    for pixel in canvas {
        let [.., alpha] = pixel.map(u32::from);
        for part in &pixel[..3] {
            let color = (u32::from(*part) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0);
            rgba.push(color.min(255) as u8);
        }
        rgba.push(((alpha * 255 + 32767) / 65535) as u8);
    }
    image::RgbaImage::from_raw(width, height, rgba)
        .ok_or_else(|| Failure::new(Reason::Crashed, "the still came back in another size than it was asked for"))
}

/// The scene's pixels row by row as the canvas holds them: RGBA with 16 bits each, colours multiplied by alpha.
pub fn deep_still(
    gpu: &Gpu,
    settings: ComposerSettings,
    scene: &Scene,
    pictures: &mut dyn Pictures,
) -> Result<Vec<[u16; 4]>, Failure> {
    let mut painter = Painter::new(gpu, &settings)?;
    let (width, height) = settings.output;
    let bytes = u64::from(width) * u64::from(height) * PIXEL_BYTES;
    let mut slot = Slot::new(gpu, bytes);
    painter.plan(scene, pictures, &mut slot.staging, false)?;
    let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("still") });
    painter.write_params(&mut slot.staging, &mut encoder, None)?;
    drop(painter.encode(&mut encoder));
    encoder.copy_buffer_to_buffer(&painter.canvas, 0, &slot.readback, 0, bytes);
    let index = gpu.queue.submit([encoder.finish()]);
    slot.call_back();
    let canvas = slot.wait(gpu, &index, PATIENCE)?;
    let pixels = canvas.chunks_exact(PIXEL_BYTES as usize);
    Ok(pixels.map(|pixel| [0, 2, 4, 6].map(|at| u16::from_le_bytes([pixel[at], pixel[at + 1]]))).collect())
}

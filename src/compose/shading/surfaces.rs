//! Textures that shaders draw on, used again from run to run.

use std::collections::HashMap;

use super::super::Gpu;
use crate::base::{Failure, Reason};

/// A texture that shaders draw on and read from.
#[derive(Debug, Clone)]
pub(super) struct Surface {
    pub texture: wgpu::Texture,
    pub view: wgpu::TextureView,
    pub size: (u32, u32),
    /// 32 bits a channel; else 16.
    pub float: bool,
}

/// More pixels than this are no picture but a mistake.
const MOST_PIXELS: f64 = 32e6;

impl Surface {
    pub fn format(float: bool) -> wgpu::TextureFormat {
        if float { wgpu::TextureFormat::Rgba32Float } else { wgpu::TextureFormat::Rgba16Float }
    }

    /// A new one, transparent black.
    pub fn new(gpu: &Gpu, size: (u32, u32), float: bool) -> Result<Self, Failure> {
        fits(gpu, size)?;
        let mut usage = wgpu::TextureUsages::TEXTURE_BINDING
            | wgpu::TextureUsages::RENDER_ATTACHMENT
            | wgpu::TextureUsages::COPY_SRC
            | wgpu::TextureUsages::COPY_DST;
        if !float {
            usage |= wgpu::TextureUsages::STORAGE_BINDING;
        }
        let texture = texture(gpu, size, Self::format(float), usage);
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        Ok(Self { texture, view, size, float })
    }

    pub fn bytes(&self) -> u64 {
        bytes_of(self.size, self.float)
    }
}

fn bytes_of((width, height): (u32, u32), float: bool) -> u64 {
    u64::from(width) * u64::from(height) * if float { 16 } else { 8 }
}

/// A size that a target may have, of the same shape where it would be too large.
pub(super) fn bounded(gpu: &Gpu, (width, height): (u32, u32)) -> (u32, u32) {
    let longest = f64::from(gpu.device.limits().max_texture_dimension_2d);
    let (wide, high) = (f64::from(width), f64::from(height));
    let smaller = (MOST_PIXELS / (wide * high)).sqrt().min(longest / wide).min(longest / high).min(1.0);
    let side = |side: f64| (side * smaller).floor().max(1.0) as u32;
    (side(wide), side(high))
}

fn fits(gpu: &Gpu, (width, height): (u32, u32)) -> Result<(), Failure> {
    let most = gpu.device.limits().max_texture_dimension_2d;
    if width <= most && height <= most {
        return Ok(());
    }
    let message =
        format!("a shader's picture of {width}×{height} pixels: {} has at most {most} a side", gpu.adapter().name);
    Err(Failure::new(Reason::MemoryLimit, message))
}

pub(super) fn texture(
    gpu: &Gpu,
    (width, height): (u32, u32),
    format: wgpu::TextureFormat,
    usage: wgpu::TextureUsages,
) -> wgpu::Texture {
    gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("shading"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format,
        usage,
        view_formats: &[],
    })
}

/// How long a surface is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Until the run is over.
    Run,
    /// Until the frame is.
    Frame,
}

/// Surfaces by size and depth. Runs come one after the other on the device, so that they share what they need for themselves.
#[derive(Debug, Default)]
pub(super) struct Pool {
    kept: HashMap<((u32, u32), bool, bool), Shelf>,
    bytes: u64,
    frame: u64,
}

#[derive(Debug, Default)]
struct Shelf {
    surfaces: Vec<Surface>,
    taken: usize,
    used: u64,
}

impl Pool {
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Lets go of what the last frame did not use.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
        let (frame, bytes) = (self.frame, &mut self.bytes);
        self.kept.retain(|_, shelf| {
            let stays = shelf.used + 2 >= frame;
            if !stays {
                *bytes -= shelf.surfaces.iter().map(Surface::bytes).sum::<u64>();
            }
            stays
        });
        self.kept.values_mut().for_each(|shelf| shelf.taken = 0);
    }

    /// What earlier runs needed for themselves is free again.
    pub fn begin_run(&mut self) {
        self.kept.iter_mut().filter(|((.., held), _)| !held).for_each(|(_, shelf)| shelf.taken = 0);
    }

    pub fn take(&mut self, gpu: &Gpu, size: (u32, u32), float: bool, need: Need) -> Result<Surface, Failure> {
        let shelf = self.kept.entry((size, float, need == Need::Frame)).or_default();
        shelf.used = self.frame;
        let surface = match shelf.surfaces.get(shelf.taken) {
            Some(surface) => surface.clone(),
            None => {
                let surface = Surface::new(gpu, size, float)?;
                self.bytes += surface.bytes();
                shelf.surfaces.push(surface.clone());
                surface
            }
        };
        shelf.taken += 1;
        Ok(surface)
    }
}

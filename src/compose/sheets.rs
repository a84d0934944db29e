//! Canvases that groups are drawn on before they are shown as one layer.

use std::collections::HashMap;

use crate::base::Failure;
use crate::timeline::scene::SceneLayer;

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
    /// Its pixels, for effects.
    pub buffer: Option<wgpu::Buffer>,
    /// Groups around it.
    pub depth: usize,
}

impl Sheet {
    pub fn canvas(frame: Frame) -> Self {
        Self { frame, target: None, buffer: None, depth: 0 }
    }
}

/// What is to be drawn on a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Under which it is found again.
    pub index: usize,
    pub layers: &'a [SceneLayer],
    pub depth: usize,
}

/// One canvas for each depth of groups in groups, for a group is shown before the next one of its depth is drawn; and one
/// for each group that shows the same for a while, which is drawn once.
#[derive(Debug)]
pub(super) struct Sheets {
    by_depth: Vec<Option<Kept>>,
    /// By the number of the group's layer.
    seen: HashMap<usize, Seen>,
    bytes: u64,
    most_bytes: u64,
    frame: u64,
    /// When the last whole frame began.
    began: u64,
}

#[derive(Debug, Clone)]
struct Kept {
    bytes: u64,
    buffer: wgpu::Buffer,
    target: wgpu::BindGroup,
    source: wgpu::BindGroup,
}

/// What a group showed when it was last drawn.
#[derive(Debug)]
struct Seen {
    frame: Frame,
    layers: Vec<SceneLayer>,
    used: u64,
    own: Option<Kept>,
    /// It lies in `own`, and whether that is opaque all over.
    /// And in which frame it was drawn there.
    drawn: Option<(bool, u64)>,
}

impl Sheets {
    pub fn new(most_bytes: u64) -> Self {
        Self { by_depth: Vec::new(), seen: HashMap::new(), bytes: 0, most_bytes, frame: 0, began: 0 }
    }

    /// Bytes of groups that are kept because they stay the same.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What is used from here on is needed together.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
        let before = std::mem::replace(&mut self.began, self.frame);
        self.seen.retain(|_, seen| seen.own.is_some() || seen.used >= before);
    }

    /// What is used from here on is needed together, on the way to the next frame.
    pub fn begin_step(&mut self) {
        self.frame += 1;
    }

    /// Forgets what was drawn, after work that may never have reached the device.
    pub fn forget(&mut self) {
        self.seen.clear();
        self.bytes = 0;
    }

    /// The picture of a group that was drawn before just as it is now, and whether it is opaque.
    pub fn drawn(&mut self, index: usize, frame: Frame, layers: &[SceneLayer]) -> Option<(wgpu::BindGroup, bool)> {
        let seen = self.seen.get_mut(&index).filter(|seen| seen.frame == frame && seen.layers == layers)?;
        let (opaque, at) = seen.drawn?;
        // What is planned later is drawn earlier: a sheet of this frame holds nothing yet then.
        if at == self.frame {
            return None;
        }
        seen.used = self.frame;
        Some((seen.own.as_ref()?.source.clone(), opaque))
    }

    /// The same as pixels to be read.
    pub fn drawn_pixels(&mut self, index: usize, frame: Frame, layers: &[SceneLayer]) -> Option<wgpu::Buffer> {
        self.drawn(index, frame, layers)?;
        Some(self.seen.get(&index)?.own.as_ref()?.buffer.clone())
    }

    /// A sheet to draw a group on, and the same to read from.
    pub fn sheet(
        &mut self,
        device: (&Gpu, &Kernels),
        params: &wgpu::Buffer,
        frame: Frame,
        Wanted { index, layers, depth }: Wanted<'_>,
    ) -> Result<(Sheet, wgpu::BindGroup), Failure> {
        let (width, height) = frame.output;
        // As on the canvas, one pixel more for what kernels write beside their area.
        let bytes = (u64::from(width) * u64::from(height) + 1) * PIXEL_BYTES;
        device.0.fits(&format!("a group of {width}×{height} pixels"), bytes)?;
        let known = self.seen.get(&index).filter(|seen| seen.frame == frame && seen.layers == layers);
        // Shown more than once in this frame: each is drawn for itself.
        let again = known.is_some_and(|seen| seen.used == self.frame);
        let kept = if known.is_some() && !again && self.make_room(bytes) {
            let own = Kept::new(device, params, bytes);
            self.bytes += bytes;
            if let Some(seen) = self.seen.get_mut(&index) {
                seen.used = self.frame;
                if let Some(gone) = seen.own.replace(own.clone()) {
                    self.bytes -= gone.bytes;
                }
            }
            own
        } else {
            if !again {
                let seen = Seen { frame, layers: layers.to_vec(), used: self.frame, own: None, drawn: None };
                if let Some(Seen { own: Some(gone), .. }) = self.seen.insert(index, seen) {
                    self.bytes -= gone.bytes;
                }
            }
            if self.by_depth.len() <= depth {
                self.by_depth.resize_with(depth + 1, || None);
            }
            match &self.by_depth[depth] {
                Some(kept) if kept.bytes >= bytes => kept.clone(),
                _ => self.by_depth[depth].insert(Kept::new(device, params, bytes)).clone(),
            }
        };
        device.0.check()?;
        Ok((Sheet { frame, target: Some(kept.target), buffer: Some(kept.buffer), depth }, kept.source))
    }

    /// All of a group is planned.
    pub fn planned(&mut self, index: usize, opaque: bool) {
        let frame = self.frame;
        if let Some(seen) = self.seen.get_mut(&index).filter(|seen| seen.own.is_some() && seen.drawn.is_none()) {
            seen.drawn = Some((opaque, frame));
        }
    }

    /// Lets go of what this frame does not use, until there is room; `false`: there is none.
    fn make_room(&mut self, wanted: u64) -> bool {
        while self.bytes + wanted > self.most_bytes {
            let unused = self.seen.iter().filter(|(_, seen)| seen.own.is_some() && seen.used < self.frame);
            let Some(oldest) = unused.min_by_key(|(_, seen)| seen.used).map(|(index, _)| *index) else {
                // One may always be kept: what stays the same is worth more than a picture that may come again.
                return self.bytes == 0;
            };
            if let Some(Seen { own: Some(gone), .. }) = self.seen.remove(&oldest) {
                self.bytes -= gone.bytes;
            }
        }
        true
    }
}

impl Kept {
    fn new((gpu, kernels): (&Gpu, &Kernels), params: &wgpu::Buffer, bytes: u64) -> Self {
        let buffer = gpu.buffer("group", bytes, wgpu::BufferUsages::STORAGE);
        let target = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("group"),
            layout: &kernels.layer_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: buffer.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: params_binding(params) },
            ],
        });
        Self { bytes, target, source: kernels.source_group(gpu, &buffer), buffer }
    }
}

//! The fixed set of places through which frames leave the device. A slow reader fills it, and that stops the renderer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam::channel::Sender;

use crate::base::{Failure, Reason};

use super::{FrameLayout, Gpu};

/// How long a composer waits for the device, or for a reader to give a frame back, before it calls the work stalled.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Memory that the CPU writes and the device copies from; mapped again once the device is done with it.
#[derive(Debug, Default)]
pub(super) struct Staging {
    params: Option<Written>,
    planes: Vec<Option<Written>>,
}

#[derive(Debug)]
struct Written {
    buffer: wgpu::Buffer,
    fresh: bool,
}

impl Staging {
    pub fn write_params(
        &mut self,
        gpu: &Gpu,
        bytes: u64,
        write: impl FnOnce(&mut wgpu::BufferViewMut),
    ) -> Result<&wgpu::Buffer, Failure> {
        fill(gpu, &mut self.params, bytes, write)
    }

    pub fn write_planes(
        &mut self,
        gpu: &Gpu,
        nth: usize,
        bytes: u64,
        write: impl FnOnce(&mut wgpu::BufferViewMut),
    ) -> Result<(), Failure> {
        if self.planes.len() <= nth {
            self.planes.resize_with(nth + 1, || None);
        }
        fill(gpu, &mut self.planes[nth], bytes, write).map(drop)
    }

    pub fn planes(&self, nth: usize) -> Option<&wgpu::Buffer> {
        self.planes.get(nth)?.as_ref().map(|written| &written.buffer)
    }

    /// Asks for everything written to be mapped again when the device is done with it.
    fn take_back(&mut self, pending: &Arc<Pending>) {
        for written in self.planes.iter_mut().chain([&mut self.params]).flatten() {
            if std::mem::take(&mut written.fresh) {
                map(&written.buffer, wgpu::MapMode::Write, pending);
            }
        }
    }
}

fn fill<'a>(
    gpu: &Gpu,
    place: &'a mut Option<Written>,
    bytes: u64,
    write: impl FnOnce(&mut wgpu::BufferViewMut),
) -> Result<&'a wgpu::Buffer, Failure> {
    if place.as_ref().is_some_and(|written| written.buffer.size() < bytes || written.fresh) {
        *place = None;
    }
    let written = place.get_or_insert_with(|| Written {
        buffer: gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size: bytes,
            usage: wgpu::BufferUsages::MAP_WRITE | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: true,
        }),
        fresh: false,
    });
    gpu.check()?;
    let mut view = written.buffer.get_mapped_range_mut(..).map_err(|error| not_mapped(&error))?;
    write(&mut view);
    drop(view);
    written.buffer.unmap();
    written.fresh = true;
    Ok(&written.buffer)
}

fn not_mapped(error: &wgpu::MapRangeError) -> Failure {
    Failure::new(Reason::DeviceLost, format!("memory of the graphics adapter can't be reached: {error}"))
}

/// Maps that a slot still waits for.
#[derive(Debug, Default)]
pub(super) struct Pending {
    left: AtomicUsize,
    failed: AtomicBool,
}

fn map(buffer: &wgpu::Buffer, mode: wgpu::MapMode, pending: &Arc<Pending>) {
    pending.left.fetch_add(1, Ordering::AcqRel);
    let pending = pending.clone();
    buffer.map_async(mode, .., move |result| {
        if result.is_err() {
            pending.failed.store(true, Ordering::Release);
        }
        pending.left.fetch_sub(1, Ordering::AcqRel);
    });
}

/// One place in the ring: what a frame is written from and read out of.
#[derive(Debug)]
pub(super) struct Slot {
    pub staging: Staging,
    pub readback: wgpu::Buffer,
    pending: Arc<Pending>,
}

impl Slot {
    pub fn new(gpu: &Gpu, bytes: u64) -> Self {
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        Self { staging: Staging::default(), readback: gpu.buffer("readback", bytes, usage), pending: Arc::default() }
    }

    /// Asks for the frame and for the staging memory, once its work was submitted.
    pub fn call_back(&mut self) {
        map(&self.readback, wgpu::MapMode::Read, &self.pending);
        self.staging.take_back(&self.pending);
    }

    /// The frame's bytes, when the submission that wrote them is done.
    pub fn wait(
        &self,
        gpu: &Gpu,
        index: &wgpu::SubmissionIndex,
        deadline: Duration,
    ) -> Result<wgpu::BufferView, Failure> {
        let since = Instant::now();
        gpu.wait(index, deadline)?;
        // Another lane that waits may have taken our callbacks along with its own, and be about to run them.
        while self.pending.left.load(Ordering::Acquire) != 0 && since.elapsed() < deadline {
            gpu.check()?;
            std::thread::sleep(Duration::from_micros(50));
        }
        if self.pending.failed.load(Ordering::Acquire) || self.pending.left.load(Ordering::Acquire) != 0 {
            return Err(Failure::new(
                Reason::DeviceLost,
                format!("{} did not hand a finished frame over", gpu.adapter().name),
            ));
        }
        self.readback.get_mapped_range(..).map_err(|error| not_mapped(&error))
    }
}

/// A finished frame, readable where it was written. Dropping it, on any thread, gives its place back to the ring.
#[derive(Debug)]
pub struct ReadyFrame {
    frame: u64,
    layout: FrameLayout,
    held: Option<Held>,
}

/// Where a finished frame lies, and where that place goes afterwards.
#[derive(Debug)]
enum Held {
    OnDevice(wgpu::BufferView, Slot, Sender<Slot>),
    InMemory(Vec<u8>, Sender<Vec<u8>>),
}

impl ReadyFrame {
    pub(super) fn new(
        frame: u64,
        layout: FrameLayout,
        (view, slot): (wgpu::BufferView, Slot),
        home: Sender<Slot>,
    ) -> Self {
        Self { frame, layout, held: Some(Held::OnDevice(view, slot, home)) }
    }

    pub(super) fn in_memory(frame: u64, layout: FrameLayout, planes: Vec<u8>, home: Sender<Vec<u8>>) -> Self {
        Self { frame, layout, held: Some(Held::InMemory(planes, home)) }
    }

    /// The number that the frame was submitted with.
    pub fn frame(&self) -> u64 {
        self.frame
    }

    /// Size, strides and starts of the planes in [`ReadyFrame::bytes`].
    pub fn layout(&self) -> FrameLayout {
        self.layout
    }

    /// All planes; see [`ReadyFrame::plane`].
    pub fn bytes(&self) -> &[u8] {
        match &self.held {
            Some(Held::OnDevice(view, ..)) => view,
            Some(Held::InMemory(planes, _)) => planes,
            None => &[],
        }
    }

    /// Rows of plane 0 (Y), 1 (Cb), 2 (Cr) or 3 (alpha), `stride` bytes apart; all samples side by side are plane 0.
    pub fn plane(&self, index: usize) -> super::Plane<'_> {
        let (start, stride, _, rows) = self.layout.plane(index);
        super::Plane { bytes: self.bytes().get(start..start + stride * rows).unwrap_or_default(), stride }
    }
}

impl Drop for ReadyFrame {
    fn drop(&mut self) {
        // The ring has room for all its places; only a composer that is gone does not take one back.
        match self.held.take() {
            Some(Held::OnDevice(view, slot, home)) => {
                drop(view);
                slot.readback.unmap();
                let _ = home.try_send(slot);
            }
            Some(Held::InMemory(planes, home)) => {
                let _ = home.try_send(planes);
            }
            None => {}
        }
    }
}

//! Frames from plain scenes, on the CPU: each is finished when it is submitted, and waits in the ring to be taken.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, Select, Sender, TryRecvError, bounded};

use crate::base::{Failure, Reason};
use crate::compose::ring::{PATIENCE, ReadyFrame};
use crate::compose::scene_plan::Frame;
use crate::compose::{ComposerSettings, FrameLayout, Pictures, PlaneFormat, Submitted, Timings};
use crate::timeline::scene::Scene;

use super::ink;
use super::stack::Sources;

/// Composes scenes of plain layers in the encoder's planes, as [`Composer`](crate::compose::Composer) does on a device. Which
/// scenes those are, `plan::path` says.
#[derive(Debug)]
pub struct PlanarComposer {
    frame: Frame,
    layout: FrameLayout,
    sources: Sources,
    finished: VecDeque<(u64, Vec<u8>)>,
    free: Receiver<Vec<u8>>,
    home: Sender<Vec<u8>>,
    slots: usize,
    patience: Duration,
    timings: Timings,
}

impl PlanarComposer {
    /// Frames come out in 8-bit 4:2:0.
    pub fn new(settings: ComposerSettings) -> Result<Self, Failure> {
        let ComposerSettings { canvas, output, ring_slots, cache_bytes, .. } = settings;
        if [canvas.0, canvas.1, output.0, output.1].contains(&0) {
            return Err(Failure::new(Reason::InvalidProject, "canvas and output need at least one pixel a side"));
        }
        let layout = FrameLayout::new(PlaneFormat::DELIVERY, output.0, output.1);
        let slots = ring_slots.max(1);
        let (home, free) = bounded(slots);
        for _ in 0..slots {
            // Filled when it is first used.
            let _ = home.try_send(Vec::new());
        }
        Ok(Self {
            frame: Frame::whole(canvas, output),
            layout,
            sources: Sources::new(cache_bytes),
            finished: VecDeque::with_capacity(slots),
            free,
            home,
            slots,
            patience: PATIENCE,
            timings: Timings::default(),
        })
    }

    /// How long [`submit`](Self::submit) waits for a reader to give a frame back; [`PATIENCE`] unless set.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Strides and starts of the planes that come out.
    pub fn layout(&self) -> FrameLayout {
        self.layout
    }

    /// Waits until a place is free; `false` where none came in time.
    pub fn slot_in(&self, time: Duration) -> bool {
        let mut select = Select::new();
        select.recv(&self.free);
        select.ready_timeout(time).is_ok()
    }

    /// Frames that were submitted and not yet taken.
    pub fn under_way(&self) -> usize {
        self.finished.len()
    }

    /// Bytes of images, texts and groups that are kept from frame to frame.
    pub fn kept_bytes(&self) -> u64 {
        self.sources.bytes()
    }

    pub fn timings(&self) -> Timings {
        Timings { ring_slots: self.slots, ring_used: self.slots - self.free.len().min(self.slots), ..self.timings }
    }

    /// Composes one frame. Waits for a place only while readers hold all that do not wait to be taken.
    pub fn submit(&mut self, scene: &Scene, pictures: &mut dyn Pictures, frame: u64) -> Result<Submitted, Failure> {
        let Some(mut planes) = self.free_place()? else { return Ok(Submitted::RingFull) };
        planes.resize(self.layout.bytes as usize, 0);
        let composed = self.compose(scene, pictures, &mut planes);
        if let Err(failure) = composed {
            let _ = self.home.try_send(planes);
            return Err(failure);
        }
        self.timings.frames += 1;
        self.finished.push_back((frame, planes));
        Ok(Submitted::Yes)
    }

    fn compose(&mut self, scene: &Scene, pictures: &mut dyn Pictures, planes: &mut [u8]) -> Result<(), Failure> {
        let began = Instant::now();
        let frame = self.frame.seen(scene.view);
        let stack = self.sources.stack(scene, frame, pictures)?;
        self.timings.pictures += began.elapsed();
        let began = Instant::now();
        stack.lay(frame, pictures, &mut ink::planes(self.layout, planes))?;
        self.timings.submit += began.elapsed();
        Ok(())
    }

    /// The oldest frame that was not taken. Asking where there is none is a mistake of the caller.
    pub fn next_ready(&mut self) -> Result<ReadyFrame, Failure> {
        let Some((frame, planes)) = self.finished.pop_front() else {
            return Err(Failure::new(Reason::Stalled, "no frame is under way that could be waited for"));
        };
        Ok(ReadyFrame::in_memory(frame, self.layout, planes, self.home.clone()))
    }

    fn free_place(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        match self.free.try_recv() {
            Ok(place) => return Ok(Some(place)),
            Err(TryRecvError::Empty) if !self.finished.is_empty() => return Ok(None),
            Err(_) => {}
        }
        let began = Instant::now();
        let got = self.free.recv_timeout(self.patience);
        self.timings.back_pressure += began.elapsed();
        got.map(Some).map_err(|_| {
            let seconds = self.patience.as_secs();
            Failure::new(Reason::Stalled, format!("no frame was taken away from the renderer within {seconds} s"))
        })
    }
}

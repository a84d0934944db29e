//! Frames from scenes: submits each frame's work to the device and hands the finished planes out in order.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, Select, Sender, TryRecvError, bounded};

use crate::base::{Failure, Reason, printable};
use crate::project::model::CanvasColor;
use crate::timeline::scene::{Scene, SceneSteps};

use super::backdrop::{Backdrop, Below, Picture};
use super::converter::Converter;
use super::kernels::params_binding;
use super::painter::{Painted, Painter};
use super::ring::{PATIENCE, ReadyFrame, Slot, Staging};
use super::{AdapterKind, FrameLayout, Gpu, KeptSteps, Pictures, PlaneFormat};

/// Raised when the same scene gives other pixels.
pub const EPOCH: u32 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComposerSettings {
    /// The size that scenes speak of.
    pub canvas: (u32, u32),
    /// What the canvas's values mean.
    pub color: CanvasColor,
    /// The size that is rendered; scenes are scaled to it.
    pub output: (u32, u32),
    /// Frames that may be under way or in a reader's hands at one time; at least one.
    pub ring_slots: usize,
    /// Device memory for what is kept while no frame shows it: four fifths for images and drawn text, the rest for groups that
    /// stay the same.
    pub cache_bytes: u64,
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a frame that found the ring full was not submitted"]
pub enum Submitted {
    Yes,
    /// Every slot holds a frame that waits to be taken: call [`Composer::next_ready`], then submit again.
    RingFull,
}

/// Where the time of a composer's thread went, summed over all frames, and how full the ring is. For rates only.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Timings {
    pub frames: u64,
    /// Planning and waiting for sources: decode, image files, text.
    pub pictures: Duration,
    /// Encoding and submitting the work.
    pub submit: Duration,
    /// Waiting for readers to give frames back.
    pub back_pressure: Duration,
    /// Waiting for the device.
    pub device: Duration,
    pub ring_slots: usize,
    /// Slots that are under way or in readers' hands.
    pub ring_used: usize,
}

#[derive(Debug)]
struct UnderWay {
    frame: u64,
    slot: Slot,
    index: wgpu::SubmissionIndex,
    shaders: Vec<Arc<PathBuf>>,
}

/// Owns the canvas, the ring and all caches of one rendering. Lives on one thread; the frames it gives may leave it.
///
/// A lane keeps it busy like this: [`submit`](Self::submit) until it says [`Submitted::RingFull`] or no scene is left, then
/// [`next_ready`](Self::next_ready) and hand that frame to the encoder's thread, and so on.
#[derive(Debug)]
pub struct Composer {
    painter: Painter,
    backdrop: Backdrop,
    layout: FrameLayout,
    converter: Converter,
    planes: wgpu::Buffer,
    convert_group: wgpu::BindGroup,
    /// Bound where no video stands for the canvas.
    no_base: wgpu::BindGroup,
    under_way: VecDeque<UnderWay>,
    free: Receiver<Slot>,
    home: Sender<Slot>,
    slots: usize,
    patience: Duration,
    /// How long the device may be at one submission where that is waited for before the next.
    deadline: Duration,
    /// What was submitted last, with the shaders that run in it.
    last: Option<(wgpu::SubmissionIndex, Vec<Arc<PathBuf>>)>,
    timings: Timings,
    broken: Option<Failure>,
}

impl Composer {
    /// A composer of frames as they are delivered: 8-bit 4:2:0.
    pub fn new(gpu: &Gpu, settings: ComposerSettings) -> Result<Self, Failure> {
        Self::in_format(gpu, settings, PlaneFormat::DELIVERY)
    }

    /// A composer whose frames come out in this format.
    pub fn in_format(gpu: &Gpu, settings: ComposerSettings, format: PlaneFormat) -> Result<Self, Failure> {
        let painter = Painter::new(gpu, &settings)?;
        let layout = FrameLayout::new(format, settings.output.0, settings.output.1);
        let converter = Converter::new(gpu, &painter.kernels, format)?;
        let bytes = u64::from(layout.bytes);
        gpu.fits("a finished frame", bytes)?;
        let planes = gpu.buffer("planes", bytes, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
        let nothing = gpu.buffer("no base", 16, wgpu::BufferUsages::STORAGE);
        let convert_group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("convert"),
            layout: &painter.kernels.convert_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: painter.canvas.as_entire_binding() },
                wgpu::BindGroupEntry { binding: 1, resource: params_binding(&painter.params) },
                wgpu::BindGroupEntry { binding: 2, resource: planes.as_entire_binding() },
            ],
        });
        let slots = settings.ring_slots.max(1);
        let (home, free) = bounded(slots);
        for _ in 0..slots {
            let _ = home.try_send(Slot::new(gpu, bytes));
        }
        gpu.check()?;
        Ok(Self {
            no_base: painter.kernels.source_group(gpu, &nothing),
            painter,
            backdrop: Backdrop::default(),
            layout,
            converter,
            planes,
            convert_group,
            under_way: VecDeque::with_capacity(slots),
            free,
            home,
            slots,
            patience: PATIENCE,
            deadline: PATIENCE,
            last: None,
            timings: Timings::default(),
            broken: None,
        })
    }

    /// How long [`submit`](Self::submit) waits for a reader to give a frame back; [`PATIENCE`] unless set.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// How long the device may be at what it was given, where that must be waited for before it takes more; [`PATIENCE`] unless set.
    pub fn set_deadline(&mut self, deadline: Duration) {
        self.deadline = deadline;
    }

    /// Strides and starts of the planes that come out.
    pub fn layout(&self) -> FrameLayout {
        self.layout
    }

    /// Frames that were submitted and not yet taken.
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// Waits until a slot is free, so that the next submission finds one at once; `false` where none came in time.
    pub fn slot_in(&self, time: Duration) -> bool {
        let mut select = Select::new();
        select.recv(&self.free);
        select.ready_timeout(time).is_ok()
    }

    /// Bytes of images, drawn texts and groups on the device that are kept from frame to frame.
    pub fn kept_bytes(&self) -> u64 {
        self.painter.kept_bytes()
    }

    pub fn timings(&self) -> Timings {
        Timings { ring_slots: self.slots, ring_used: self.slots - self.free.len().min(self.slots), ..self.timings }
    }

    /// Submits the work of one frame. Waits for a slot only while readers hold all that are not under way.
    ///
    /// After a failure of the device every call fails; after one of a source the next frame may be tried.
    pub fn submit(&mut self, scene: &Scene, pictures: &mut dyn Pictures, frame: u64) -> Result<Submitted, Failure> {
        self.whole()?;
        let Some(mut slot) = self.free_slot()? else { return Ok(Submitted::RingFull) };
        let began = Instant::now();
        let planned = self.plan(scene, pictures, &mut slot.staging);
        self.timings.pictures += began.elapsed();
        let painted = match planned {
            Ok(painted) => painted,
            Err(failure) => {
                // The slot was not used: it goes back, and what it staged is written anew next time.
                let _ = self.home.try_send(slot);
                return Err(failure);
            }
        };
        let began = Instant::now();
        let index = self.send(&mut slot, &painted).inspect_err(|failure| self.broken = Some(failure.clone()))?;
        self.timings.submit += began.elapsed();
        self.timings.frames += 1;
        let shaders = self.painter.shading.used().to_vec();
        self.under_way.push_back(UnderWay { frame, slot, index, shaders });
        Ok(Submitted::Yes)
    }

    /// The oldest frame under way, when it is finished. Fails with `stalled` where it is not after `deadline`; the frame stays
    /// first in line then. Asking with nothing under way is a mistake of the caller and fails at once.
    pub fn next_ready(&mut self, deadline: Duration) -> Result<ReadyFrame, Failure> {
        self.whole()?;
        let Some(first) = self.under_way.front() else {
            return Err(Failure::new(Reason::Stalled, "no frame is under way that could be waited for"));
        };
        let began = Instant::now();
        let waited = first.slot.wait(&self.painter.gpu, &first.index, deadline);
        let waited = waited.map_err(|failure| hung(failure, &first.shaders, deadline));
        self.timings.device += began.elapsed();
        match waited {
            Ok(view) => match self.under_way.pop_front() {
                Some(done) => Ok(ReadyFrame::new(done.frame, self.layout, (view, done.slot), self.home.clone())),
                None => Err(Failure::new(Reason::Crashed, "a finished frame was lost")),
            },
            Err(failure) => {
                if failure.reason != Reason::Stalled {
                    self.broken = Some(failure.clone());
                }
                Err(failure)
            }
        }
    }

    /// The canvas frame that the steps of a layer have come to; `None` where it has taken none here.
    pub fn stepped_to(&self, node: usize) -> Option<u64> {
        self.painter.stepped_to(node)
    }

    /// Takes one step of a layer that keeps pictures, the one after the last that it took here, or its first one. With `wait`,
    /// until the device has done it.
    pub fn step(
        &mut self,
        steps: &SceneSteps,
        pictures: &mut dyn Pictures,
        wait: Option<Duration>,
    ) -> Result<(), Failure> {
        self.whole()?;
        let mut staging = Staging::default();
        self.painter.plan_step(steps, pictures, &mut staging)?;
        let gpu = self.painter.gpu.clone();
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("step") });
        self.painter.write_params(&mut staging, &mut encoder, None)?;
        drop(self.painter.encode(&mut encoder));
        self.clear_the_way().inspect_err(|failure| self.broken = Some(failure.clone()))?;
        let index = gpu.queue.submit([encoder.finish()]);
        self.last = Some((index.clone(), self.painter.shading.used().to_vec()));
        let done = wait.map_or(Ok(()), |deadline| {
            gpu.wait(&index, deadline).map_err(|failure| hung(failure, self.painter.shading.used(), deadline))
        });
        let done = done.and_then(|()| gpu.check());
        done.inspect_err(|failure| self.broken = Some(failure.clone()))
    }

    /// Copies what a layer keeps; `None` where it keeps nothing here.
    pub fn keep(&self, node: usize) -> Result<Option<KeptSteps>, Failure> {
        self.whole()?;
        self.painter.keep(node)
    }

    /// Takes up what a layer kept, in place of the steps up to there.
    pub fn restore(&mut self, node: usize, kept: &KeptSteps) -> Result<(), Failure> {
        self.whole()?;
        self.painter.restore(node, kept)
    }

    fn plan(&mut self, scene: &Scene, pictures: &mut dyn Pictures, staging: &mut Staging) -> Result<Painted, Failure> {
        let below = self.backdrop.below(scene);
        let below = match below {
            Below::Nothing => None,
            Below::Picture(count, picture) => Some((count, picture)),
            Below::Wanted(count) => {
                let ground = Scene { layers: scene.layers[..count].to_vec(), ..*scene };
                let picture = self.draw_ground(&ground, pictures).inspect_err(|_| self.backdrop.forget())?;
                self.backdrop.keep(&ground, picture.clone());
                Some((count, picture))
            }
        };
        let below = below.as_ref().map(|(count, picture)| (*count, picture));
        self.painter.plan_above(below, scene, (pictures, staging), self.converter.takes_bases())
    }

    /// Draws what stays the same for a while, and keeps its pixels and its planes.
    fn draw_ground(&mut self, ground: &Scene, pictures: &mut dyn Pictures) -> Result<Picture, Failure> {
        let mut kept = Vec::new();
        for as_is in [true, false] {
            let mut staging = Staging::default();
            let painted = self.painter.plan(ground, pictures, &mut staging, as_is && self.converter.takes_bases())?;
            let gpu = self.painter.gpu.clone();
            let mut encoder =
                gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("ground") });
            self.encode(&mut encoder, &mut staging, &painted)?;
            let drawn = if as_is { &self.planes } else { &self.painter.canvas };
            let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
            let copy = gpu.buffer("ground", drawn.size(), usage);
            encoder.copy_buffer_to_buffer(drawn, 0, &copy, 0, drawn.size());
            self.clear_the_way()?;
            let index = gpu.queue.submit([encoder.finish()]);
            self.last = Some((index, self.painter.shading.used().to_vec()));
            gpu.check()?;
            kept.push(self.painter.kernels.source_group(&gpu, &copy));
        }
        match <[wgpu::BindGroup; 2]>::try_from(kept) {
            Ok([planes, canvas]) => Ok(Picture { canvas, planes }),
            Err(_) => Err(Failure::new(Reason::Crashed, "a drawn background was lost")),
        }
    }

    fn whole(&self) -> Result<(), Failure> {
        self.painter.gpu.check()?;
        self.broken.clone().map_or(Ok(()), Err)
    }

    fn free_slot(&mut self) -> Result<Option<Slot>, Failure> {
        match self.free.try_recv() {
            Ok(slot) => return Ok(Some(slot)),
            Err(TryRecvError::Empty) if !self.under_way.is_empty() => return Ok(None),
            Err(_) => {}
        }
        let began = Instant::now();
        let got = self.free.recv_timeout(self.patience);
        self.timings.back_pressure += began.elapsed();
        got.map(Some).map_err(|_| {
            Failure::new(
                Reason::Stalled,
                format!("no frame was taken away from the renderer within {} s", self.patience.as_secs()),
            )
        })
    }

    fn send(&mut self, slot: &mut Slot, painted: &Painted) -> Result<wgpu::SubmissionIndex, Failure> {
        let gpu = self.painter.gpu.clone();
        let mut encoder = gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("frame") });
        self.encode(&mut encoder, &mut slot.staging, painted)?;
        encoder.copy_buffer_to_buffer(&self.planes, 0, &slot.readback, 0, u64::from(self.layout.bytes));
        self.clear_the_way()?;
        let index = gpu.queue.submit([encoder.finish()]);
        self.last = Some((index.clone(), self.painter.shading.used().to_vec()));
        slot.call_back();
        gpu.check()?;
        Ok(index)
    }

    /// A software adapter takes nothing more until it is done with what it has, and waits for that without end. Where users'
    /// shaders run, which may have none, that is waited for here, with a deadline.
    fn clear_the_way(&mut self) -> Result<(), Failure> {
        if self.painter.gpu.adapter().kind != AdapterKind::Software {
            return Ok(());
        }
        let Some((index, shaders)) = self.last.take().filter(|(_, shaders)| !shaders.is_empty()) else { return Ok(()) };
        let waited = self.painter.gpu.wait(&index, self.deadline);
        waited.map_err(|failure| hung(failure, &shaders, self.deadline))
    }

    /// The planned layers, and their conversion.
    fn encode(
        &mut self,
        encoder: &mut wgpu::CommandEncoder,
        staging: &mut Staging,
        painted: &Painted,
    ) -> Result<(), Failure> {
        let conversion = self.converter.conversion(self.layout, painted);
        let offset = self.painter.write_params(staging, encoder, Some(&conversion.params))?;
        {
            let mut pass = self.painter.encode(encoder);
            pass.set_bind_group(0, &self.convert_group, &[offset]);
            self.converter.encode(&mut pass, &self.painter.kernels, (painted, &self.no_base), &conversion);
        }
        Ok(())
    }
}

/// Who is to blame for a device that does not come back: users' shaders, where some were run.
fn hung(failure: Failure, shaders: &[Arc<PathBuf>], deadline: Duration) -> Failure {
    if failure.reason != Reason::Stalled || shaders.is_empty() {
        return failure;
    }
    let names: Vec<String> = shaders.iter().map(|path| printable::path(path)).collect();
    let seconds = deadline.as_secs_f64();
    let message = format!("{}: not done with a frame after {seconds} s; does it loop without end?", names.join(", "));
    Failure::new(Reason::ShaderFailed, message)
}

//! A lane makes one chunk after another: its thread decodes and composes, a second one encodes. Between the two stands the
//! composer's ring, and that is where back-pressure lives: a slow encoder stops the renderer.
//!
//! The encoder closes a chunk while the renderer is already in the next one, so a lane never stands still between chunks.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam::channel::{SendTimeoutError, Sender, bounded};

use crate::base::facts::Facts;
use crate::base::{Failure, Reason};
use crate::compose::{ComposerSettings, Renderer, Submitted};
use crate::media::{VideoEncoder, VideoEncoderSettings};
use crate::plan::Chunk;
use crate::plan::key::Common;
use crate::project::model::CanvasColor;
use crate::timeline::{Scene, Timeline};

use super::beside::Beside;
use super::composers::{Adapter, Composers};
use super::facts;
use super::formats;
use super::limits::Limits;
use super::listening::Listening;
use super::making::{Begin, Making, Step, encode};
use super::meter::{Meter, Stage};
use super::others;
use super::pictures::OpenPictures;
use super::room::Room;
use super::steps::Steps;
use super::stop::{StopFlag, Stopped, cause};
use super::store::{ChunkHeader, ChunkStore, Claim};

/// What every lane of an export works with.
#[derive(Clone, Copy)]
pub struct Works<'a> {
    pub adapter: &'a Adapter,
    pub timeline: &'a Timeline,
    pub facts: &'a Facts,
    pub listening: &'a Listening,
    pub store: &'a ChunkStore,
    pub encoder: &'a VideoEncoderSettings,
    pub canvas: (u32, u32),
    pub color: CanvasColor,
    /// What chunks have in common, and where layers' pictures are kept from frame to frame.
    pub common: Common<'a>,
    pub kept: &'a Path,
    pub series: &'a str,
    pub limits: &'a Limits,
    /// How long the film is.
    pub seconds: f64,
    pub room: &'a Room,
    /// Other exports of the same frames, which are encoded along.
    pub beside: &'a [Beside],
    pub meter: &'a Meter<'a>,
    pub stop: &'a StopFlag,
    /// Raised when a lane or the sound fails, so that the others don't work on in vain.
    pub broken: &'a StopFlag,
}

/// The chunks that are still to be made. Lanes take from it in turn.
pub struct Todo {
    chunks: Vec<Chunk>,
    next: AtomicUsize,
}

impl Todo {
    pub fn new(chunks: Vec<Chunk>) -> Self {
        Self { chunks, next: AtomicUsize::new(0) }
    }

    fn take(&self) -> Option<&Chunk> {
        self.chunks.get(self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// Frames that the device may be at while the lane goes on.
const UNDER_WAY: usize = 1;

/// No step of a lane may take longer than this, unless the export waits for something that it tells.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at the flags while a lane waits.
const NAP: Duration = Duration::from_millis(50);

impl Works<'_> {
    /// Whether to go on.
    fn check(&self) -> Result<(), Stopped> {
        self.stop.check()?;
        self.broken.check()
    }

    /// Room in the store for one more chunk, as far as can be told before it is made.
    fn room_for(&self, chunk: &Chunk) -> Result<(), Stopped> {
        let exports = 1 + self.beside.len() as u64;
        let pixels = u64::from(self.encoder.width) * u64::from(self.encoder.height);
        let needs = pixels.saturating_mul(chunk.frames()) / 64 * exports;
        self.room.until(self.store.folder(), needs, "the next chunk")
    }
}

/// Makes chunks until none is left for the lane of this number.
pub fn run(works: Works, todo: &Todo, number: usize) -> Result<(), Stopped> {
    let (steps, inbox) = bounded::<Step>(works.limits.ring_slots + 2);
    works.meter.lane_began();
    let result = std::thread::scope(|scope| {
        let encoder = std::thread::Builder::new().name("encode".into());
        let encoder = encoder
            .spawn_scoped(scope, move || encode(works, &inbox))
            .map_err(|error| Failure::new(Reason::Crashed, format!("no thread for the encoder: {error}")))?;
        let rendered = render(works, todo, number, &steps);
        drop(steps);
        // When both fail, the encoder's reason is the cause: the renderer only saw it go.
        let encoded = encoder
            .join()
            .unwrap_or_else(|_| Err(Failure::new(Reason::Crashed, "the encoder's thread panicked").into()));
        cause(encoded, rendered)
    });
    works.meter.lane_ended();
    if result.is_err() {
        works.broken.raise();
    }
    result
}

fn render(works: Works, todo: &Todo, number: usize, inbox: &Sender<Step>) -> Result<(), Stopped> {
    let settings = ComposerSettings {
        canvas: works.canvas,
        color: works.color,
        output: (works.encoder.width, works.encoder.height),
        ring_slots: works.limits.ring_slots,
        cache_bytes: works.limits.cache_bytes / works.limits.lanes.max(1) as u64,
    };
    let format = formats::planes(works.encoder.samples, works.color);
    let mut composers = Composers::new(works.adapter, settings, format, works.limits.patience);
    let series = works.series.to_owned();
    let steps = Steps::new(works.timeline, works.common, works.kept.to_path_buf(), series, works.limits.patience);
    let mut steps = steps.watched(works.meter, vec![works.stop, works.broken]);
    let mut waiting = Vec::new();
    while works.meter.lane_may_go_on(number)
        && let Some(chunk) = todo.take()
    {
        if !render_chunk(works, chunk, (&mut composers, &mut steps), inbox)? {
            waiting.push(chunk);
        }
    }
    // Chunks that another process was at: by now they are there, or that process is gone and they are ours.
    for chunk in waiting {
        while !render_chunk(works, chunk, (&mut composers, &mut steps), inbox)? {
            let what = format!("chunk {}", chunk.index + 1);
            others::wait_for(works.store, &chunk.key, &what, (works.room, works.meter.waits()))?;
        }
    }
    Ok(())
}

/// Renders one chunk; `false` where another process is at it.
fn render_chunk(
    works: Works,
    chunk: &Chunk,
    (composers, steps): (&mut Composers, &mut Steps<'_>),
    inbox: &Sender<Step>,
) -> Result<bool, Stopped> {
    works.check()?;
    facts::unchanged(works.facts)?;
    works.room_for(chunk)?;
    let encoder = VideoEncoder::open(works.encoder)?;
    let header =
        ChunkHeader { key: chunk.key, parameters: encoder.parameters(), first_frame: 0, frames: chunk.frames() };
    let writer = match works.store.begin(&header)? {
        Claim::Mine(writer) => writer,
        Claim::Found(_) => {
            works.meter.found_late(chunk.frames());
            return Ok(true);
        }
        Claim::BusyElsewhere => return Ok(false),
    };
    let beside = works.beside.iter().filter_map(|beside| beside.begin(chunk, works.store, works.meter)).collect();
    let own = Making { encoder, writer };
    send(works, inbox, Step::Begin(Box::new(Begin { chunk: chunk.clone(), own, beside })))?;
    let rendered = composers.on(chunk.path).map_err(Stopped::from);
    let rendered = rendered.and_then(|composer| render_frames(works, chunk, (composer, steps), inbox));
    if rendered != Err(Stopped::Cancelled) {
        // The chunk's key names the sources as they were probed. One that was written to meanwhile, which is also the cause
        // of what it made fail, must not get in under it: without its end the chunk is dropped.
        facts::unchanged(works.facts)?;
        works.listening.check()?;
    }
    rendered?;
    send(works, inbox, Step::End)?;
    Ok(true)
}

fn render_frames(
    works: Works,
    chunk: &Chunk,
    (composer, steps): (&mut Renderer, &mut Steps<'_>),
    inbox: &Sender<Step>,
) -> Result<(), Stopped> {
    let mut pictures = OpenPictures::new(works.facts, works.meter);
    let mut scene = Scene::default();
    // What the chunk before left there was told already.
    let mut kept = if composer.timings().frames == 0 { 0 } else { composer.kept_bytes() };
    for frame in chunk.from..chunk.to {
        works.check()?;
        wait_for_slot(works, composer)?;
        let started = Instant::now();
        works.timeline.scene(frame, &mut scene);
        if let Renderer::Device(composer) = composer {
            steps.bring_up(&scene, composer, &mut pictures)?;
        }
        let mut delivering = Duration::ZERO;
        while composer.submit(&scene, &mut pictures, frame)? == Submitted::RingFull {
            let since = Instant::now();
            deliver(works, composer, inbox)?;
            wait_for_slot(works, composer)?;
            delivering += since.elapsed();
        }
        let elsewhere = delivering + pictures.decoding();
        works.meter.spent_time(Stage::Compose, started.elapsed().saturating_sub(elsewhere));
        works.meter.composed();
        let keeps = composer.kept_bytes();
        works.meter.cache(kept, keeps);
        kept = keeps;
        // The device works on this frame while the next one's sources are decoded.
        while composer.under_way() > UNDER_WAY {
            deliver(works, composer, inbox)?;
        }
        works.meter.ring(composer.timings().ring_used, works.limits.ring_slots);
    }
    while composer.under_way() > 0 {
        deliver(works, composer, inbox)?;
    }
    if let Renderer::Device(composer) = composer {
        steps.keep(&scene, composer);
    }
    Ok(())
}

/// Waits until the encoder has given a frame back, looking at the flags meanwhile.
fn wait_for_slot(works: Works, composer: &Renderer) -> Result<(), Stopped> {
    // A frame that is under way is taken first, by whoever finds the ring full.
    if composer.under_way() > 0 || composer.slot_in(Duration::ZERO) {
        return Ok(());
    }
    let (since, mut quiet) = (Instant::now(), Instant::now());
    while !composer.slot_in(NAP) {
        works.check()?;
        if works.meter.waits().told().is_some() {
            quiet = Instant::now();
        }
        if quiet.elapsed() > PATIENCE {
            return Err(Failure::new(Reason::Stalled, "the encoder gave no frame back for two minutes").into());
        }
    }
    works.meter.spent(Stage::EncodeWait, since);
    Ok(())
}

/// Waits for the oldest frame and hands it on.
fn deliver(works: Works, composer: &mut Renderer, steps: &Sender<Step>) -> Result<(), Stopped> {
    let started = Instant::now();
    let ready = composer.next_ready(works.limits.patience)?;
    works.meter.spent(Stage::Readback, started);
    send(works, steps, Step::Frame(ready))
}

/// Hands a step to the encoder, looking at the flags while it waits.
fn send(works: Works, steps: &Sender<Step>, step: Step) -> Result<(), Stopped> {
    let mut step = step;
    let (since, mut quiet) = (Instant::now(), Instant::now());
    loop {
        match steps.send_timeout(step, NAP) {
            Ok(()) => {
                works.meter.spent(Stage::EncodeWait, since);
                return Ok(());
            }
            Err(SendTimeoutError::Disconnected(_)) => {
                return Err(Failure::new(Reason::EncoderFailed, "the encoder stopped").into());
            }
            Err(SendTimeoutError::Timeout(back)) => step = back,
        }
        works.check()?;
        if works.meter.waits().told().is_some() {
            quiet = Instant::now();
        }
        if quiet.elapsed() > PATIENCE {
            return Err(Failure::new(Reason::Stalled, "the encoder took no frame for two minutes").into());
        }
    }
}

/// Runs `limits.lanes` lanes over the missing chunks; the first failure stops all.
pub fn run_all(works: Works, missing: Vec<Chunk>) -> Result<(), Stopped> {
    let todo = Arc::new(Todo::new(missing));
    std::thread::scope(|scope| {
        // What depends on the frames before is made in their order.
        let lanes = if works.timeline.has_steps() { 1 } else { works.limits.lanes.max(1).min(todo.chunks.len()) };
        let lanes = (0..lanes).map(|number| {
            let todo = Arc::clone(&todo);
            let lane = std::thread::Builder::new().name(format!("lane {}", number + 1));
            lane.spawn_scoped(scope, move || run(works, &todo, number))
        });
        let lanes: Vec<_> = lanes.collect();
        let mut first = Ok(());
        for lane in lanes {
            let result = match lane {
                Ok(handle) => handle
                    .join()
                    .unwrap_or_else(|_| Err(Failure::new(Reason::Crashed, "a lane's thread panicked").into())),
                Err(error) => Err(Failure::new(Reason::Crashed, format!("no thread for a lane: {error}")).into()),
            };
            first = cause(first, result);
        }
        first
    })
}

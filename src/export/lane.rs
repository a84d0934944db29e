//! A lane makes one chunk after another: its thread decodes and composes, a second one encodes. Between the two stands the
//! composer's ring, and that is where back-pressure lives: a slow encoder stops the renderer.
//!
//! The encoder closes a chunk while the renderer is already in the next one, so a lane never stands still between chunks.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, SendTimeoutError, Sender, bounded};

use crate::base::facts::Facts;
use crate::base::{Failure, Reason};
use crate::compose::{ComposerSettings, ReadyFrame, Renderer, Submitted};
use crate::media::{FramePlanes, VideoEncoder, VideoEncoderSettings};
use crate::plan::Chunk;
use crate::plan::key::Common;
use crate::project::model::CanvasColor;
use crate::timeline::{Scene, Timeline};

use super::composers::{Adapter, Composers};
use super::event::Level;
use super::facts;
use super::formats;
use super::limits::Limits;
use super::listening::Listening;
use super::meter::{Meter, Stage};
use super::pictures::OpenPictures;
use super::signature::signature;
use super::steps::Steps;
use super::stop::{StopFlag, Stopped, cause};
use super::store::{ChunkHeader, ChunkStore, ChunkWriter, Claim};

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

/// What the renderer tells its encoder.
#[expect(clippy::large_enum_variant, reason = "a box would be an allocation per frame, and only a few steps wait")]
enum Step {
    Begin(Box<Begin>),
    Frame(ReadyFrame),
    End,
}

struct Begin {
    chunk: Chunk,
    encoder: VideoEncoder,
    writer: ChunkWriter,
}

/// Frames that the device may be at while the lane goes on.
const UNDER_WAY: usize = 1;

/// No step of a lane may take longer than this.
const PATIENCE: Duration = Duration::from_secs(120);

/// Makes chunks until none is left.
pub fn run(works: Works, todo: &Todo) -> Result<(), Stopped> {
    let (steps, inbox) = bounded::<Step>(works.limits.ring_slots + 2);
    let result = std::thread::scope(|scope| {
        let encoder = std::thread::Builder::new().name("encode".into());
        let encoder = encoder
            .spawn_scoped(scope, move || encode(works, &inbox))
            .map_err(|error| Failure::new(Reason::Crashed, format!("no thread for the encoder: {error}")))?;
        let rendered = render(works, todo, &steps);
        drop(steps);
        // When both fail, the encoder's reason is the cause: the renderer only saw it go.
        let encoded =
            encoder.join().unwrap_or_else(|_| Err(Failure::new(Reason::Crashed, "the encoder's thread panicked")));
        encoded?;
        rendered
    });
    if result.is_err() {
        works.broken.raise();
    }
    result
}

fn render(works: Works, todo: &Todo, inbox: &Sender<Step>) -> Result<(), Stopped> {
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
    while let Some(chunk) = todo.take() {
        if !render_chunk(works, chunk, (&mut composers, &mut steps), inbox)? {
            waiting.push(chunk);
        }
    }
    // Chunks that another process was at: by now they are there, or that process is gone and they are ours.
    for chunk in waiting {
        let since = Instant::now();
        while !render_chunk(works, chunk, (&mut composers, &mut steps), inbox)? {
            if since.elapsed() > PATIENCE * 5 {
                let sentence =
                    format!("chunk {} is being made by another process that does not finish it", chunk.index + 1);
                return Err(Failure::new(Reason::Stalled, sentence).into());
            }
            works.meter.beat();
            std::thread::sleep(Duration::from_millis(200));
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
    works.stop.check()?;
    works.broken.check()?;
    facts::unchanged(works.facts)?;
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
    send(works, inbox, Step::Begin(Box::new(Begin { chunk: chunk.clone(), encoder, writer })))?;
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
        works.stop.check()?;
        works.broken.check()?;
        works.timeline.scene(frame, &mut scene);
        let started = Instant::now();
        if let Renderer::Device(composer) = composer {
            steps.bring_up(&scene, composer, &mut pictures)?;
        }
        while composer.submit(&scene, &mut pictures, frame)? == Submitted::RingFull {
            deliver(works, composer, inbox)?;
        }
        works.meter.spent(Stage::Compose, started);
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
    let since = Instant::now();
    loop {
        match steps.send_timeout(step, Duration::from_millis(100)) {
            Ok(()) => return Ok(()),
            Err(SendTimeoutError::Disconnected(_)) => {
                return Err(Failure::new(Reason::EncoderFailed, "the encoder stopped").into());
            }
            Err(SendTimeoutError::Timeout(back)) => step = back,
        }
        works.stop.check()?;
        works.broken.check()?;
        if since.elapsed() > PATIENCE {
            return Err(Failure::new(Reason::Stalled, "the encoder took no frame for two minutes").into());
        }
    }
}

fn encode(works: Works, inbox: &Receiver<Step>) -> Result<(), Failure> {
    let mut open: Option<(Begin, Instant)> = None;
    let result = encode_steps(works, inbox, &mut open);
    if result.is_err() {
        works.broken.raise();
    }
    result
}

fn encode_steps(works: Works, inbox: &Receiver<Step>, open: &mut Option<(Begin, Instant)>) -> Result<(), Failure> {
    // The channel closes when the renderer is done or was stopped; a chunk that is open then is simply dropped.
    while let Ok(step) = inbox.recv() {
        match step {
            Step::Begin(begin) => *open = Some((*begin, Instant::now())),
            Step::Frame(ready) => {
                let Some((Begin { chunk, encoder, writer }, _)) = open.as_mut() else { continue };
                let started = Instant::now();
                let frame = ready.frame();
                let count = works.encoder.samples.planes();
                let planes = [0, 1, 2, 3].map(|index| (index < count).then(|| ready.plane(index)));
                writer.push_signature(&signature(&planes, works.encoder))?;
                let planes = FramePlanes {
                    planes: planes.each_ref().map(|plane| plane.as_ref().map_or(&[][..], |plane| plane.bytes)),
                    strides: planes.each_ref().map(|plane| plane.as_ref().map_or(0, |plane| plane.stride)),
                };
                let index = i64::try_from(frame - chunk.from).unwrap_or(0);
                encoder.push(&planes, index, &mut |packet| writer.push(&packet))?;
                drop(ready);
                works.meter.spent(Stage::Encode, started);
                works.meter.encoded();
            }
            Step::End => {
                let Some((Begin { chunk, encoder, mut writer }, since)) = open.take() else { continue };
                encoder.finish(&mut |packet| writer.push(&packet))?;
                let stored = writer.finish()?;
                works.meter.chunk_made();
                // At once: attempts that add no chunk count against a job, and this one may be killed any moment.
                works.meter.tell();
                works.meter.log(
                    Level::Success,
                    format!(
                        "chunk {} done: {} frames, {}, {:.1} s",
                        chunk.index + 1,
                        chunk.frames(),
                        crate::base::bytes::short(stored.footer.length),
                        since.elapsed().as_secs_f64()
                    ),
                );
            }
        }
    }
    Ok(())
}

/// Runs `limits.lanes` lanes over the missing chunks; the first failure stops all.
pub fn run_all(works: Works, missing: Vec<Chunk>) -> Result<(), Stopped> {
    let todo = Arc::new(Todo::new(missing));
    std::thread::scope(|scope| {
        // What depends on the frames before is made in their order.
        let lanes = if works.timeline.has_steps() { 1 } else { works.limits.lanes.max(1) };
        let lanes = (0..lanes).map(|number| {
            let todo = Arc::clone(&todo);
            let lane = std::thread::Builder::new().name(format!("lane {}", number + 1));
            lane.spawn_scoped(scope, move || run(works, &todo))
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

//! The second half of a lane: takes composed frames, encodes them, and writes the chunk. Several exports of the same frames
//! are encoded from one picture.

use std::time::Instant;

use crossbeam::channel::Receiver;

use crate::base::{Failure, Reason};
use crate::compose::ReadyFrame;
use crate::media::{FramePlanes, VideoEncoder};
use crate::plan::Chunk;

use super::beside::MakingBeside;
use super::event::Level;
use super::lane::Works;
use super::meter::Stage;
use super::signature::signature;
use super::stop::Stopped;
use super::store::{ChunkWriter, Signature, StoredChunk};

/// What the renderer tells its encoder.
#[expect(clippy::large_enum_variant, reason = "a box would be an allocation per frame, and only a few steps wait")]
pub enum Step {
    Begin(Box<Begin>),
    Frame(ReadyFrame),
    End,
}

/// A chunk that is to be made.
pub struct Begin {
    pub chunk: Chunk,
    pub own: Making,
    pub beside: Vec<MakingBeside>,
}

/// An encoder, and where its packets go.
pub struct Making {
    pub encoder: VideoEncoder,
    pub writer: ChunkWriter,
}

impl Making {
    pub fn frame(&mut self, planes: &FramePlanes, index: u64, signature: &Signature) -> Result<(), Failure> {
        self.writer.push_signature(signature)?;
        let index = i64::try_from(index).unwrap_or(0);
        self.encoder.push(planes, index, &mut |packet| self.writer.push(&packet))
    }

    pub fn finish(self) -> Result<StoredChunk, Failure> {
        let Self { encoder, mut writer } = self;
        encoder.finish(&mut |packet| writer.push(&packet))?;
        writer.finish()
    }
}

/// A chunk in the making.
struct Open {
    begin: Begin,
    since: Instant,
    frames: u64,
}

/// Does what the renderer says until it says no more.
pub fn encode(works: Works, inbox: &Receiver<Step>) -> Result<(), Stopped> {
    let mut open = None;
    let result = encode_steps(works, inbox, &mut open);
    let broken_before = works.broken.is_raised();
    if result.is_err() {
        works.broken.raise();
    }
    result.map_err(|failure| {
        // Who waits for room on a disk gives up when the others do; the reason is theirs.
        let told_to = works.stop.is_raised() || broken_before;
        if told_to && failure.reason == Reason::DiskFull { Stopped::Cancelled } else { Stopped::Failed(failure) }
    })
}

fn encode_steps(works: Works, inbox: &Receiver<Step>, open: &mut Option<Open>) -> Result<(), Failure> {
    // The channel closes when the renderer is done or was stopped; a chunk that is open then is simply dropped.
    while let Ok(step) = inbox.recv() {
        match step {
            Step::Begin(begin) => *open = Some(Open { begin: *begin, since: Instant::now(), frames: 0 }),
            Step::Frame(ready) => {
                let Some(open) = open.as_mut() else { continue };
                push(works, open, &ready)?;
            }
            Step::End => {
                let Some(Open { begin, since, frames }) = open.take() else { continue };
                in_order(works, begin.chunk.to, begin.chunk.from + frames)?;
                finish(works, begin, since)?;
            }
        }
    }
    Ok(())
}

fn push(works: Works, open: &mut Open, ready: &ReadyFrame) -> Result<(), Failure> {
    let started = Instant::now();
    in_order(works, open.begin.chunk.from + open.frames, ready.frame())?;
    let count = works.encoder.samples.planes();
    let planes = [0, 1, 2, 3].map(|index| (index < count).then(|| ready.plane(index)));
    let signature = signature(&planes, works.encoder);
    let planes = FramePlanes {
        planes: planes.each_ref().map(|plane| plane.as_ref().map_or(&[][..], |plane| plane.bytes)),
        strides: planes.each_ref().map(|plane| plane.as_ref().map_or(0, |plane| plane.stride)),
    };
    open.begin.own.frame(&planes, open.frames, &signature)?;
    let index = open.frames;
    open.begin.beside.retain_mut(|beside| beside.frame(&planes, index, &signature, works.meter));
    open.frames += 1;
    works.meter.spent(Stage::Encode, started);
    works.meter.encoded();
    Ok(())
}

/// Every frame comes once and in its turn; a chunk where one did not is never kept.
fn in_order(works: Works, due: u64, came: u64) -> Result<(), Failure> {
    if due == came {
        return Ok(());
    }
    works.meter.dropped();
    Err(Failure::new(Reason::Crashed, format!("frame {came} came to the encoder where frame {due} was due")))
}

fn finish(works: Works, begin: Begin, since: Instant) -> Result<(), Failure> {
    let Begin { chunk, own, beside } = begin;
    let stored = own.finish()?;
    works.meter.chunk_made();
    let film = works.meter.film_bytes(stored.payload());
    // At once: attempts that add no chunk count against a job, and this one may be killed any moment.
    works.meter.tell();
    let told = format!(
        "chunk {} done: {} frames, {}, {:.1} s",
        chunk.index + 1,
        chunk.frames(),
        crate::base::bytes::short(stored.footer.length),
        since.elapsed().as_secs_f64()
    );
    works.meter.log(Level::Success, told);
    for beside in beside {
        beside.finish(&chunk, works.meter);
    }
    works.limits.bounds.check_bytes(film, works.seconds)
}

//! Other exports of the same frames: what one of them composes is encoded for all of them, under the keys that each would
//! have given its chunks alone. What goes wrong with one that is made along loses nothing but that.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::{Digest, Failure};
use crate::config::Places;
use crate::media::{FramePlanes, VideoEncoder, VideoEncoderSettings};
use crate::plan::Chunk;

use super::composers::Adapter;
use super::event::Level;
use super::making::Making;
use super::meter::Meter;
use super::prepare::{self, Prepared};
use super::request::ExportWork;
use super::store::{ChunkHeader, ChunkStore, Claim, Signature};

/// The other exports that are asked for with a work and show the same frames.
pub fn of_work(
    work: &ExportWork,
    places: &Places,
    (main, adapter): (&Prepared, Option<&Adapter>),
    meter: &Meter,
) -> Vec<Beside> {
    let Some(adapter) = adapter else { return Vec::new() };
    let mut found: Vec<Beside> = Vec::new();
    for name in work.also.iter().filter(|name| **name != work.export) {
        let other = ExportWork { export: name.clone(), output: None, also: Vec::new(), ..work.clone() };
        // What is wrong with it is told when its own turn comes.
        let Ok(checked) = prepare::checked_telling(&other, places, &|| meter.beat()) else { continue };
        let Ok(other) = prepare::prepared(checked, main.listening.clone(), adapter.facts()) else { continue };
        found.extend(Beside::of(main, &other));
    }
    if !found.is_empty() {
        let names: Vec<_> = found.iter().map(|beside| format!("`{}`", beside.name)).collect();
        meter.log(Level::Info, format!("made along from the same frames: {}", names.join(", ")));
    }
    found
}

/// An export that is made along.
pub struct Beside {
    name: String,
    encoder: VideoEncoderSettings,
    /// The keys of its chunks, by the frames that they show.
    keys: HashMap<(u64, u64), Digest>,
    /// It failed: its own export will say why, and is not disturbed any more.
    failed: std::sync::Arc<AtomicBool>,
}

impl Beside {
    /// `other` beside `main`; `None` where they don't show the same pixels in the same samples.
    pub fn of(main: &Prepared, other: &Prepared) -> Option<Self> {
        let (one, two) = (&main.checked, &other.checked);
        let same = one.export.size == two.export.size
            && one.export.frame == two.export.frame
            && one.export.video.color == two.export.video.color
            && main.encoder.samples == other.encoder.samples
            && main.plan.frames == other.plan.frames
            && one.export.only_sound.is_none()
            && two.export.only_sound.is_none();
        let main: HashMap<_, _> = main.plan.chunks.iter().map(|chunk| ((chunk.from, chunk.to), chunk)).collect();
        let keys: HashMap<_, _> = other
            .plan
            .chunks
            .iter()
            .filter(|chunk| {
                // What has the same key is the same chunk, and there when it is looked for.
                let twin = main.get(&(chunk.from, chunk.to));
                twin.is_some_and(|twin| twin.path == chunk.path && twin.key != chunk.key)
            })
            .map(|chunk| ((chunk.from, chunk.to), chunk.key))
            .collect();
        (same && !keys.is_empty()).then(|| Self {
            name: other.checked.export.name.clone(),
            encoder: other.encoder.clone(),
            keys,
            failed: Default::default(),
        })
    }

    pub fn encoder(&self) -> &VideoEncoderSettings {
        &self.encoder
    }

    pub fn keys(&self) -> impl Iterator<Item = &Digest> {
        self.keys.values()
    }

    /// Claims its chunk of the same frames, unless it is there, somebody else is at it, or this export failed before.
    pub(super) fn begin(&self, chunk: &Chunk, store: &ChunkStore, meter: &Meter) -> Option<MakingBeside> {
        let key = self.keys.get(&(chunk.from, chunk.to))?;
        if self.failed.load(Ordering::Relaxed) || store.find(key).is_some() {
            return None;
        }
        let begun = VideoEncoder::open(&self.encoder).and_then(|encoder| {
            let parameters = encoder.parameters();
            let header = ChunkHeader { key: *key, parameters, first_frame: 0, frames: chunk.frames() };
            Ok(match store.begin(&header)? {
                Claim::Mine(writer) => Some(Making { encoder, writer }),
                Claim::Found(_) | Claim::BusyElsewhere => None,
            })
        });
        let mut beside = MakingBeside { name: self.name.clone(), making: None, failed: self.failed.clone() };
        match begun {
            Ok(making) => {
                beside.making = Some(making?);
                Some(beside)
            }
            Err(failure) => {
                beside.fail(&failure, meter);
                None
            }
        }
    }
}

/// A chunk that is made along.
pub struct MakingBeside {
    name: String,
    making: Option<Making>,
    failed: std::sync::Arc<AtomicBool>,
}

impl MakingBeside {
    /// `false` once it goes on no longer.
    pub fn frame(&mut self, planes: &FramePlanes, index: u64, signature: &Signature, meter: &Meter) -> bool {
        let pushed = self.making.as_mut().map_or(Ok(()), |making| making.frame(planes, index, signature));
        pushed.inspect_err(|failure| self.fail(failure, meter)).is_ok()
    }

    pub fn finish(mut self, chunk: &Chunk, meter: &Meter) {
        match self.making.take().map(Making::finish) {
            Some(Ok(_)) => {
                let told = format!("chunk {} of export `{}` made from the same frames", chunk.index + 1, self.name);
                meter.log(Level::Info, told);
            }
            Some(Err(failure)) => self.fail(&failure, meter),
            None => {}
        }
    }

    fn fail(&self, failure: &Failure, meter: &Meter) {
        if !self.failed.swap(true, Ordering::Relaxed) {
            let told = format!("export `{}` is not made along: {}", self.name, failure.message);
            meter.log(Level::Warning, told);
        }
    }
}

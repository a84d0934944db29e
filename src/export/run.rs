//! One export from its document to a published file.

use std::path::Path;

use crate::base::clock::{Clock, SystemClock};
use crate::base::{Digest, Failure, Reason, bytes, printable};
use crate::config::Places;
use crate::media;
use crate::plan::{self, Chunk, Plan, why};
use crate::project::image_names::ImageNames;
use crate::project::span::seconds_text;

use super::analyses::Attention;
use super::assemble::Proven;
use super::beside::{self, Beside};
use super::budget;
use super::check;
use super::composers::Adapter;
use super::event::{Completed, Event, Level, Phase};
use super::facts;
use super::formats;
use super::history;
use super::images;
use super::lane::{self, Works};
use super::limits::Limits;
use super::listening::Listening;
use super::made::{self, Made};
use super::memory::MemoryGuard;
use super::meter::{Listener, Meter, tell_until_closed, time_for};
use super::prepare::{self, Checked, Prepared};
use super::proof::Kept;
use super::publish::{self, Policy};
use super::receipt::{self, Receipt, ReceiptFile, ReceiptImage, ReceiptSound, ReceiptSource, Settings, Timings};
use super::request::ExportWork;
use super::room::Room;
use super::sound::{self, Tune};
use super::stop::{StopFlag, Stopped, cause};
use super::store::{self, ChunkStore, StoredChunk};
use super::verify;

/// How an export ended.
pub struct Outcome {
    pub result: Result<Completed, Stopped>,
    /// Chunks that it encoded itself; attempts that make none don't get a job on.
    pub chunks_encoded: u64,
}

impl Outcome {
    /// The last event of the export.
    pub fn end(&self) -> Event {
        match &self.result {
            Ok(completed) => Event::Completed(completed.clone()),
            Err(Stopped::Cancelled) => Event::Cancelled,
            Err(Stopped::Failed(failure)) => Event::Failed {
                reason: failure.reason,
                message: failure.message.clone(),
                recoverable: failure.reason.recoverable(),
            },
        }
    }

    /// The exit code of a process that did nothing else.
    pub fn exit_code(&self) -> u8 {
        match &self.result {
            Ok(_) => 0,
            Err(Stopped::Cancelled) => 130,
            Err(Stopped::Failed(failure)) => failure.exit_code(),
        }
    }
}

/// Exports one document. Everything that happens is told to `listener`, which may be called from several threads.
pub fn run(work: &ExportWork, places: &Places, limits: &Limits, stop: &StopFlag, listener: Listener) -> Outcome {
    media::memory::keep_flat();
    let meter = Meter::new(listener, limits);
    let broken = StopFlag::default();
    let memory = MemoryGuard::new(limits.memory_bytes, &broken, &meter);
    let room = Room::new(limits, meter.waits().clone(), vec![stop.clone(), broken.clone()]);
    let (done, closed) = crossbeam::channel::bounded::<()>(0);
    let result = std::thread::scope(|scope| {
        scope.spawn(|| tell_until_closed(&meter, &closed, &limits.standstill, || memory.watch()));
        // Its end, a panic's too, is what the teller waits for.
        let _done = done;
        Run { work, places, limits, stop, broken: &broken, meter: &meter, room }.all()
    });
    let result = match result {
        // The guard can only raise the flag; this is the reason behind it.
        Err(Stopped::Cancelled) if !stop.is_raised() && memory.exceeded() => Err(memory.failure().into()),
        other => other,
    };
    if let Err(Stopped::Failed(failure)) = &result {
        meter.log(Level::Error, failure.message.clone());
    }
    Outcome { result, chunks_encoded: meter.chunks_made_so_far() }
}

struct Run<'a> {
    work: &'a ExportWork,
    places: &'a Places,
    limits: &'a Limits,
    stop: &'a StopFlag,
    /// Raised when a part of the work fails, so that the others don't work on in vain.
    broken: &'a StopFlag,
    meter: &'a Meter<'a>,
    room: Room,
}

impl Run<'_> {
    fn all(&self) -> Result<Completed, Stopped> {
        self.meter.enter(Phase::Prepare);
        let checked = prepare::checked_telling(self.work, self.places, &|| self.meter.beat())?;
        for remark in checked.remark_lines() {
            self.meter.log(Level::Warning, remark);
        }
        let names = images::names_of(&checked.export)?;
        let output = names.as_ref().map_or_else(|| checked.export.output.clone(), |names| names.folder.clone());
        let policy = Policy { on_exists: checked.export.on_exists, overwrite: self.work.overwrite };
        let cache = self.places.cache();
        self.room.patiently((cache, 0), || Ok(self.make_folders(&output)?))?;
        self.meter.expect(time_for(size_of(&output)));
        publish::check_target_of(&output, names.as_ref(), policy)?;
        self.stop.check()?;
        // Sound alone needs no adapter, and no ears.
        let (adapter, prepared) = match checked.export.only_sound {
            Some(_) => (None, prepare::prepared_sound(checked)?),
            None => {
                let listening = self.room.patiently((cache, 0), || self.listen(&checked))?;
                let adapter = Adapter::find()?;
                let prepared = prepare::prepared(checked, listening, adapter.facts())?;
                (Some(adapter), prepared)
            }
        };
        self.limits.bounds.check_plan(&prepared.plan)?;
        self.say_class(&prepared);
        if names.is_some() {
            images::check_count(prepared.plan.frames.count)?;
        }
        sound::check_sources(prepared.timeline.sound(), &prepared.checked.facts)?;

        let store = self.room.patiently((cache, 0), || Ok(ChunkStore::open(&self.places.chunks())?))?;
        let store = store.waiting_for(self.room.clone());
        if let Err(failure) = store.sweep() {
            self.meter.log(Level::Warning, failure.message);
        }
        let beside = beside::of_work(self.work, self.places, (&prepared, adapter.as_ref()), self.meter);
        let along = beside.iter().flat_map(|beside| beside.keys().copied());
        let keys = prepared.plan.chunks.iter().map(|chunk| chunk.key).chain(prepared.plan.sound).chain(along);
        let keys: Vec<Digest> = keys.collect();
        let lease = self.room.patiently((cache, 0), || Ok(store.lease(&keys)?))?;
        let (found, missing) = self.look(&store, &prepared)?;
        let there = prepared.plan.chunks.iter().filter_map(|chunk| store.find(&chunk.key));
        self.meter.film_bytes(there.map(|stored| stored.payload()).sum());
        self.say_changes(&prepared, &missing);
        history::remember(self.places, &prepared);
        self.wait_for_room(&output, &prepared, &missing)?;
        let (made, since) = (missing.clone(), std::time::Instant::now());
        self.render(adapter.as_ref(), &store, &prepared, missing, &beside)?;
        drop(adapter);
        history::note(self.places, &prepared, &store, &made, since.elapsed().as_secs_f64());

        self.meter.enter(Phase::Finalize);
        let folder = output.parent().unwrap_or_else(|| Path::new("."));
        let parts = prepared.plan.chunks.iter().map(|chunk| chunk.key).chain(prepared.plan.sound);
        let needs = parts.filter_map(|key| store.find(&key)).map(|stored| stored.payload()).sum();
        self.limits.bounds.check_bytes(needs, prepared.plan.seconds().to_f64())?;
        self.room.until(folder, needs, "the finished file")?;
        let completed = self.room.patiently((folder, needs), || {
            self.finalize(&store, &prepared, (&output, names.as_ref()), policy, &found)
        })?;
        drop(lease);
        self.evict(&store);
        store::kept::evict(&self.places.kept(), self.limits.store_bytes / 8);
        Ok(completed)
    }

    /// Waits until there is room for what is to be made. Half of the estimate, which is rough: what may well fit is begun.
    fn wait_for_room(&self, output: &Path, prepared: &Prepared, missing: &[Chunk]) -> Result<(), Stopped> {
        let estimate = plan::estimate::estimate(&prepared.plan, &prepared.checked.export).output_bytes / 2;
        let (all, left) = (prepared.plan.frames.count.max(1), missing.iter().map(Chunk::frames).sum::<u64>());
        let chunks = (u128::from(estimate) * u128::from(left) / u128::from(all)) as u64;
        let folder = output.parent().unwrap_or_else(|| Path::new("."));
        self.room.until_both(&[(self.places.cache(), chunks), (folder, estimate)], "the export")
    }

    /// Hears what the pictures follow, before it is planned what they show.
    fn listen(&self, checked: &Checked) -> Result<Listening, Stopped> {
        let attention = Attention {
            go_on: &|| self.stop.check().and_then(|()| self.broken.check()),
            beat: &|| self.meter.beat(),
            tell: &|line| self.meter.log(Level::Info, line),
            unchanged: &|| facts::unchanged(&checked.facts),
        };
        Listening::of(&checked.project, &checked.facts, self.places, attention)
    }

    /// Makes room in the store. The film is published: what goes wrong here is worth a word and no more.
    fn evict(&self, store: &ChunkStore) {
        match store.evict(self.limits.store_bytes) {
            Ok(evicted) if evicted.chunks > 0 => {
                let sentence = format!("{} old chunks removed, {} freed", evicted.chunks, bytes::short(evicted.bytes));
                self.meter.log(Level::Info, sentence);
            }
            Ok(_) => {}
            Err(failure) => self.meter.log(Level::Warning, failure.message),
        }
    }

    fn make_folders(&self, output: &Path) -> Result<(), Failure> {
        let folder = output.parent().unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder).map_err(|error| Failure::io("making the output's folder", folder, &error))?;
        publish::sweep(folder);
        let cache = self.places.cache();
        self.places.make_cache().map_err(|error| Failure::io("making the cache", cache, &error))
    }

    fn say_class(&self, prepared: &Prepared) {
        let class = &prepared.plan.class;
        if prepared.checked.export.only_sound.is_some() {
            return self.meter.log(Level::Info, format!("sound alone, class {:?}", prepared.plan.determinism));
        }
        let kind = if class.software { "software adapter, on the CPU" } else { "hardware adapter" };
        self.meter.log(Level::Info, format!("{} ({kind}), class {:?}", class.adapter, prepared.plan.determinism));
        if let Some(why) = &prepared.choice.fallback {
            self.meter.log(Level::Warning, why.clone());
        }
        if let Some(encoder) = &prepared.choice.hardware {
            self.meter.log(Level::Info, format!("encoded by {encoder}, whose bytes can't be made again"));
        }
    }

    /// Why the first of the chunks that are missing is not the one of last time.
    fn say_changes(&self, prepared: &Prepared, missing: &[Chunk]) {
        let (Some(first), Some(now)) = (missing.first(), &prepared.record) else { return };
        let Some(before) = history::record(self.places, &history::film(&prepared.checked)) else { return };
        let changes = why::differences(&before, now, first.index);
        if !changes.is_empty() {
            self.meter.log(Level::Info, format!("since last time, chunk {}: {}", first.index + 1, changes.join("; ")));
        }
    }

    /// Which chunks are in the store, every one of them read and found whole, and which are to be made.
    fn look(&self, store: &ChunkStore, prepared: &Prepared) -> Result<(Vec<bool>, Vec<Chunk>), Stopped> {
        let mut found = Vec::with_capacity(prepared.plan.chunks.len());
        let mut missing = Vec::new();
        let mut found_frames = 0;
        let keys: Vec<Digest> = prepared.plan.chunks.iter().map(|chunk| chunk.key).collect();
        let go_on = || {
            self.meter.beat();
            self.stop.check()
        };
        let proven = store.verified_all(&keys, true, &go_on)?;
        for (chunk, proven) in prepared.plan.chunks.iter().zip(proven) {
            let here = proven.is_some();
            found.push(here);
            if here {
                found_frames += chunk.frames();
            } else if !missing.iter().any(|other: &Chunk| other.key == chunk.key) {
                missing.push(chunk.clone());
            } else {
                // The same stretch stands twice in the film: it is made once.
                found_frames += chunk.frames();
            }
        }
        if let (0, Some(sound)) = (prepared.plan.chunks.len(), &prepared.plan.sound) {
            found_frames = store.verified(sound)?.map_or(0, |_| prepared.plan.frames.count);
        }
        let chunks = prepared.plan.chunks.len();
        let there = chunks - missing.len();
        self.meter.set_size(prepared.plan.frames.count, chunks as u64, found_frames, there as u64);
        if there > 0 {
            self.meter.log(Level::Info, format!("{there} of {chunks} chunks were there already"));
        }
        Ok((found, missing))
    }

    fn render(
        &self,
        adapter: Option<&Adapter>,
        store: &ChunkStore,
        prepared: &Prepared,
        missing: Vec<Chunk>,
        beside: &[Beside],
    ) -> Result<(), Stopped> {
        self.meter.enter(Phase::Render);
        let Some(adapter) = adapter else { return self.make_sound(store, prepared) };
        let canvas = (prepared.checked.project.canvas.width, prepared.checked.project.canvas.height);
        let kept = self.places.kept();
        let series = prepare::series(&prepared.checked);
        let limits = budget::of_export(self.limits, prepared, beside, self.meter);
        let works = Works {
            common: prepare::common(&prepared.checked, &prepared.plan.class),
            kept: &kept,
            series: &series,
            adapter,
            timeline: &prepared.timeline,
            facts: &prepared.checked.facts,
            listening: &prepared.listening,
            store,
            encoder: &prepared.encoder,
            canvas,
            color: prepared.checked.export.video.color,
            limits: &limits,
            seconds: prepared.plan.seconds().to_f64(),
            room: &self.room,
            beside,
            meter: self.meter,
            stop: self.stop,
            broken: self.broken,
        };
        std::thread::scope(|scope| {
            let tune = scope.spawn(|| self.make_sound(store, prepared));
            let lanes = if missing.is_empty() { Ok(()) } else { lane::run_all(works, missing) };
            let tune = tune.join().unwrap_or_else(|_| Err(Failure::new(Reason::Crashed, "the mixer panicked").into()));
            cause(lanes, tune)
        })
    }

    fn make_sound(&self, store: &ChunkStore, prepared: &Prepared) -> Result<(), Stopped> {
        let (Some(key), Some(settings)) = (&prepared.plan.sound, &prepared.checked.export.sound) else { return Ok(()) };
        sound::make(Tune {
            key,
            plan: prepared.timeline.sound(),
            settings,
            facts: &prepared.checked.facts,
            store,
            room: &self.room,
            meter: self.meter,
            instead_of: if prepared.plan.chunks.is_empty() { prepared.plan.frames.count } else { 0 },
            stop: self.stop,
            broken: self.broken,
        })
    }

    fn finalize(
        &self,
        store: &ChunkStore,
        prepared: &Prepared,
        (output, names): (&Path, Option<&ImageNames>),
        policy: Policy,
        found: &[bool],
    ) -> Result<Completed, Stopped> {
        let plan = &prepared.plan;
        facts::unchanged(&prepared.checked.facts)?;
        let mut chunks = Vec::with_capacity(plan.chunks.len());
        for (chunk, found) in plan.chunks.iter().zip(found) {
            self.stop.check()?;
            self.meter.beat();
            let stored = finished(store, &chunk.key, &format!("chunk {}", chunk.index + 1))?;
            chunks.push(Proven { chunk: chunk.clone(), stored, found: *found });
        }
        let tune = plan.sound.as_ref().map(|key| finished(store, key, "the sound")).transpose()?;
        let part = Part(publish::part_name(output));
        let Made { file, images, lines, found: inspected } =
            made::film((&part.0, names), prepared, &chunks, tune.as_ref(), (self.meter, self.stop))?;
        if let Some(failure) = check::failure(&lines) {
            return Err(failure.into());
        }
        let bytes = file.bytes;
        let mut receipt = self.receipt(prepared, &chunks, tune.as_ref(), (file, images), lines);
        // A folder of pictures has a hash for each of them.
        if let Some(found) = inspected {
            self.prove((output, &part.0), (prepared, &chunks, tune.as_ref()), &found, &mut receipt)?;
        }
        self.stop.check()?;
        self.meter.expect(time_for(size_of(output)));
        let published = publish::publish_of(&part.0, (output, names), policy, &mut receipt)?;
        let shown = printable::path(&published);
        self.meter.log(Level::Success, format!("{shown}: {}, {}, verified", length_of(plan), bytes::short(bytes)));
        Ok(Completed {
            receipt: receipt::path_for(&published),
            output: published,
            frames: plan.frames.count,
            duration: plan.seconds().to_f64(),
        })
    }

    /// Puts into the receipt what the file can be held against later; on demand holds it against that at once.
    fn prove(
        &self,
        (output, part): (&Path, &Path),
        (prepared, chunks, tune): (&Prepared, &[Proven], Option<&StoredChunk>),
        found: &media::Inspection,
        receipt: &mut Receipt,
    ) -> Result<(), Stopped> {
        let go_on = || self.stop.check().inspect(|()| self.meter.beat());
        let mut proof = Kept::of(output, chunks.iter().map(|chunk| &chunk.stored), tune, &go_on)?;
        receipt.proof = Some(proof.finish(verify::stated(part, found)?)?);
        if self.work.full_verify || prepared.checked.export.full_verify {
            verify::before_publication(part, receipt, &proof, (self.meter, self.stop))?;
        }
        Ok(())
    }

    fn receipt(
        &self,
        prepared: &Prepared,
        chunks: &[Proven],
        tune: Option<&StoredChunk>,
        (file, images): (ReceiptFile, Vec<ReceiptImage>),
        check: Vec<receipt::CheckLine>,
    ) -> Receipt {
        let (plan, checked) = (&prepared.plan, &prepared.checked);
        let video = &checked.export.video;
        let sources = checked.facts.sources.iter();
        Receipt {
            receipt: 1,
            rushes: env!("CARGO_PKG_VERSION").into(),
            project: checked.project.path.clone(),
            title: checked.project.title.clone(),
            export: checked.export.name.clone(),
            file,
            images,
            frames: plan.frames.count,
            fps: plan.frames.rate,
            duration: plan.seconds().to_f64(),
            size: plan.size,
            class: plan.determinism,
            render_class: plan.class.clone(),
            settings: match (&checked.export.only_sound, &checked.export.sound) {
                (Some(_), Some(sound)) => Settings::of_sound(formats::codec(sound.codec).encoder()),
                _ => Settings {
                    encoder: prepared.encoder.codec.encoder().into(),
                    preset: video.preset.clone(),
                    tune: video.tune.clone(),
                    crf: video.crf,
                    gop_frames: plan.gop_frames,
                    fallback: prepared.choice.fallback.clone(),
                },
            },
            chunks: chunks.iter().map(Proven::receipt).collect(),
            sound: tune.map(|stored| ReceiptSound {
                key: stored.key,
                blake3: stored.footer.hash,
                samples: plan.frames.samples(),
            }),
            sources: sources
                .map(|(path, facts)| ReceiptSource {
                    path: path.clone(),
                    bytes: facts.identity.size,
                    blake3: facts.hash,
                })
                .collect(),
            check,
            proof: None,
            timings: Timings { published_at: SystemClock.unix_ms(), seconds: self.meter.elapsed().as_secs_f64() },
        }
    }
}

/// A finished chunk that is about to be joined. It was read through when it was found, or has just been made, and joining
/// reads and hashes it again; one that went bad or away in between is worth another attempt.
fn finished(store: &ChunkStore, key: &Digest, what: &str) -> Result<StoredChunk, Failure> {
    store.find(key).ok_or_else(|| {
        Failure::new(Reason::VerifyFailed, format!("{what} was removed or damaged in the cache; it is made again"))
    })
}

/// The length of what was made, as a person reads it.
fn length_of(plan: &Plan) -> String {
    match plan.chunks.len() {
        0 => format!("{} s of sound", seconds_text(plan.seconds())),
        _ => format!("{} frames", plan.frames.count),
    }
}

/// How large a file is; nothing where none can be seen.
fn size_of(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}

/// The hidden file; removed unless it got its final name.
struct Part(std::path::PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        publish::remove(&self.0);
    }
}

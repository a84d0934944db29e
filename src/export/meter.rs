//! Counts what an export does and tells it as progress events a few times a second.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::base::{Reason, process};

use super::event::{Event, Level, LogLine, Phase, Progress, Rates};
use super::flow::{Flow, Taken};
use super::limits::{Limits, Standstill};
use super::waits::Waits;

/// Who hears of an export's events. Called from several threads.
pub type Listener<'a> = &'a (dyn Fn(Event) + Sync);

/// A stage of a frame's way, for its mean time.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    Decode,
    Compose,
    Readback,
    Encode,
    /// Waiting for the encoder to take a frame.
    EncodeWait,
}

/// How many stages there are.
pub const STAGES: usize = 5;

#[derive(Default)]
struct StageTime {
    nanos: AtomicU64,
    count: AtomicU64,
}

/// Shared by all threads of one export.
pub struct Meter<'a> {
    listener: Listener<'a>,
    began: Instant,
    memory_limit: u64,
    cache_limit: u64,
    cache: AtomicU64,
    frames: AtomicU64,
    found_frames: AtomicU64,
    composed: AtomicU64,
    encoded: AtomicU64,
    chunks: AtomicU64,
    chunks_found: AtomicU64,
    chunks_made: AtomicU64,
    beats: AtomicU64,
    /// Milliseconds after the beginning up to which a single call may take.
    expected_until: AtomicU64,
    ring_used: AtomicU64,
    ring_size: AtomicU64,
    stages: [StageTime; STAGES],
    lanes: AtomicUsize,
    /// Lanes that may go on; fewer than there are where memory is short.
    lanes_allowed: AtomicUsize,
    dropped: AtomicU64,
    /// Bytes of the film's finished chunks.
    film: AtomicU64,
    waits: Waits,
    told: Mutex<Told>,
}

/// What was last told, so that percent never falls and rates are of the latest seconds.
struct Told {
    phase: Phase,
    percent: f64,
    /// Recent (when, frames encoded) pairs, at most as many as the window holds.
    window: std::collections::VecDeque<(Instant, u64)>,
    rates: [(u64, u64); STAGES],
    shown_rates: Rates,
    flow: Flow,
    waiting: Option<String>,
}

/// How far back the shown rate looks.
const WINDOW: Duration = Duration::from_secs(5);

impl<'a> Meter<'a> {
    pub fn new(listener: Listener<'a>, limits: &Limits) -> Self {
        Self {
            listener,
            began: Instant::now(),
            memory_limit: limits.memory_bytes,
            cache_limit: limits.cache_bytes,
            cache: AtomicU64::new(0),
            frames: AtomicU64::new(0),
            found_frames: AtomicU64::new(0),
            composed: AtomicU64::new(0),
            encoded: AtomicU64::new(0),
            chunks: AtomicU64::new(0),
            chunks_found: AtomicU64::new(0),
            chunks_made: AtomicU64::new(0),
            beats: AtomicU64::new(0),
            expected_until: AtomicU64::new(0),
            ring_used: AtomicU64::new(0),
            ring_size: AtomicU64::new(0),
            stages: Default::default(),
            lanes: AtomicUsize::new(0),
            lanes_allowed: AtomicUsize::new(usize::MAX),
            dropped: AtomicU64::new(0),
            film: AtomicU64::new(0),
            waits: Waits::default(),
            told: Mutex::new(Told {
                phase: Phase::Prepare,
                percent: 0.0,
                window: std::collections::VecDeque::with_capacity(32),
                rates: [(0, 0); STAGES],
                shown_rates: Rates::default(),
                flow: Flow::default(),
                waiting: None,
            }),
        }
    }

    /// Says how large the whole export is, and how much of it was found.
    pub fn set_size(&self, frames: u64, chunks: u64, found_frames: u64, chunks_found: u64) {
        self.frames.store(frames, Ordering::Relaxed);
        self.chunks.store(chunks, Ordering::Relaxed);
        self.found_frames.store(found_frames, Ordering::Relaxed);
        self.chunks_found.store(chunks_found, Ordering::Relaxed);
    }

    /// A chunk counted as missing was there after all: another process had made it meanwhile.
    pub fn found_late(&self, frames: u64) {
        self.found_frames.fetch_add(frames, Ordering::Relaxed);
        self.chunks_found.fetch_add(1, Ordering::Relaxed);
    }

    pub fn composed(&self) {
        self.composed.fetch_add(1, Ordering::Relaxed);
    }

    pub fn encoded(&self) {
        self.encoded.fetch_add(1, Ordering::Relaxed);
    }

    pub fn chunk_made(&self) {
        self.chunks_made.fetch_add(1, Ordering::Relaxed);
    }

    /// A lane begins, or ends.
    pub fn lane_began(&self) {
        self.lanes.fetch_add(1, Ordering::Relaxed);
    }

    pub fn lane_ended(&self) {
        self.lanes.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether the lane of this number, from 0, may begin another chunk.
    pub fn lane_may_go_on(&self, number: usize) -> bool {
        number < self.lanes_allowed.load(Ordering::Relaxed)
    }

    /// Lets one lane fewer go on than are at work; `None` where there is only one.
    pub fn take_a_lane_away(&self) -> Option<usize> {
        let left = self.lanes.load(Ordering::Relaxed).checked_sub(1).filter(|left| *left > 0)?;
        (self.lanes_allowed.fetch_min(left, Ordering::Relaxed) > left).then_some(left)
    }

    /// A frame was lost or came twice.
    pub fn dropped(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds bytes of finished chunks; gives what the film has come to.
    pub fn film_bytes(&self, bytes: u64) -> u64 {
        self.film.fetch_add(bytes, Ordering::Relaxed) + bytes
    }

    /// Where waits are said, so that they are told and are no standstill.
    pub fn waits(&self) -> &Waits {
        &self.waits
    }

    /// Chunks that this export encoded itself.
    pub fn chunks_made_so_far(&self) -> u64 {
        self.chunks_made.load(Ordering::Relaxed)
    }

    pub fn ring(&self, used: usize, size: usize) {
        self.ring_used.store(used as u64, Ordering::Relaxed);
        self.ring_size.store(size as u64, Ordering::Relaxed);
    }

    /// A lane keeps so many bytes on the device now, instead of as many as before.
    pub fn cache(&self, before: u64, now: u64) {
        self.cache.fetch_add(now, Ordering::Relaxed);
        self.cache.fetch_sub(before, Ordering::Relaxed);
    }

    /// Adds the time since `since` to a stage.
    pub fn spent(&self, stage: Stage, since: Instant) {
        self.spent_time(stage, since.elapsed());
    }

    pub fn spent_time(&self, stage: Stage, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let stage = &self.stages[stage as usize];
        stage.nanos.fetch_add(nanos, Ordering::Relaxed);
        stage.count.fetch_add(1, Ordering::Relaxed);
    }

    /// Says that work which makes no frames got on: a block of sound, a stretch of a file.
    pub fn beat(&self) {
        self.beats.fetch_add(1, Ordering::Relaxed);
    }

    /// Says that the next step is one call that can't tell how it gets on and may take so long.
    pub fn expect(&self, long: Duration) {
        let until = u64::try_from((self.began.elapsed() + long).as_millis()).unwrap_or(u64::MAX);
        self.expected_until.store(until, Ordering::Relaxed);
        self.beat();
    }

    /// A number that changes as long as anything moves.
    fn mark(&self) -> u64 {
        let counters = [&self.composed, &self.encoded, &self.chunks_made, &self.chunks_found, &self.beats];
        counters.into_iter().chain(self.stages.iter().map(|stage| &stage.count)).fold(0, |sum, counter| {
            // Counters only ever grow, so that their sum stays only where all of them do.
            sum + counter.load(Ordering::Relaxed)
        })
    }

    fn expects(&self) -> bool {
        self.waits.told().is_some()
            || self.began.elapsed() < Duration::from_millis(self.expected_until.load(Ordering::Relaxed))
    }

    /// Tells that the export hangs; the last that is heard of it.
    fn give_up(&self, after: Duration) {
        let reason = Reason::Stalled;
        let message = format!(
            "nothing has moved for {} s: a source, the graphics adapter or the disk does not answer; what was finished is \
             kept, try again",
            after.as_secs()
        );
        self.log(Level::Error, message.clone());
        (self.listener)(Event::Failed { reason, message, recoverable: reason.recoverable() });
    }

    /// Enters a phase and tells it at once.
    pub fn enter(&self, phase: Phase) {
        self.beat();
        if let Ok(mut told) = self.told.lock() {
            told.phase = phase;
        }
        self.tell();
    }

    pub fn log(&self, level: Level, text: impl Into<String>) {
        use crate::base::clock::{Clock, SystemClock};
        let text = crate::base::printable::text(&text.into());
        (self.listener)(Event::Log(LogLine { at: SystemClock.unix_ms(), level, text }));
    }

    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// Sends one progress event with everything as it stands.
    pub fn tell(&self) {
        let Ok(mut told) = self.told.lock() else { return };
        let now = Instant::now();
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (frames, found, encoded) = (load(&self.frames), load(&self.found_frames), load(&self.encoded));
        let done = (found + encoded).min(frames);
        told.window.push_back((now, encoded));
        while told.window.len() > 2 && told.window.front().is_some_and(|(at, _)| now - *at > WINDOW) {
            told.window.pop_front();
        }
        let fps = told.window.front().map_or(0.0, |(at, before)| {
            let seconds = (now - *at).as_secs_f64();
            if seconds > 0.2 { (encoded - before) as f64 / seconds } else { 0.0 }
        });
        let share = if frames == 0 { 0.0 } else { done as f64 / frames as f64 };
        let percent = match told.phase {
            Phase::Prepare => 0.0,
            Phase::Render | Phase::Encode => share * 99.0,
            Phase::Finalize => 99.0,
        };
        told.percent = told.percent.max(percent);
        let working = matches!(told.phase, Phase::Render | Phase::Encode);
        let eta = (working && fps > 0.0 && told.window.len() > 4).then(|| (frames - done) as f64 / fps);
        self.mean_times(&mut told);
        let nanos = std::array::from_fn(|stage| load(&self.stages[stage].nanos));
        let lanes = self.lanes.load(Ordering::Relaxed);
        let (shares, cores) = told.flow.look(Taken { at: now, nanos, cpu: process::cpu_time(), lanes });
        let waiting = self.waits.told();
        let changed = waiting.is_some() != told.waiting.is_some();
        told.waiting.clone_from(&waiting);
        let progress = Progress {
            phase: told.phase,
            percent: told.percent,
            frame: done,
            frames,
            fps,
            memory: process::resident_memory().map_or(0, |(now, _)| now),
            memory_limit: self.memory_limit,
            cache: load(&self.cache),
            cache_limit: self.cache_limit,
            chunks_done: load(&self.chunks_found) + load(&self.chunks_made),
            chunks: load(&self.chunks),
            chunks_found: load(&self.chunks_found),
            composed: load(&self.composed),
            encoded,
            rates: told.shown_rates,
            shares,
            bottleneck: if working { shares.bottleneck() } else { None },
            cores,
            lanes: u32::try_from(lanes).unwrap_or(0),
            dropped: load(&self.dropped),
            waiting: waiting.clone(),
            ring_used: u32::try_from(load(&self.ring_used)).unwrap_or(0),
            ring_size: u32::try_from(load(&self.ring_size)).unwrap_or(0),
            eta,
            elapsed: self.began.elapsed().as_secs_f64(),
        };
        drop(told);
        (self.listener)(Event::Progress(progress));
        match waiting {
            Some(why) if changed => self.log(Level::Warning, format!("waiting: {why}")),
            None if changed => self.log(Level::Info, "going on"),
            _ => {}
        }
    }

    /// Means since the last event; a stage without new frames keeps its last one.
    fn mean_times(&self, told: &mut Told) {
        let shown = [
            &mut told.shown_rates.decode_ms,
            &mut told.shown_rates.compose_ms,
            &mut told.shown_rates.readback_ms,
            &mut told.shown_rates.encode_ms,
            &mut told.shown_rates.encode_wait_ms,
        ];
        for ((stage, before), shown) in self.stages.iter().zip(&mut told.rates).zip(shown) {
            let now = (stage.nanos.load(Ordering::Relaxed), stage.count.load(Ordering::Relaxed));
            if now.1 > before.1 {
                *shown = (now.0 - before.0) as f64 / (now.1 - before.1) as f64 / 1e6;
                *before = now;
            }
        }
    }
}

/// How long a single call that reads, writes or syncs so many bytes may take on a disk that still works.
pub fn time_for(bytes: u64) -> Duration {
    const SLOWEST_BYTES_A_SECOND: u64 = 8 << 20;
    Duration::from_secs(30 + bytes / SLOWEST_BYTES_A_SECOND)
}

/// How often progress is told while an export works.
const PERIOD: Duration = Duration::from_millis(250);

/// Tells progress until `done` closes, as long as anything moves. Meant for a thread of its own beside the work; `every` is
/// asked each time.
pub fn tell_until_closed(
    meter: &Meter,
    done: &crossbeam::channel::Receiver<()>,
    limits: &Standstill,
    mut every: impl FnMut(),
) {
    use crossbeam::channel::RecvTimeoutError;
    every();
    let mut mark = meter.mark();
    // Counted in periods, not read from a clock: a process that was stopped for an hour did not hang.
    let mut still = Duration::ZERO;
    while let Err(RecvTimeoutError::Timeout) = done.recv_timeout(PERIOD) {
        every();
        still += PERIOD;
        let now = meter.mark();
        if now != mark || meter.expects() {
            (mark, still) = (now, Duration::ZERO);
        }
        if still < limits.quiet {
            meter.tell();
        } else if still >= limits.hung {
            meter.give_up(still);
            return (limits.on_hang)();
        }
    }
}

//! What one export may use. Every queue and every cache in it is as long as these say and no longer.

use std::time::Duration;

use crate::base::{Failure, Reason, printable};
use crate::compose::PATIENCE;
use crate::config::{numbers, sizes};

use super::bounds::Bounds;

/// Sizes that never change what is made, only how fast.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Chunks that are made at the same time, at most: where memory is short, fewer.
    pub lanes: usize,
    /// Readback buffers between the GPU and a lane's encoder.
    pub ring_slots: usize,
    /// Bytes of images, texts and groups kept on the GPU.
    pub cache_bytes: u64,
    /// Bytes of finished chunks kept when the export is over.
    pub store_bytes: u64,
    /// Resident bytes above which the worker stops itself.
    pub memory_bytes: u64,
    /// Bytes on a graphics adapter with memory of its own that all lanes together may take.
    pub device_bytes: u64,
    /// Bytes that stay free on every disk that is written to; where there are fewer, the export waits.
    pub least_free: u64,
    /// How long it waits for room on a disk before it gives up.
    pub disk_wait: Duration,
    /// How long the device may be at one frame.
    pub patience: Duration,
    pub standstill: Standstill,
    /// How large a film may be.
    pub bounds: Bounds,
}

/// What happens when nothing in an export moves any more: a driver, a codec or a file system hangs, and no flag reaches it.
#[derive(Debug, Clone, Copy)]
pub struct Standstill {
    /// After so long no progress is told any more, so that whoever listens sees it too.
    pub quiet: Duration,
    /// After so long the export is given up.
    pub hung: Duration,
    /// Then this ends the process. By itself an export can't: the thread that hangs is part of it.
    pub on_hang: fn(),
}

impl Limits {
    /// The limits of an export that has a process of its own, which ends when the export hangs. The environment says others
    /// than the usual ones: `RUSHES_MEMORY`, `RUSHES_CACHE`, `RUSHES_STORE`, `RUSHES_LANES` and so on.
    pub fn of_a_process() -> Result<Self, Failure> {
        let mut limits = Self::as_said()?;
        limits.standstill.on_hang = end_the_process;
        Ok(limits)
    }

    /// The usual limits, or those that the environment says.
    pub fn as_said() -> Result<Self, Failure> {
        let mut limits = Self::default();
        if let Some(memory) = sizes::said("RUSHES_MEMORY")? {
            limits.memory_bytes = memory;
            limits.cache_bytes = cache_of(memory);
        }
        if let Some(cache) = sizes::said("RUSHES_CACHE")? {
            limits.cache_bytes = cache;
        }
        if let Some(store) = sizes::said("RUSHES_STORE")? {
            limits.store_bytes = store;
        }
        if let Some(patience) = patience_said()? {
            limits.patience = patience;
        }
        limits.bounds = Bounds::said()?;
        if let Some(lanes) = numbers::said("RUSHES_LANES", 1..=MOST_LANES)? {
            limits.lanes = usize::try_from(lanes).unwrap_or(1);
        }
        if let Some(bytes) = sizes::said("RUSHES_GPU_MEMORY")? {
            limits.device_bytes = bytes;
        }
        if let Some(bytes) = sizes::said_or_nothing("RUSHES_MIN_FREE")? {
            limits.least_free = bytes;
        }
        if let Some(time) = numbers::time_said("RUSHES_DISK_WAIT")? {
            limits.disk_wait = time;
        }
        Ok(limits)
    }
}

/// `RUSHES_PATIENCE`: seconds that the device may be at one frame.
fn patience_said() -> Result<Option<Duration>, Failure> {
    let Some(text) = std::env::var_os("RUSHES_PATIENCE").filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.to_string_lossy();
    let seconds =
        text.trim().trim_end_matches('s').parse::<f64>().ok().filter(|seconds| (0.01..=3600.0).contains(seconds));
    seconds.map(|seconds| Some(Duration::from_secs_f64(seconds))).ok_or_else(|| {
        let text = printable::text(&text);
        let message = format!("RUSHES_PATIENCE: `{text}` is no time; write seconds, 0.01 to 3600, as in `30`");
        Failure::new(Reason::InvalidProject, message)
    })
}

/// More make nothing faster on any box.
pub const MOST_LANES: u64 = 64;

/// One for every four cores, as an encoder has four threads, and never fewer than two.
fn usual_lanes() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    cores.div_ceil(4).clamp(1, MOST_LANES as usize)
}

/// A quarter of what the process may use: on a software adapter it is the same memory, where decoders, the ring and an
/// encoder must find room too.
fn cache_of(memory: u64) -> u64 {
    (memory / 4).clamp(16 << 20, 1 << 30)
}

/// Worth trying again.
const TRY_AGAIN: i32 = 75;

fn end_the_process() {
    // What was told last may still be on its way to a terminal.
    std::thread::sleep(Duration::from_millis(500));
    std::process::exit(TRY_AGAIN);
}

impl Default for Standstill {
    fn default() -> Self {
        Self { quiet: Duration::from_secs(60), hung: Duration::from_secs(300), on_hang: || {} }
    }
}

impl Default for Limits {
    fn default() -> Self {
        let memory_bytes = default_memory_limit();
        Self {
            lanes: usual_lanes(),
            ring_slots: 4,
            cache_bytes: cache_of(memory_bytes),
            store_bytes: 20 << 30,
            memory_bytes,
            device_bytes: 2 << 30,
            least_free: 500_000_000,
            disk_wait: Duration::from_secs(24 * 3600),
            patience: PATIENCE,
            standstill: Standstill::default(),
            bounds: Bounds::default(),
        }
    }
}

/// The larger of 2 GiB and half the box's memory.
fn default_memory_limit() -> u64 {
    let total = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
        line.split_ascii_whitespace().nth(1)?.parse::<u64>().ok()
    });
    (total.unwrap_or(0) * 1024 / 2).max(2 << 30)
}

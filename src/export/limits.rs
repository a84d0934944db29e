//! What one export may use. Every queue and every cache in it is as long as these say and no longer.

use std::time::Duration;

use crate::base::{Failure, Reason, printable};
use crate::compose::PATIENCE;
use crate::config::sizes;

/// Sizes that never change what is made, only how fast.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Chunks that are made at the same time.
    pub lanes: usize,
    /// Readback buffers between the GPU and a lane's encoder.
    pub ring_slots: usize,
    /// Bytes of images, texts and groups kept on the GPU.
    pub cache_bytes: u64,
    /// Bytes of finished chunks kept when the export is over.
    pub store_bytes: u64,
    /// Resident bytes above which the worker stops itself.
    pub memory_bytes: u64,
    /// How long the device may be at one frame.
    pub patience: Duration,
    pub standstill: Standstill,
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
    /// The limits of an export that has a process of its own, which ends when the export hangs. `RUSHES_MEMORY`,
    /// `RUSHES_CACHE` and `RUSHES_STORE` say others than the usual ones.
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
            lanes: 1,
            ring_slots: 4,
            cache_bytes: cache_of(memory_bytes),
            store_bytes: 20 << 30,
            memory_bytes,
            patience: PATIENCE,
            standstill: Standstill::default(),
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

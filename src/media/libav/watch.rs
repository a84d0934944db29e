//! A deadline on progress, and the real reason when reading fails.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long libav may work on one packet or frame before it counts as stalled.
const LIMIT: Duration = Duration::from_secs(30);

/// Shared between a reader, libav's interrupt callback and the loop that waits for packets.
#[derive(Debug, Clone)]
pub struct Watch(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    epoch: Instant,
    began_ms: AtomicU64,
    stalled: AtomicBool,
    trouble: Mutex<Option<(io::ErrorKind, String)>>,
}

impl Watch {
    pub fn start() -> Self {
        Self(Arc::new(Inner {
            epoch: Instant::now(),
            began_ms: AtomicU64::new(0),
            stalled: AtomicBool::new(false),
            trouble: Mutex::new(None),
        }))
    }

    /// Something was achieved, or a new wait begins: the deadline starts again.
    pub fn begin(&self) {
        self.0.began_ms.store(self.now_ms(), Ordering::Relaxed);
    }

    /// Whether the deadline has passed; asked by libav in its loops.
    pub fn expired(&self) -> bool {
        let waited = self.now_ms().saturating_sub(self.0.began_ms.load(Ordering::Relaxed));
        let expired = u128::from(waited) > LIMIT.as_millis();
        if expired {
            self.0.stalled.store(true, Ordering::Relaxed);
        }
        expired
    }

    pub fn stalled(&self) -> bool {
        self.0.stalled.load(Ordering::Relaxed)
    }

    /// The first error that the operating system gave while reading.
    pub fn trouble(&self) -> Option<(io::ErrorKind, String)> {
        self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, error: &io::Error) {
        let mut trouble = self.0.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.get_or_insert_with(|| (error.kind(), error.to_string()));
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.0.epoch.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// The open file as libav reads it: one descriptor, so that the bytes hashed are the bytes decoded.
#[derive(Debug)]
pub struct WatchedFile {
    pub file: File,
    pub watch: Watch,
}

impl Read for WatchedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer).inspect_err(|error| self.watch.note(error))
    }
}

impl Seek for WatchedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

//! The limits and waits of an engine, in one place.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

#[derive(Debug, Clone)]
pub struct Options {
    /// The program that works on an order, and its first arguments; the attempt's folder is appended.
    pub worker: Vec<OsString>,
    /// Jobs that run at the same time.
    pub lanes: usize,
    /// How often a worker's report is looked at.
    pub look: Duration,
    /// A worker that neither reports nor computes, reads or writes for so long is taken for hung.
    pub stall: Duration,
    /// Between asking a worker to stop and making it.
    pub grace: Duration,
    /// Before another attempt after a failure that the worker named. One that died without a word is followed at once.
    pub pause: Duration,
}

impl Options {
    /// Workers are `EXE worker DIR`.
    pub fn with_workers_of(exe: &Path) -> Self {
        Self {
            worker: vec![exe.into(), "worker".into()],
            lanes: 1,
            look: Duration::from_millis(150),
            stall: Duration::from_secs(120),
            grace: Duration::from_millis(400),
            pause: Duration::from_secs(3),
        }
    }
}

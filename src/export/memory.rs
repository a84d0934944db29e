//! Watches what an export really takes: fewer lanes before it is too much, and an end of its own before the system's guard
//! stops something else.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::base::{Failure, Reason, bytes, process};

use super::event::Level;
use super::meter::Meter;
use super::stop::StopFlag;

/// From this part of the limit on, lanes are taken away.
const TIGHT: f64 = 0.85;
/// A lane that is to end finishes its chunk first: before that shows, none other is taken away.
const BETWEEN: Duration = Duration::from_secs(10);

pub struct MemoryGuard<'a> {
    limit: u64,
    broken: &'a StopFlag,
    meter: &'a Meter<'a>,
    exceeded: AtomicBool,
    taken: Mutex<Option<Instant>>,
}

impl<'a> MemoryGuard<'a> {
    pub fn new(limit: u64, broken: &'a StopFlag, meter: &'a Meter<'a>) -> Self {
        Self { limit, broken, meter, exceeded: AtomicBool::new(false), taken: Mutex::new(None) }
    }

    /// Looks once.
    pub fn watch(&self) {
        let Some((now, _)) = process::resident_memory() else { return };
        if now > self.limit {
            self.exceeded.store(true, Ordering::Release);
            self.broken.raise();
        } else if now as f64 > self.limit as f64 * TIGHT {
            self.make_room(now);
        }
    }

    fn make_room(&self, now: u64) {
        let Ok(mut taken) = self.taken.lock() else { return };
        if taken.is_some_and(|at| at.elapsed() < BETWEEN) {
            return;
        }
        if let Some(left) = self.meter.take_a_lane_away() {
            *taken = Some(Instant::now());
            let (now, limit) = (bytes::short(now), bytes::short(self.limit));
            let lanes = if left == 1 { "one lane goes on".to_owned() } else { format!("{left} lanes go on") };
            self.meter.log(Level::Warning, format!("memory is short, {now} of {limit} are used: {lanes}"));
        }
    }

    pub fn exceeded(&self) -> bool {
        self.exceeded.load(Ordering::Acquire)
    }

    pub fn failure(&self) -> Failure {
        let limit = bytes::short(self.limit);
        Failure::new(
            Reason::MemoryLimit,
            format!("the export needed more than its {limit} of memory; RUSHES_MEMORY allows it more"),
        )
    }
}

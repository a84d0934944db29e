//! Where the time of an export goes: parts of the lanes' time by stage, and cores kept busy, over the latest seconds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::event::Shares;
use super::meter::{STAGES, Stage};

/// How far back it looks.
const WINDOW: Duration = Duration::from_secs(5);
/// Over less than this nothing can be said.
const LEAST: Duration = Duration::from_millis(400);

/// All counters as they stood at one time.
#[derive(Debug, Clone, Copy)]
pub struct Taken {
    pub at: Instant,
    /// Nanoseconds in each stage, all lanes together.
    pub nanos: [u64; STAGES],
    /// Processor time of the process.
    pub cpu: Duration,
    pub lanes: usize,
}

/// The looks of the latest seconds.
#[derive(Debug, Default)]
pub struct Flow {
    looks: VecDeque<Taken>,
}

impl Flow {
    /// Adds a look, and says where the time went since the oldest one that is kept.
    pub fn look(&mut self, now: Taken) -> (Shares, f64) {
        while self.looks.front().is_some_and(|first| now.at - first.at > WINDOW) {
            self.looks.pop_front();
        }
        self.looks.push_back(now);
        let Some(first) = self.looks.front() else { return Default::default() };
        let passed = now.at - first.at;
        if passed < LEAST {
            return Default::default();
        }
        let cores = now.cpu.saturating_sub(first.cpu).as_secs_f64() / passed.as_secs_f64();
        // A lane that began or ended meanwhile was there for a part of it.
        let lanes = self.looks.iter().map(|look| look.lanes).sum::<usize>() as f64 / self.looks.len() as f64;
        if lanes == 0.0 {
            return (Shares::default(), cores);
        }
        let share = |stage: Stage| {
            let nanos = now.nanos[stage as usize].saturating_sub(first.nanos[stage as usize]);
            (nanos as f64 / (passed.as_nanos() as f64 * lanes)).min(1.0)
        };
        let shares = Shares {
            decode: share(Stage::Decode),
            compose: share(Stage::Compose),
            readback_wait: share(Stage::Readback),
            encode_wait: share(Stage::EncodeWait),
            encode: share(Stage::Encode),
        };
        (shares, cores)
    }
}

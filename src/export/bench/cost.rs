//! Time as it passes, and the time that processors spent on this process meanwhile.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

/// What a piece of work took. On a busy box processor time stays put where the other does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    pub frames: u64,
    /// Seconds that passed.
    pub wall: f64,
    /// Seconds that processors spent, of all threads together.
    pub cpu: f64,
}

impl Cost {
    /// Does `work`, which says how many frames it made.
    pub fn of<E>(work: impl FnOnce() -> Result<u64, E>) -> Result<Self, E> {
        let (began, spent) = (Instant::now(), spent());
        let frames = work()?;
        let cpu = self::spent().saturating_sub(spent).as_secs_f64();
        Ok(Self { frames, wall: began.elapsed().as_secs_f64(), cpu })
    }

    /// Without a part of it that was measured by itself.
    #[must_use]
    pub fn without(self, part: Self) -> Self {
        Self { frames: self.frames, wall: (self.wall - part.wall).max(0.0), cpu: (self.cpu - part.cpu).max(0.0) }
    }

    /// Milliseconds of processor time that a frame takes.
    pub fn cpu_ms(&self) -> f64 {
        if self.frames == 0 { 0.0 } else { self.cpu * 1000.0 / self.frames as f64 }
    }

    /// Frames a second.
    pub fn fps(&self) -> f64 {
        if self.wall > 0.0 { self.frames as f64 / self.wall } else { 0.0 }
    }
}

fn spent() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

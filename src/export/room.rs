//! Room on the disks that an export writes to. Where there is none it waits, says so, and goes on by itself.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::base::{Failure, Reason, bytes, printable};

use super::limits::Limits;
use super::stop::{StopFlag, Stopped};
use super::waits::{Wait, Waits};

/// Between two looks at a disk.
const LOOK: Duration = Duration::from_millis(250);
/// Between two tries of something that failed though there seemed to be room.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Between two looks at the flags: an export that waits is cancelled as fast as one that works.
const NAP: Duration = Duration::from_millis(50);

/// Whom to ask for room, on any thread.
#[derive(Debug, Clone)]
pub struct Room {
    waits: Waits,
    stops: Vec<StopFlag>,
    /// Bytes that stay free.
    least: u64,
    /// After so long it gives up.
    longest: Duration,
}

impl Room {
    pub fn new(limits: &Limits, waits: Waits, stops: Vec<StopFlag>) -> Self {
        Self { waits, stops, least: limits.least_free, longest: limits.disk_wait }
    }

    /// Returns once there are `needs` bytes where `place` lies, and the least that stays free beside them.
    pub fn until(&self, place: &Path, needs: u64, what: &str) -> Result<(), Stopped> {
        self.until_both(&[(place, needs)], what)
    }

    /// As [`until`](Self::until), for several places. Those on one disk need what they need together.
    pub fn until_both(&self, places: &[(&Path, u64)], what: &str) -> Result<(), Stopped> {
        let since = Instant::now();
        let mut wait = None;
        while let Some(short) = self.short_of(places) {
            let why = short.sentence(what);
            if since.elapsed() >= self.longest {
                return Err(Failure::new(Reason::DiskFull, why).into());
            }
            self.waiting(&mut wait, why);
            self.sleep(LOOK)?;
        }
        Ok(())
    }

    /// Does a step again and again for as long as the disk at `place` is full; `needs` is what it takes at most.
    pub fn patiently<T>(
        &self,
        (place, needs): (&Path, u64),
        mut step: impl FnMut() -> Result<T, Stopped>,
    ) -> Result<T, Stopped> {
        let since = Instant::now();
        let (mut wait, mut pause) = (None, LOOK);
        loop {
            let failure = match step() {
                Err(Stopped::Failed(failure)) if failure.reason == Reason::DiskFull => failure,
                other => return other,
            };
            if since.elapsed() >= self.longest {
                return Err(failure.into());
            }
            self.waiting(&mut wait, failure.message);
            self.sleep(pause)?;
            pause = (pause * 2).min(LONGEST_PAUSE);
            while self.short_of(&[(place, needs)]).is_some() && since.elapsed() < self.longest {
                self.sleep(LOOK)?;
            }
        }
    }

    /// Called when a write found the disk full: returns when it is worth another try.
    pub fn after_full(&self, path: &Path, error: &io::Error) -> Result<(), Stopped> {
        let since = Instant::now();
        let shown = printable::path(path.parent().unwrap_or(path));
        let _wait = self.waits.begin(format!("{shown}: {error}; free some space, and it goes on"));
        loop {
            self.sleep(LOOK)?;
            // A quota is full where the disk is not: only trying tells.
            if self.short_of(&[(path, 0)]).is_none() {
                return Ok(());
            }
            if since.elapsed() >= self.longest {
                return Err(Failure::new(Reason::DiskFull, format!("{shown}: {error}; free some space")).into());
            }
        }
    }

    /// Whether the disk at `place` has less than must stay free, so that whoever writes there may well be waiting.
    pub fn is_short(&self, place: &Path) -> bool {
        self.short_of(&[(place, 0)]).is_some()
    }

    /// Sleeps unless it is to stop.
    pub fn sleep(&self, long: Duration) -> Result<(), Stopped> {
        let until = Instant::now() + long;
        loop {
            self.stops.iter().try_for_each(StopFlag::check)?;
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(NAP));
        }
    }

    fn waiting(&self, wait: &mut Option<Wait>, why: String) {
        match wait {
            Some(wait) => wait.say(why),
            None => *wait = Some(self.waits.begin(why)),
        }
    }

    /// The first disk that has less than it must.
    fn short_of(&self, places: &[(&Path, u64)]) -> Option<Short> {
        let on: Vec<_> = places.iter().map(|(place, needs)| (disk_of(place), *place, *needs)).collect();
        on.iter().find_map(|(disk, place, _)| {
            let (device, free) = (*disk)?;
            let here = on.iter().filter(|(other, ..)| other.is_some_and(|(other, _)| other == device));
            let needs = here.map(|(_, _, needs)| needs).fold(self.least, |sum, needs| sum.saturating_add(*needs));
            (free < needs).then(|| Short { place: place.to_path_buf(), free, needs, least: self.least })
        })
    }
}

struct Short {
    place: PathBuf,
    free: u64,
    needs: u64,
    least: u64,
}

impl Short {
    fn sentence(&self, what: &str) -> String {
        let place = printable::path(&self.place);
        let (free, needs) = (bytes::short(self.free), bytes::short(self.needs - self.least));
        let stay = match self.least {
            0 => String::new(),
            least => format!(" and {} stay free (RUSHES_MIN_FREE)", bytes::short(least)),
        };
        format!("{place}: {free} are free, {what} needs {needs}{stay}; free some space, and it goes on")
    }
}

/// The disk on which a place lies or will lie, by its number, and what a user may still write there.
fn disk_of(place: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let there = place.ancestors().find(|there| there.exists())?;
    let device = std::fs::metadata(there).ok()?.dev();
    Some((device, super::prepare::free_bytes(there)?))
}

/// Whether an error says that there is no room now; a file that may not grow any further is something else.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

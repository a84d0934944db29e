//! Chunks that another process is making: they are waited for, for as long as that process gets on.

use std::time::{Duration, Instant};

use crate::base::author::Author;
use crate::base::{Digest, Failure, Reason};

use super::room::Room;
use super::stop::Stopped;
use super::store::{Busy, ChunkStore};
use super::waits::Waits;

const LOOK: Duration = Duration::from_millis(200);
/// Whoever shows no sign of life for so long is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(600);

/// Returns once nobody is at the chunk of this key: it is there then, or may be claimed.
pub fn wait_for(store: &ChunkStore, key: &Digest, what: &str, (room, waits): (&Room, &Waits)) -> Result<(), Stopped> {
    let mut wait = None;
    let (mut beat, mut since) = (None, Instant::now());
    while let Some(busy) = store.busy(key) {
        let _said = wait.get_or_insert_with(|| waits.begin(sentence(what, &busy)));
        // Its disk is ours: while it waits for room, it shows no sign of life and is alive.
        if beat != busy.beat || room.is_short(store.folder()) {
            (beat, since) = (busy.beat, Instant::now());
        }
        if since.elapsed() >= PATIENCE {
            let told = format!("{}, which has not moved for ten minutes", sentence(what, &busy));
            return Err(Failure::new(Reason::Stalled, told).into());
        }
        room.sleep(LOOK)?;
    }
    // Whoever asks for the right at the same time is here for a moment only.
    room.sleep(Duration::from_millis(10))
}

fn sentence(what: &str, busy: &Busy) -> String {
    let here = Author::current();
    match busy.author {
        Some(author) if here.is_some_and(|here| here.place == author.place) => {
            format!("{what} is being made by another export, process {}", author.process.pid)
        }
        Some(author) => format!("{what} is being made by another export, process {} elsewhere", author.process.pid),
        None => format!("{what} is being made by another export"),
    }
}

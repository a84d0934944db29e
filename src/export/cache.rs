//! What lies in the cache, how much of it jobs that run now still need, and making room: by size, by age, or all of it.
//! Nothing in it is ever the only copy of anything: what is gone is made again.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::analyses::Analyses;
use super::prepare::free_bytes;
use super::publish;
use super::stop::Stopped;
use super::store::ChunkStore;
use crate::base::{Digest, Failure};
use crate::config::Places;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Encoded stretches of films, and their sounds.
    Chunks,
    /// What reactive layers hear.
    Analyses,
    /// What layers keep from frame to frame.
    Kept,
    /// Facts about sources.
    Probes,
    /// What chunks were made of, and how long it took.
    Plans,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Chunks, Self::Analyses, Self::Kept, Self::Probes, Self::Plans];
}

/// How much there is of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stock {
    pub kind: Kind,
    pub files: u64,
    pub bytes: u64,
    /// Of these, what jobs that run now need.
    pub held_files: u64,
    pub held_bytes: u64,
    /// When the one that was not used for longest was used, milliseconds since 1970.
    pub oldest: Option<i64>,
}

/// What is let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prune {
    /// The least recently used, until the rest takes no more than so many bytes.
    To(u64),
    /// What was not used for so long.
    Older(Duration),
    All,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Pruned {
    pub files: u64,
    pub bytes: u64,
    /// Bytes that stayed.
    pub left: u64,
    /// Of these, what jobs that run now need.
    pub held: u64,
}

/// What reading all chunks found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    pub chunks: u64,
    pub bytes: u64,
    /// Those that were not what they should be, and were removed.
    pub damaged: Vec<Digest>,
}

/// The cache of one user.
pub struct Cache<'a> {
    places: &'a Places,
    store: ChunkStore,
}

struct Item {
    kind: Kind,
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
    held: bool,
}

impl<'a> Cache<'a> {
    pub fn open(places: &'a Places) -> Result<Self, Failure> {
        let cache = places.cache();
        places.make_cache().map_err(|error| Failure::io("making the cache", cache, &error))?;
        Ok(Self { places, store: ChunkStore::open(&places.chunks())? })
    }

    /// Bytes that are free where it lies.
    pub fn free(&self) -> Option<u64> {
        free_bytes(self.places.cache())
    }

    pub fn stocks(&self) -> Result<Vec<Stock>, Failure> {
        let items = self.items()?;
        let stock = |kind| {
            let own = || items.iter().filter(move |item| item.kind == kind);
            let (held, sum) =
                (own().filter(|item| item.held), |(files, bytes), item: &Item| (files + 1, bytes + item.bytes));
            let (files, bytes) = own().fold((0, 0), sum);
            let (held_files, held_bytes) = held.fold((0, 0), sum);
            let oldest = own().map(|item| item.used).min().map(unix_ms);
            Stock { kind, files, bytes, held_files, held_bytes, oldest }
        };
        Ok(Kind::ALL.into_iter().map(stock).collect())
    }

    /// Reads every chunk and removes those that are damaged. That is no use of them: which go first stays as it is.
    pub fn verify(&self, go_on: &(dyn Fn() -> Result<(), Stopped> + Sync)) -> Result<Proof, Stopped> {
        let chunks = self.store.chunks()?;
        let keys: Vec<Digest> = chunks.iter().map(|(key, ..)| *key).collect();
        let found = self.store.verified_all(&keys, false, go_on)?;
        let mut proof = Proof { chunks: keys.len() as u64, ..Proof::default() };
        for ((key, _, bytes, _), found) in chunks.iter().zip(found) {
            proof.bytes += bytes;
            if found.is_none() {
                proof.damaged.push(*key);
            }
        }
        Ok(proof)
    }

    /// Makes room, sparing what jobs that run now need and what can't be removed. What processes that are gone left
    /// half-made goes too.
    pub fn prune(&self, prune: Prune, now: SystemTime) -> Result<Pruned, Failure> {
        let swept = self.store.sweep()?;
        if self.places.analyses().is_dir() {
            Analyses::open(&self.places.analyses())?.tidy(u64::MAX)?;
        }
        for folder in [self.places.facts(), self.places.plans(), self.places.cache().to_path_buf()] {
            publish::sweep(&folder);
        }
        for series in std::fs::read_dir(self.places.kept()).into_iter().flatten().flatten() {
            publish::sweep(&series.path());
        }
        let mut items = self.items()?;
        items.sort_by(|a, b| (a.used, &a.path).cmp(&(b.used, &b.path)));
        let left = items.iter().map(|item| item.bytes).sum();
        let held = items.iter().filter(|item| item.held).map(|item| item.bytes).sum();
        let mut pruned = Pruned { files: swept.parts, bytes: swept.bytes, left, held };
        for item in items.iter().filter(|item| !item.held) {
            let goes = match prune {
                Prune::All => true,
                Prune::To(most) => pruned.left > most,
                Prune::Older(age) => now.duration_since(item.used).is_ok_and(|since| since > age),
            };
            if goes && remove(item) {
                pruned.files += 1;
                pruned.bytes += item.bytes;
                pruned.left -= item.bytes;
            }
        }
        Ok(pruned)
    }

    /// Everything that is kept. Leases are read after the chunks, so that a job that leased and then made one is not missed.
    fn items(&self) -> Result<Vec<Item>, Failure> {
        let chunks = self.store.chunks()?;
        let leased = self.store.leased()?;
        // Where a lease can't be read, all that it could name is held.
        let holds = |key: &Digest| leased.as_ref().is_none_or(|keys: &HashSet<Digest>| keys.contains(key));
        let busy = leased.as_ref().is_none_or(|keys| !keys.is_empty());
        let mut items: Vec<Item> = chunks
            .into_iter()
            .map(|(key, path, bytes, used)| Item { kind: Kind::Chunks, held: holds(&key), path, bytes, used })
            .collect();
        let places = self.places;
        for (kind, folder) in
            [(Kind::Analyses, places.analyses()), (Kind::Probes, places.facts()), (Kind::Plans, places.plans())]
        {
            add_files(kind, &folder, &mut items);
        }
        for series in std::fs::read_dir(places.kept()).into_iter().flatten().flatten() {
            add_files(Kind::Kept, &series.path(), &mut items);
        }
        add_file(Kind::Plans, &places.speeds(), &mut items);
        for item in &mut items {
            match item.kind {
                // Which series a job keeps its pictures in is not said in its lease.
                Kind::Kept => item.held = busy,
                Kind::Analyses => item.held = File::open(&item.path).is_ok_and(|file| file.try_lock().is_err()),
                Kind::Chunks | Kind::Probes | Kind::Plans => {}
            }
        }
        Ok(items)
    }
}

/// Whole files in a folder; hidden ones are in the making.
fn add_files(kind: Kind, folder: &Path, items: &mut Vec<Item>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            add_file(kind, &entry.path(), items);
        }
    }
}

fn add_file(kind: Kind, path: &Path, items: &mut Vec<Item>) {
    if let Ok(meta) = std::fs::symlink_metadata(path)
        && meta.is_file()
    {
        let used = meta.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        items.push(Item { kind, path: path.to_path_buf(), bytes: meta.len(), used, held: false });
    }
}

fn remove(item: &Item) -> bool {
    if item.kind == Kind::Analyses {
        // It may have been opened since it was looked at.
        return File::open(&item.path)
            .is_ok_and(|file| file.try_lock().is_ok() && std::fs::remove_file(&item.path).is_ok());
    }
    let removed = std::fs::remove_file(&item.path).is_ok();
    if removed && item.kind == Kind::Kept {
        // Only one that is empty goes.
        let _ = item.path.parent().map(std::fs::remove_dir);
    }
    removed
}

fn unix_ms(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

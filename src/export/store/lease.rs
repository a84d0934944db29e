//! Leases: which chunks a job still needs. A lease is a file, locked for as long as the job's process lives, that names
//! keys; eviction spares them. A lease that nobody locks any more is stale and removed.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::folder::{ChunkStore, entries, make_folder, remove, store_failure};
use crate::base::author::{self, Author};
use crate::base::{Digest, Failure};

/// How large the store may grow before the least recently used chunks go: 20 GiB.
pub const DEFAULT_LIMIT: u64 = 20 << 30;

/// Chunks that eviction spares for as long as this lives, or its process does.
#[derive(Debug)]
pub struct Lease {
    path: PathBuf,
    _file: File,
}

/// What an eviction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evicted {
    pub chunks: u64,
    pub bytes: u64,
    /// Bytes of the chunks that stayed.
    pub kept: u64,
}

impl ChunkStore {
    /// Spares `keys` from eviction until the lease is dropped.
    pub fn lease(&self, keys: &[Digest]) -> Result<Lease, Failure> {
        let folder = self.leases();
        make_folder(&folder)?;
        let failed = |error: &std::io::Error| store_failure("writing a lease", &folder, error);
        // Locked and whole before it has the name by which eviction knows leases.
        let mut draft = tempfile::Builder::new()
            .prefix(&format!("{}.", self.author()))
            .suffix(".draft")
            .tempfile_in(&folder)
            .map_err(|error| failed(&error))?;
        draft.as_file().try_lock().map_err(|error| failed(&error.into()))?;
        let mut text = String::with_capacity(keys.len() * 65);
        for key in keys {
            text.push_str(&key.to_hex());
            text.push('\n');
        }
        draft.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
        let path = draft.path().with_extension("lease");
        let file = draft.persist(&path).map_err(|error| failed(&error.error))?;
        Ok(Lease { path, _file: file })
    }

    /// Removes the least recently used chunks until the rest fits into `limit` bytes, sparing what living leases name
    /// and what can't be removed.
    pub fn evict(&self, limit: u64) -> Result<Evicted, Failure> {
        let mut chunks = self.chunks()?;
        let mut kept: u64 = chunks.iter().map(|(_, _, bytes, _)| bytes).sum();
        let mut evicted = Evicted { kept, ..Evicted::default() };
        // Leases are read after the chunks, so that a job that leased and then made a chunk is never missed. One whose lease
        // comes later than this finds a chunk gone at worst, and makes it again.
        let Some(leased) = self.leased()? else { return Ok(evicted) };
        chunks.sort_by_key(|(key, _, _, used)| (*used, *key));
        for (key, path, bytes, _) in chunks {
            if kept <= limit {
                break;
            }
            if leased.contains(&key) {
                continue;
            }
            if remove(&path).is_err() {
                continue;
            }
            kept -= bytes;
            evicted.chunks += 1;
            evicted.bytes += bytes;
        }
        evicted.kept = kept;
        Ok(evicted)
    }

    /// The keys of all living leases; `None` where one of them can't be read, so that nothing may go.
    pub(in crate::export) fn leased(&self) -> Result<Option<HashSet<Digest>>, Failure> {
        let mut keys = HashSet::new();
        for entry in entries(&self.leases())? {
            let path = entry.path();
            match path.extension().and_then(|kind| kind.to_str()) {
                Some("lease") => {}
                Some("draft") if abandoned(&path) => {
                    let _ = remove(&path);
                    continue;
                }
                _ => continue,
            }
            let Ok(file) = File::open(&path) else { continue };
            match file.try_lock() {
                Ok(()) => drop(remove(&path)),
                Err(_) => match std::fs::read_to_string(&path) {
                    Ok(text) => {
                        for line in text.lines() {
                            let Ok(key) = line.parse() else { return Ok(None) };
                            keys.insert(key);
                        }
                    }
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                    Err(_) => return Ok(None),
                },
            }
        }
        Ok(Some(keys))
    }

    fn leases(&self) -> PathBuf {
        self.folder().join("leases")
    }
}

/// Whether nobody will finish this draft.
fn abandoned(draft: &Path) -> bool {
    let name = draft.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('.'));
    let author = name.and_then(|(author, _)| author.parse::<Author>().ok());
    let untouched = std::fs::metadata(draft).ok().and_then(|facts| author::untouched(&facts));
    author.is_none_or(|author| author.is_gone(untouched))
}

impl Drop for Lease {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

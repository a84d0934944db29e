//! Whether chunks are what they were when they were made: the whole file is hashed, and what it says of itself is held
//! against its key. Many are read side by side: hashing keeps one core busy, and a disk answers several at once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::chunk_file::{COUNTS_BYTES, ChunkFooter};
use super::folder::{ChunkStore, StoredChunk};
use super::reader::{ChunkReader, footer_of};
use crate::base::{Digest, Failure, Reason};
use crate::export::stop::Stopped;

/// What is read at a time: small enough to stay in a core's own cache.
const BLOCK: usize = 256 << 10;
/// More readers than this only wait for the disk.
const MOST_READERS: usize = 8;

impl ChunkStore {
    /// As [`verified`](Self::verified) for many chunks at once, in the order of their keys; `used` says whether that counts
    /// as a use of them. `go_on` is asked before each.
    pub fn verified_all(
        &self,
        keys: &[Digest],
        used: bool,
        go_on: &(dyn Fn() -> Result<(), Stopped> + Sync),
    ) -> Result<Vec<Option<StoredChunk>>, Stopped> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let readers = cores.min(MOST_READERS).min(keys.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let mut own = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(key) = keys.get(index) else { return Ok(own) };
                go_on()?;
                own.push((index, self.looked_through(key, used)?));
            }
        };
        let found: Vec<Result<Vec<_>, Stopped>> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..readers).map(|_| scope.spawn(work)).collect();
            let mut found = vec![work()];
            let panicked = |_| Err(Failure::new(Reason::Crashed, "reading chunks panicked").into());
            found.extend(others.into_iter().map(|reader| reader.join().unwrap_or_else(panicked)));
            found
        });
        let mut all = vec![None; keys.len()];
        for one in found {
            for (index, chunk) in one? {
                all[index] = chunk;
            }
        }
        Ok(all)
    }
}

/// The footer of a chunk's file whose every byte is as it was written and that has this key.
pub(super) fn proven(file: &mut File, key: &Digest, reader: &ChunkReader) -> io::Result<Option<ChunkFooter>> {
    let Some(footer) = footer_of(file)? else { return Ok(None) };
    let header = reader.header();
    if header.key != *key || (header.frames, header.signatures()) != (footer.frames, footer.signatures) {
        return Ok(None);
    }
    let mut hasher = blake3::Hasher::new();
    file.seek(SeekFrom::Start(0))?;
    let mut covered = file.take(footer.length.saturating_add(COUNTS_BYTES as u64));
    let mut block = vec![0; BLOCK];
    loop {
        let count = covered.read(&mut block)?;
        if count == 0 {
            break;
        }
        hasher.update(&block[..count]);
    }
    Ok((footer.hash == Digest::from_bytes(*hasher.finalize().as_bytes())).then_some(footer))
}

//! The folder of finished chunks: found under their key, checked before they are used, claimed before they are made.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::chunk_file::{ChunkFooter, ChunkHeader, PACKET_HEAD, SIGNATURE_RECORD};
use super::proof::proven;
use super::reader::{ChunkReader, footer_of};
use super::writer::ChunkWriter;
use crate::base::atomic_file::sync_folder;
use crate::base::author::{self, Author};
use crate::base::{Digest, Failure, Reason, printable};
use crate::export::room::Room;

/// Finished chunks by key. Cheap to clone; several processes may use one folder at the same time.
#[derive(Debug, Clone)]
pub struct ChunkStore {
    folder: PathBuf,
    author: Author,
    room: Option<Room>,
}

/// A chunk that lies in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChunk {
    pub key: Digest,
    pub path: PathBuf,
    pub footer: ChunkFooter,
}

impl StoredChunk {
    /// About as many bytes as its packets take in a film: what the log adds to them is left out.
    pub fn payload(&self) -> u64 {
        self.footer.length.saturating_sub(self.footer.signatures * SIGNATURE_RECORD + self.footer.packets * PACKET_HEAD)
    }

    pub fn reader(&self) -> Result<ChunkReader, Failure> {
        let reader = ChunkReader::open(&self.path)?;
        if reader.header().key == self.key {
            return Ok(reader);
        }
        let told = format!("{}: this is the chunk of another key", printable::path(&self.path));
        Err(Failure::new(Reason::VerifyFailed, told))
    }
}

/// Who makes a chunk.
pub enum Claim {
    /// You do.
    Mine(ChunkWriter),
    /// It was finished in the meantime, and is whole.
    Found(StoredChunk),
    /// Someone else is at it: do something else and ask again.
    BusyElsewhere,
}

/// Somebody else who makes a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// Unknown for a moment after it began.
    pub author: Option<Author>,
    /// When it last got on.
    pub beat: Option<SystemTime>,
}

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub parts: u64,
    pub bytes: u64,
}

impl ChunkStore {
    /// The store in `folder`, which is made if it isn't there.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        make_folder(folder)?;
        let author = Author::current().ok_or_else(|| {
            Failure::new(
                Reason::Permission,
                "/proc can't be read; mount it, so that left-over chunks can be told apart",
            )
        })?;
        Ok(Self { folder: folder.to_owned(), author, room: None })
    }

    /// The same store, whose writers wait where the disk is full.
    #[must_use]
    pub fn waiting_for(self, room: Room) -> Self {
        Self { room: Some(room), ..self }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The chunk of this key if there is a file that looks like one. Quick, for plans and estimates; before a chunk is
    /// relied on it goes through [`verified`](Self::verified).
    pub fn find(&self, key: &Digest) -> Option<StoredChunk> {
        let path = self.place(key);
        let footer = footer_of(&mut File::open(&path).ok()?).ok()??;
        Some(StoredChunk { key: *key, path, footer })
    }

    /// The chunk of this key if its whole file was read and found right. A damaged one is removed and counts as absent.
    pub fn verified(&self, key: &Digest) -> Result<Option<StoredChunk>, Failure> {
        self.looked_through(key, true)
    }

    pub(super) fn looked_through(&self, key: &Digest, used: bool) -> Result<Option<StoredChunk>, Failure> {
        let path = self.place(key);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(store_failure("opening a chunk", &path, &error)),
        };
        let footer = ChunkReader::open(&path).ok().and_then(|reader| proven(&mut file, key, &reader).ok().flatten());
        if let Some(footer) = footer {
            if used {
                // Eviction goes by the time of the last use. Not being able to note it costs a chunk at worst.
                let _ = file.set_modified(SystemTime::now());
            }
            return Ok(Some(StoredChunk { key: *key, path, footer }));
        }
        remove(&path)?;
        Ok(None)
    }

    /// Claims the chunk that `header` describes, for as long as the writer lives.
    pub fn begin(&self, header: &ChunkHeader) -> Result<Claim, Failure> {
        let place = self.place(&header.key);
        let shard = self.shard(&header.key);
        if !shard.is_dir() {
            // Its name must survive a power cut as well as the chunk's.
            make_folder(&shard)?;
            sync_folder(&self.folder)
                .map_err(|error| store_failure("syncing the chunk folder", &self.folder, &error))?;
        }
        let Some(claim) = ClaimLock::try_take(shard.join(format!("{}.lock", header.key)))? else {
            return Ok(Claim::BusyElsewhere);
        };
        claim.sign(self.author);
        if let Some(chunk) = self.verified(&header.key)? {
            return Ok(Claim::Found(chunk));
        }
        let part = self.part(&header.key);
        ChunkWriter::create(header, part, place, claim, self.room.clone()).map(Claim::Mine)
    }

    /// Who is at a chunk, if somebody is; `None` where it can be claimed or found.
    pub fn busy(&self, key: &Digest) -> Option<Busy> {
        let path = self.shard(key).join(format!("{key}.lock"));
        let file = File::open(&path).ok()?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {}
            // Nobody holds it, so that whoever asks may; ours is let go of with the file.
            Ok(()) | Err(TryLockError::Error(_)) => return None,
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let beat = file.metadata().and_then(|facts| facts.modified()).ok();
        Some(Busy { author: text.trim().parse().ok(), beat })
    }

    /// Removes what processes that are gone left half-made, as far as it can be removed.
    pub fn sweep(&self) -> Result<Swept, Failure> {
        let mut swept = Swept::default();
        for shard in self.shards()? {
            for entry in entries(&shard).unwrap_or_default() {
                let name = entry.file_name();
                let Some(name) = name.to_str() else { continue };
                if let Some(author) = author_of_part(name) {
                    let Ok(facts) = entry.metadata() else { continue };
                    let bytes = facts.len();
                    if author.is_gone(author::untouched(&facts)) && remove(&entry.path()).is_ok() {
                        swept.bytes += bytes;
                        swept.parts += 1;
                    }
                } else if name.ends_with(".lock") {
                    // Taking an abandoned lock and letting it go removes its file.
                    drop(ClaimLock::try_take(entry.path()));
                }
            }
        }
        Ok(swept)
    }

    pub(super) fn author(&self) -> Author {
        self.author
    }

    /// Every finished chunk: key, path, size, last use.
    pub(in crate::export) fn chunks(&self) -> Result<Vec<(Digest, PathBuf, u64, SystemTime)>, Failure> {
        let mut found = Vec::new();
        for shard in self.shards()? {
            for entry in entries(&shard).unwrap_or_default() {
                let name = entry.file_name();
                let key = name.to_str().and_then(|name| name.strip_suffix(".chunk")).and_then(|hex| hex.parse().ok());
                // An entry that went away meanwhile is no chunk any more.
                if let (Some(key), Ok(facts)) = (key, entry.metadata()) {
                    let used = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                    found.push((key, entry.path(), facts.len(), used));
                }
            }
        }
        Ok(found)
    }

    /// The 256 folders that keep one folder's listing short.
    fn shards(&self) -> Result<Vec<PathBuf>, Failure> {
        let shard = |name: &std::ffi::OsStr| name.len() == 2 && name.to_str().is_some_and(is_hex);
        Ok(entries(&self.folder)?.into_iter().filter(|entry| shard(&entry.file_name())).map(|e| e.path()).collect())
    }

    fn shard(&self, key: &Digest) -> PathBuf {
        self.folder.join(&key.to_hex()[..2])
    }

    fn place(&self, key: &Digest) -> PathBuf {
        self.shard(key).join(format!("{key}.chunk"))
    }

    fn part(&self, key: &Digest) -> PathBuf {
        self.shard(key).join(format!(".{key}.{}.part", self.author))
    }
}

/// The right to make one chunk: a locked file beside the chunk's place, removed when the right is given up. A process that
/// dies gives it up too.
#[derive(Debug)]
pub(super) struct ClaimLock {
    path: PathBuf,
    file: File,
    beat: Instant,
}

/// Between two signs of life of whoever makes a chunk.
const BEAT: Duration = Duration::from_secs(1);

impl ClaimLock {
    /// `None` where someone else holds it.
    fn try_take(path: PathBuf) -> Result<Option<Self>, Failure> {
        // Whoever held the lock before may have removed the file between our opening and locking it; then what we hold is
        // nameless and says nothing, and we try again.
        for _ in 0..100 {
            let failed = |error: &io::Error| store_failure("claiming a chunk", &path, error);
            let file = File::options().create(true).append(true).open(&path).map_err(|error| failed(&error))?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(failed(&error)),
            }
            let held = file.metadata().map_err(|error| failed(&error))?;
            match std::fs::metadata(&path) {
                Ok(named) if (named.dev(), named.ino()) == (held.dev(), held.ino()) => {
                    return Ok(Some(Self { path, file, beat: Instant::now() }));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

impl ClaimLock {
    /// Says who holds it, for those who wait. Where that can't be written, they wait all the same.
    fn sign(&self, author: Author) {
        use std::io::Write;
        let _ = self.file.set_len(0).and_then(|()| (&self.file).write_all(author.to_string().as_bytes()));
    }

    /// Says that the work goes on.
    pub fn beat(&mut self) {
        if self.beat.elapsed() >= BEAT {
            self.beat = Instant::now();
            let _ = self.file.set_modified(SystemTime::now());
        }
    }
}

impl Drop for ClaimLock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The failure behind an I/O error in the store. Nothing here is a source: what is missing or unreadable is made again.
pub(super) fn store_failure(doing: &str, path: &Path, error: &io::Error) -> Failure {
    let mut failure = Failure::io(doing, path, error);
    let standing = matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::FileTooLarge);
    if failure.reason != Reason::DiskFull && !standing {
        failure.reason = Reason::VerifyFailed;
    }
    failure
}

pub(super) fn make_folder(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| store_failure("making the chunk folder", folder, &error))
}

/// What lies in a folder; nothing where the folder isn't there.
pub(super) fn entries(folder: &Path) -> Result<Vec<std::fs::DirEntry>, Failure> {
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed.collect(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    listed.map_err(|error| store_failure("listing chunks", folder, &error))
}

/// Removes a file that may be gone already.
pub(super) fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(store_failure("removing a chunk that no one can use", path, &error))
        }
        _ => Ok(()),
    }
}

fn is_hex(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Who writes `.KEY.AUTHOR.part`.
fn author_of_part(name: &str) -> Option<Author> {
    let (key, author) = name.strip_prefix('.')?.strip_suffix(".part")?.split_once('.')?;
    key.parse::<Digest>().ok()?;
    author.parse().ok()
}

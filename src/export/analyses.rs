//! The folder of finished analyses: found under their key, read once before they are used, and made where they are not
//! there. Two processes that want the same one at the same time both make it; what they make is the same.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::heard::Listened;
use super::prepare::free_bytes;
use super::stop::Stopped;
use crate::base::atomic_file::sync_folder;
use crate::base::author::{self, Author};
use crate::base::{Digest, Failure, Reason, bytes, printable};
use crate::sound::analysis::file::Header;
use crate::sound::analysis::hearing::KeptAnalysis;
use crate::sound::analysis::mono::Block;
use crate::sound::analysis::onsets::onsets;
use crate::sound::analysis::spectra::Step;
use crate::sound::analysis::writer::Writer;
use crate::sound::analysis::{Flux, Mono, Spectra};

/// Bytes of analyses that are kept when an export has what it needs.
pub const KEPT_BYTES: u64 = 8 << 30;
/// No single one may be larger.
const LARGEST: u64 = 32 << 30;

/// What is asked and told while an analysis is made, which may take a while.
#[derive(Clone, Copy)]
pub struct Attention<'a> {
    /// Whether to go on.
    pub go_on: &'a dyn Fn() -> Result<(), Stopped>,
    /// Something moved.
    pub beat: &'a dyn Fn(),
    pub tell: &'a dyn Fn(String),
    /// The sources are still what the key says they are.
    pub unchanged: &'a dyn Fn() -> Result<(), Failure>,
}

/// Finished analyses by key; several processes may use one folder at the same time.
#[derive(Debug, Clone)]
pub struct Analyses {
    folder: PathBuf,
}

impl Analyses {
    /// Those in `folder`, which is made if it isn't there.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        use std::os::unix::fs::DirBuilderExt;
        let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| failure("making the folder of analyses", folder, &error))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// The analysis of this key, read through and found right. A damaged one is removed and counts as absent.
    pub fn find(&self, key: &Digest, beat: &dyn Fn()) -> Result<Option<KeptAnalysis>, Failure> {
        let path = self.place(key);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failure("opening an analysis", &path, &error)),
        };
        // For as long as it is open it is spared; who can't lock it finds it on the way out.
        if file.try_lock_shared().is_err() {
            return Ok(None);
        }
        // Eviction goes by the time of the last use. Not being able to note it costs an analysis at worst.
        let _ = file.set_modified(SystemTime::now());
        let found = KeptAnalysis::open(&path, file, key, beat);
        let found = found.map_err(|error| failure("reading an analysis", &path, &error))?;
        if found.is_none() {
            let _ = std::fs::remove_file(&path);
        }
        Ok(found)
    }

    /// The analysis of what is listened to, made if it is not there.
    pub fn get(&self, listened: &Listened, attention: Attention) -> Result<KeptAnalysis, Stopped> {
        // What was just made may be evicted by another process before it is opened.
        for _ in 0..3 {
            if let Some(found) = self.find(&listened.key, attention.beat)? {
                return Ok(found);
            }
            self.make(listened, attention)?;
        }
        let folder = printable::path(&self.folder);
        Err(Failure::new(Reason::VerifyFailed, format!("{folder}: the analysis of the sound does not stay there"))
            .into())
    }

    fn make(&self, listened: &Listened, attention: Attention) -> Result<(), Stopped> {
        self.check_room(listened.bytes())?;
        (attention.tell)(format!("the sound is analysed for {} frames", listened.steps.count));
        let started = std::time::Instant::now();
        let part = Part(self.part(&listened.key)?);
        let failed = |error: io::Error| failure("writing the analysis of the sound", &part.0, &error);
        let open = File::options().write(true).create(true).truncate(true).open(&part.0);
        let header = Header::new(listened.key, &listened.settings, &listened.steps, listened.plan.samples);
        let mut writer = Writer::new(open.map_err(failed)?, &header).map_err(failed)?;
        let mut mixer = listened.mixer()?;
        // One that is mastered is measured first.
        while mixer.settle()? {
            (attention.go_on)()?;
            (attention.beat)();
        }
        let mut mono = Mono::new(&mut mixer);
        let mut spectra = Spectra::new(listened.settings, listened.steps);
        let mut flux = Flux::new();
        let mut spectrum = Vec::new();
        loop {
            (attention.go_on)()?;
            (attention.beat)();
            let block = match mono.read() {
                Ok(block) => block,
                Err(failure) => {
                    (attention.unchanged)()?;
                    return Err(failure.into());
                }
            };
            let mut keep = |step: Step<'_>| {
                step.analyser.bytes(&mut spectrum);
                writer.frame(&spectrum)
            };
            let Some(Block { mono: samples, .. }) = block else {
                spectra.finish(&mut keep).map_err(failed)?;
                break;
            };
            spectra.push(samples, &mut keep).map_err(failed)?;
            flux.push(samples);
            writer.samples(samples).map_err(failed)?;
        }
        // The key names the sources as they were probed; one that was written to meanwhile must not get in under it.
        (attention.unchanged)()?;
        (attention.beat)();
        let found = onsets(&flux.finish());
        writer.finish(&found).map_err(failed)?;
        let place = self.place(&listened.key);
        std::fs::rename(&part.0, &place).and_then(|()| sync_folder(&self.folder)).map_err(failed)?;
        (attention.tell)(format!(
            "sound analysed for {} frames in {:.1} s: {} beginnings, {}",
            listened.steps.count,
            started.elapsed().as_secs_f64(),
            found.len(),
            bytes::short(listened.bytes())
        ));
        Ok(())
    }

    fn check_room(&self, needs: u64) -> Result<(), Failure> {
        if needs > LARGEST {
            let told = format!(
                "the analysis of the sound would take {}, and {} is the most; choose a smaller `analysis.fft`, \
                 fewer frames a second or a shorter project",
                bytes::short(needs),
                bytes::short(LARGEST)
            );
            return Err(Failure::new(Reason::InvalidProject, told));
        }
        // What processes that are gone left half-made is in the way, and of what is only kept as much as there is no room for.
        self.tidy(KEPT_BYTES)?;
        if free_bytes(&self.folder).is_some_and(|free| free < needs) {
            self.tidy(0)?;
        }
        match free_bytes(&self.folder) {
            Some(free) if free < needs => {
                let (folder, needs, has) = (printable::path(&self.folder), bytes::short(needs), bytes::short(free));
                let told =
                    format!("{folder}: the analysis of the sound needs {needs}, there is {has}; free some space");
                Err(Failure::new(Reason::DiskFull, told))
            }
            _ => Ok(()),
        }
    }

    /// Removes what processes that are gone left half-made, and the analyses that were not used for longest until the others
    /// take no more than `most` bytes. One that is open somewhere is spared.
    pub fn tidy(&self, most: u64) -> Result<(), Failure> {
        let listed =
            std::fs::read_dir(&self.folder).map_err(|error| failure("listing analyses", &self.folder, &error))?;
        let mut kept = Vec::new();
        for entry in listed.flatten() {
            let (Ok(facts), name) = (entry.metadata(), entry.file_name()) else { continue };
            let Some(name) = name.to_str() else { continue };
            if let Some(author) = author_of_part(name) {
                if author.is_gone(author::untouched(&facts)) {
                    let _ = std::fs::remove_file(entry.path());
                }
            } else if name.strip_suffix(".ears").is_some_and(|key| key.parse::<Digest>().is_ok()) {
                let used = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                kept.push((used, facts.len(), entry.path()));
            }
        }
        kept.sort();
        let mut all: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
        for (_, bytes, path) in kept {
            if all <= most {
                break;
            }
            let unused =
                File::open(&path).is_ok_and(|file| file.try_lock().is_ok() && std::fs::remove_file(&path).is_ok());
            if unused {
                all -= bytes;
            }
        }
        Ok(())
    }

    fn place(&self, key: &Digest) -> PathBuf {
        self.folder.join(format!("{key}.ears"))
    }

    fn part(&self, key: &Digest) -> Result<PathBuf, Failure> {
        let author = Author::current().ok_or_else(|| {
            Failure::new(Reason::Permission, "/proc can't be read; mount it, so that half-made files can be told apart")
        })?;
        // Two exports of one process must not write into one file.
        static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(self.folder.join(format!(".{key}.{count}.{author}.part")))
    }
}

/// A half-made file; removed unless it got its final name.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Who writes `.KEY.COUNT.AUTHOR.part`.
fn author_of_part(name: &str) -> Option<Author> {
    let mut parts = name.strip_prefix('.')?.strip_suffix(".part")?.splitn(3, '.');
    parts.next()?.parse::<Digest>().ok()?;
    parts.next()?.parse::<u64>().ok()?;
    parts.next()?.parse().ok()
}

/// The failure behind an I/O error in the cache. Nothing here is a source: what is missing or unreadable is made again.
fn failure(doing: &str, path: &Path, error: &io::Error) -> Failure {
    let mut failure = Failure::io(doing, path, error);
    if failure.reason != Reason::DiskFull && error.kind() != io::ErrorKind::PermissionDenied {
        failure.reason = Reason::VerifyFailed;
    }
    failure
}

//! Puts a finished file under its final name, whole or not at all, and never over something that is not ours.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::base::atomic_file::PART;
use crate::base::author::{self, Author};
use crate::base::process::ProcessIdentity;
use crate::base::{Digest, Failure, Reason, atomic_file, printable};
use crate::project::image_names::ImageNames;
use crate::project::model::OnExists;

use super::proof;
use super::publish_folder as folder;
use super::receipt::{self, Receipt};

/// What is allowed to happen to a file that stands where the export goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub on_exists: OnExists,
    /// The person at the shell said so for this run.
    pub overwrite: bool,
}

/// A hidden name in the output's own folder, so that a full disk, a quota or another file system shows early and the last
/// step is a rename.
pub fn part_name(output: &Path) -> PathBuf {
    let unknown = ProcessIdentity { pid: std::process::id(), started: 0 };
    let author = Author::current().unwrap_or(Author { place: 0, process: unknown });
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // Long names are cut so that the hidden one still fits the file system's 255 bytes.
    let mut short: String = name.chars().take(180).collect();
    while short.len() > 180 {
        short.pop();
    }
    output.with_file_name(format!(".{short}.{author}{PART}"))
}

/// Removes the hidden files of processes that are gone, as far as that can be told from here.
pub fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(stem) = name.to_str().and_then(|name| name.strip_suffix(PART)) else { continue };
        let author = stem.rsplit_once('.').and_then(|(_, author)| author.parse::<Author>().ok());
        let (Some(author), Ok(meta)) = (author, entry.metadata()) else { continue };
        if stem.starts_with('.') && author.is_gone(author::untouched(&meta)) {
            remove(&entry.path());
        }
    }
}

/// Removes a hidden file, or a hidden folder of pictures. Best effort: what can't be removed now is met again next time.
pub fn remove(part: &Path) {
    let folder = std::fs::symlink_metadata(part).is_ok_and(|meta| meta.is_dir());
    let _ = if folder { std::fs::remove_dir_all(part) } else { std::fs::remove_file(part) };
}

/// Refuses early what publishing would refuse at the end, so that no night is spent on it.
pub fn check_target(output: &Path, policy: Policy) -> Result<(), Failure> {
    check_target_of(output, None, policy)
}

/// As [`check_target`]; `names` are those of a film that is a folder of pictures.
pub fn check_target_of(output: &Path, names: Option<&ImageNames>, policy: Policy) -> Result<(), Failure> {
    let shown = printable::path(output);
    if output.file_name().is_some_and(|name| name.len() > longest_name(policy)) {
        let longest = longest_name(policy);
        let sentence = format!("{shown}: this name is too long, {longest} bytes are the most; shorten it");
        return Err(Failure::new(Reason::InvalidProject, sentence));
    }
    match std::fs::symlink_metadata(output) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::io("looking at the output", output, &error)),
        Ok(meta) if names.is_some() => folder::check_target(output, &meta, names, policy),
        Ok(meta) if meta.is_dir() => {
            Err(Failure::new(Reason::OutputExists, format!("{shown} is a folder; give the output a file name")))
        }
        Ok(_) if policy.overwrite || matches!(policy.on_exists, OnExists::Replace | OnExists::Suffix) => Ok(()),
        Ok(_) if policy.on_exists == OnExists::Own && receipt::is_ours(output) => Ok(()),
        Ok(_) => Err(exists(output)),
    }
}

/// What file systems allow, less what is added for the receipt's intent and for a number behind the name.
fn longest_name(policy: Policy) -> usize {
    const NAME_MAX: usize = 255;
    let intent = receipt::intent_for(Path::new("")).as_os_str().len();
    NAME_MAX - intent - if policy.on_exists == OnExists::Suffix { "-9999".len() } else { 0 }
}

/// Moves `part` to its final name, with its receipt beside it, and makes both durable. Returns the name that it got.
///
/// The receipt is written as an intent first: when the power goes between the two steps, the file under the final name is
/// still known to be ours.
pub fn publish(part: &Path, output: &Path, policy: Policy, receipt: &mut Receipt) -> Result<PathBuf, Failure> {
    publish_of(part, (output, None), policy, receipt)
}

/// As [`publish`]; `names` are those of a film that is a folder of pictures.
pub fn publish_of(
    part: &Path,
    (output, names): (&Path, Option<&ImageNames>),
    policy: Policy,
    receipt: &mut Receipt,
) -> Result<PathBuf, Failure> {
    let folder = output.parent().unwrap_or_else(|| Path::new("."));
    // Another export may be at the same name: one at a time, else the receipt of one would speak of the other's file.
    let _turn = turn(folder)?;
    let mut target = output.to_path_buf();
    let mut number = 1u32;
    loop {
        // Asked before the intent is written: it may be an older intent that says so.
        let replace = match names {
            Some(names) => folder::may_replace(&target, names, policy),
            None => {
                policy.overwrite
                    || policy.on_exists == OnExists::Replace
                    || (policy.on_exists == OnExists::Own && receipt::is_ours(&target))
            }
        };
        let intent = receipt::intent_for(&target);
        if replace || std::fs::symlink_metadata(&target).is_err() {
            receipt.file.name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
            receipt.write(&intent)?;
            let moved = match (replace, names) {
                (true, Some(_)) => folder::swap(part, &target),
                (true, None) => std::fs::rename(part, &target),
                (false, _) => move_new(part, &target),
            };
            let Err(error) = moved else { break };
            // The intent speaks of a file that did not get its name.
            let _ = std::fs::remove_file(&intent);
            if error.kind() != std::io::ErrorKind::AlreadyExists {
                return Err(Failure::io("publishing the file", &target, &error));
            }
        }
        if policy.on_exists != OnExists::Suffix || number >= 9999 {
            return Err(exists(&target));
        }
        number += 1;
        target = suffixed(output, number);
    }
    let sync = || atomic_file::sync_folder(folder).map_err(|error| Failure::io("syncing the folder", folder, &error));
    sync()?;
    let path = receipt::path_for(&target);
    proof::publish(output, &target, receipt)?;
    std::fs::rename(receipt::intent_for(&target), &path)
        .map_err(|error| Failure::io("writing the receipt", &path, &error))?;
    sync()?;
    Ok(target)
}

/// Waits until nobody else publishes into `folder`, and keeps others waiting as long as it is held. Where a file system has
/// no such locks, nobody waits.
fn turn(folder: &Path) -> Result<Option<File>, Failure> {
    const LONGEST: Duration = Duration::from_secs(60);
    let Ok(file) = File::open(folder) else { return Ok(None) };
    let since = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if since.elapsed() > LONGEST => {
                let shown = printable::path(folder);
                let sentence = format!("{shown}: another export has been publishing there for a minute; try again");
                return Err(Failure::new(Reason::Stalled, sentence));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Renames without ever replacing.
fn move_new(part: &Path, target: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, part, CWD, target, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(()),
        // Network and older file systems know no such rename; a link never replaces either.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            std::fs::hard_link(part, target)?;
            std::fs::remove_file(part)
        }
        Err(error) => Err(error.into()),
    }
}

/// `film.mp4` → `film-2.mp4`.
fn suffixed(output: &Path, number: u32) -> PathBuf {
    let stem = output.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = output.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    output.with_file_name(format!("{stem}-{number}{ending}"))
}

pub(super) fn exists(output: &Path) -> Failure {
    let sentence = format!(
        "{} is there already and is not a file that rushes wrote: move it away, give another output, or allow it with \
         --overwrite or `on_exists: replace` (`suffix` keeps both)",
        printable::path(output)
    );
    Failure::new(Reason::OutputExists, sentence)
}

/// Hash of a file on disk; `beat` hears of every block.
pub fn hash(path: &Path, beat: &dyn Fn()) -> Result<Digest, Failure> {
    let hash = File::open(path).and_then(|mut file| Digest::of_reader_telling(&mut file, beat));
    hash.map_err(|error| Failure::io("reading it back", path, &error))
}

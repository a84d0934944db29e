//! One look at a folder: its project files, read with bounds, whatever else lies there left alone.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::look::{Shown, look};
use crate::base::facts::FileIdentity;
use crate::base::printable;
use crate::config;
use crate::engine::refusal::Refusal;
use crate::engine::view::{FolderView, ProjectView};
use crate::project::place::{Problem, Severity};

/// A larger document is no project.
const LARGEST: u64 = 1 << 20;
/// Entries of a folder that are looked at.
const MOST: usize = 10_000;

/// What was seen of each file, so that only those that changed are read again.
pub type Seen = BTreeMap<PathBuf, SeenFile>;

/// A file as it was, with the documents that it shows.
pub struct SeenFile {
    identity: FileIdentity,
    shown: Shown,
    row: Option<ProjectView>,
}

impl SeenFile {
    fn read(path: &Path, identity: FileIdentity) -> Self {
        let (row, shown) = row(path);
        Self { identity, shown, row }
    }

    fn still_holds(&self, identity: FileIdentity) -> bool {
        self.identity == identity && self.shown.iter().all(|(path, before)| FileIdentity::of(path).ok() == *before)
    }
}

/// Refuses what is no absolute path.
pub fn allowed(path: &Path) -> Result<(), Refusal> {
    if path.is_absolute() {
        return Ok(());
    }
    Err(Refusal::invalid(format!("{}: the folder's path must be absolute", printable::path(path))))
}

pub fn look_once(folder: &Path) -> FolderView {
    look_again(folder, &mut Seen::new(), false)
}

/// The folder's projects by name, with what is wrong with the folder itself as its note.
pub fn look_again(folder: &Path, seen: &mut Seen, watched: bool) -> FolderView {
    let mut view = FolderView { path: folder.to_path_buf(), projects: Vec::new(), watched, note: None };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            seen.clear();
            view.note = Some(match error.kind() {
                io::ErrorKind::NotFound => "there is no such folder".to_owned(),
                io::ErrorKind::NotADirectory => "this is no folder".to_owned(),
                _ => format!("the folder can't be read: {error}"),
            });
            return view;
        }
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for (index, entry) in entries.filter_map(Result::ok).enumerate() {
        if index >= MOST {
            view.note = Some(format!("only the first {MOST} entries of this folder were looked at"));
            break;
        }
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
            paths.push(path);
        }
    }
    paths.sort();
    let unnamed: Vec<PathBuf> = paths.extract_if(.., |path| path.to_str().is_none()).collect();
    if let Some(first) = unnamed.first() {
        view.note = Some(left_out(first, unnamed.len()));
    }
    let mut now = Seen::new();
    for path in paths {
        // What is no regular file (a pipe, a device, a folder, a link to nothing) has no identity and is left alone.
        let Ok(identity) = FileIdentity::of(&path) else { continue };
        let file = match seen.remove(&path) {
            Some(before) if before.still_holds(identity) => before,
            _ => SeenFile::read(&path, identity),
        };
        view.projects.extend(file.row.clone());
        now.insert(path, file);
    }
    *seen = now;
    view
}

/// Names go to clients as text, so one that is none can't.
fn left_out(first: &Path, count: usize) -> String {
    let name = printable::path(Path::new(first.file_name().unwrap_or_default()));
    match count {
        1 => format!("{name}: this name is no UTF-8 and was left out; rename it"),
        _ => format!("{count} names are no UTF-8 and were left out; rename them, {name} for one"),
    }
}

/// The text of a document: a regular file of at most 1 MiB of UTF-8. Never waits for a pipe's other end.
pub fn read_bounded(path: &Path) -> io::Result<String> {
    let wait_for_nobody = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(wait_for_nobody).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this is no regular file"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a project has at most 1 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "this is no UTF-8 text"))
}

/// As [`read_bounded`]; what is wrong is said in a sentence that names the document.
pub fn read_document(path: &Path) -> Result<String, String> {
    read_bounded(&config::located(path)).map_err(|error| format!("{}: {error}", printable::path(path)))
}

fn row(path: &Path) -> (Option<ProjectView>, Shown) {
    let row = match read_bounded(path) {
        Ok(text) => return look(path, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        // Other programs' documents may be large or odd, and are none of our business.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
        Err(error) => Some(unreadable(path, &error)),
    };
    (row, Shown::new())
}

fn unreadable(path: &Path, error: &io::Error) -> ProjectView {
    let problem = Problem {
        severity: Severity::Error,
        file: path.to_path_buf(),
        line: 1,
        column: 1,
        path: String::new(),
        message: format!("the file can't be read: {error}"),
        help: None,
    };
    ProjectView {
        path: path.to_path_buf(),
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: None,
        exports: Vec::new(),
        size: None,
        fps: None,
        seconds: None,
        problems: vec![problem],
    }
}

//! Files that are either whole or absent: written beside their place, synced, renamed, and the folder synced.

use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::author::Author;

/// How the name of a half-made file ends, with its author before: whoever finds it knows whether it is still being made.
pub const PART: &str = ".rushes-part";

/// Writes `bytes` to `path` so that a reader, or a power cut, sees the old file or the new one and nothing between.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = written_beside(path, bytes)?;
    file.persist(path).map_err(|failed| failed.error)?;
    sync_folder(folder_of(path))
}

/// Like [`write`], and fails with `AlreadyExists` where something stands at `path`, also when it came there meanwhile.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let file = written_beside(path, bytes)?;
    file.persist_noclobber(path).map_err(|failed| failed.error)?;
    sync_folder(folder_of(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

fn written_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    // As open to others as any file that its owner makes; what is private lies in folders that are.
    let mode = Permissions::from_mode(0o666);
    let author = Author::current().map_or_else(String::new, |author| format!(".{author}"));
    let ending = format!("{author}{PART}");
    let mut builder = tempfile::Builder::new();
    let mut file = builder.prefix(".rushes-").suffix(&ending).permissions(mode).tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Makes the names in a folder durable. File systems that can't sync a folder are left alone.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

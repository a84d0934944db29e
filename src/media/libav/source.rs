//! Opening a source: regular files only, and never waiting for one that is none.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;

use crate::base::facts::FileIdentity;
use crate::base::{Failure, Reason, printable};

/// The regular file at `path`, open for reading, and its identity.
pub fn open_regular(path: &Path) -> Result<(File, FileIdentity), Failure> {
    // Without O_NONBLOCK the open of a FIFO waits for a writer, for ever.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let meta = std::fs::metadata(path).map_err(|error| Failure::io("opening", path, &error))?;
    if let Some(what) = odd_kind(meta.file_type()) {
        return Err(not_a_file(path, what));
    }
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|error| Failure::io("opening", path, &error))?;
    let meta = file.metadata().map_err(|error| Failure::io("opening", path, &error))?;
    match FileIdentity::from_metadata(&meta) {
        Ok(identity) => Ok((file, identity)),
        Err(error) if error.kind() == ErrorKind::InvalidInput => Err(not_a_file(path, "no regular file")),
        Err(error) => Err(Failure::io("opening", path, &error)),
    }
}

fn odd_kind(kind: std::fs::FileType) -> Option<&'static str> {
    if kind.is_file() {
        None
    } else if kind.is_dir() {
        Some("a folder")
    } else if kind.is_fifo() {
        Some("a pipe")
    } else if kind.is_socket() {
        Some("a socket")
    } else {
        Some("a device")
    }
}

fn not_a_file(path: &Path, what: &str) -> Failure {
    Failure::new(Reason::SourceMissing, format!("{}: this is {what}; name a media file instead", printable::path(path)))
}

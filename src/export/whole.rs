//! Facts about files that are read as a whole and that libav knows nothing of: tables of colours, meshes.

use std::path::Path;

use crate::base::facts::{Content, FileIdentity, SourceFacts};
use crate::base::{Digest, Failure, Reason, printable};

/// Facts about the file at `path`, in which `content` looks; one that can't be used is no error here, as with media.
pub fn examine(path: &Path, content: impl FnOnce() -> Result<Content, Failure>) -> Result<SourceFacts, Failure> {
    let shown = printable::path(path);
    let meta = std::fs::metadata(path).map_err(|error| Failure::io("opening", path, &error))?;
    if !meta.is_file() {
        return Err(Failure::new(Reason::SourceDamaged, format!("{shown}: is no regular file")));
    }
    let identity = FileIdentity::from_metadata(&meta).map_err(|error| Failure::io("opening", path, &error))?;
    let content = match content() {
        Err(failure) if failure.reason == Reason::SourceDamaged => Content::Unreadable(failure),
        other => other?,
    };
    let read = |error: std::io::Error| Failure::io("reading", path, &error);
    let hash = Digest::of_file(path).map_err(read)?;
    if FileIdentity::of(path).map_err(read)? != identity {
        let why = format!("{shown}: it was written to while it was read; wait until it is finished");
        return Err(Failure::new(Reason::SourceChanged, why));
    }
    Ok(SourceFacts { identity, hash, content })
}

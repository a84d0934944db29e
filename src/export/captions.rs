//! Files of captions, read where facts are gathered.

use std::io::Read;
use std::path::Path;

use crate::base::captions::ENDINGS;
use crate::base::facts::{Content, FileIdentity, SourceFacts};
use crate::base::{Digest, Failure, Reason, printable};
use crate::timeline::captions::{self, LARGEST_FILE};

/// The ending of a file of captions, in small letters; `None` for other files.
pub(super) fn ending(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    ENDINGS.contains(&ending.as_str()).then_some(ending)
}

/// Facts about a file of captions. One that can't be used is no failure here: its content says why.
pub(super) fn probe(path: &Path, ending: &str) -> Result<SourceFacts, Failure> {
    let shown = printable::path(path);
    let (identity, bytes) = bytes_of(path, "a file of captions", LARGEST_FILE)?;
    let damaged = |why: &str| Content::Unreadable(Failure::new(Reason::SourceDamaged, format!("{shown}: {why}")));
    let content = if bytes.len() as u64 > LARGEST_FILE {
        damaged("a file of captions has at most 10 MiB")
    } else {
        let found = captions::read(ending, &bytes);
        match (found.cues.is_empty(), found.remarks.first()) {
            (false, _) => Content::Captions(found),
            (true, None) => damaged("there are no captions in it"),
            (true, Some(first)) => {
                damaged(&format!("there are no captions in it; line {}: {}", first.line, first.sentence))
            }
        }
    };
    Ok(SourceFacts { identity, hash: Digest::of(&bytes), content })
}

/// All that is in a small file, or one byte more than `most`; `what` it is meant to be.
pub(super) fn bytes_of(path: &Path, what: &str, most: u64) -> Result<(FileIdentity, Vec<u8>), Failure> {
    let shown = printable::path(path);
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::InvalidInput => {
            let sentence = format!("{shown}: this is no regular file; name {what} instead");
            Failure::new(Reason::SourceMissing, sentence)
        }
        _ => Failure::io("reading", path, &error),
    };
    // Asked before it is opened: opening a pipe would wait for its writer.
    let identity = FileIdentity::of(path).map_err(failed)?;
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    Read::by_ref(&mut file).take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    let now = file.metadata().and_then(|meta| FileIdentity::from_metadata(&meta)).map_err(failed)?;
    if now != identity {
        let sentence = format!("{shown}: it was written to while it was read; wait until it is finished");
        return Err(Failure::new(Reason::SourceChanged, sentence));
    }
    Ok((identity, bytes))
}

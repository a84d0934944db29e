//! Reading a project's text from disk.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::base::{Failure, Reason, printable};
use crate::config;

/// No document is larger; a film that was named by mistake is not read whole to find that out.
const LARGEST: u64 = 1 << 20;

/// The text of a project file.
pub fn read(path: &Path) -> Result<String, Failure> {
    let told = |error: &std::io::Error| Failure::io("reading the project", path, error);
    let refused = |what: &str| Failure::new(Reason::InvalidProject, format!("{}: {what}", printable::path(path)));
    let is_file = std::fs::metadata(path).map_err(|error| told(&error))?.is_file();
    if !is_file {
        return Err(refused("this is no file; name a project file, like project.yaml"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| told(&error))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| told(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused("this is larger than 1 MiB, and no project file; is it a film?"));
    }
    String::from_utf8(bytes).map_err(|_| refused("this is no UTF-8 text, and no project file"))
}

/// The text of a document that another one names.
pub fn read_other(path: &Path) -> Result<String, String> {
    read(&config::located(path)).map_err(|failure| failure.message)
}

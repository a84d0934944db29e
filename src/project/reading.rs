//! From a document's text to the project it says, with everything that is wrong in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::model::Project;
use super::place::{Place, Problem};

/// A document to be read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Where it lies; relative paths in it start in its folder.
    pub path: &'a Path,
    pub text: &'a str,
    /// Variables that replace the document's own.
    pub set: &'a [(String, String)],
}

/// What came of reading a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Some exactly when no problem is an error.
    pub project: Option<Project>,
    /// By line and column.
    pub problems: Vec<Problem>,
    /// It has a `rushes:` key; a YAML file without one is somebody else's and is left alone.
    pub is_project: bool,
    /// Every file that it names, also when other things are wrong.
    pub sources: Vec<SourceUse>,
    /// Line and column of every key's value, by path.
    pub places: BTreeMap<String, (usize, usize)>,
}

/// A file that a document names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceUse {
    /// Absolute.
    pub path: PathBuf,
    pub wanted: Wanted,
    pub place: Place,
}

/// What a file is meant to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wanted {
    Image,
    Video,
    Audio,
}

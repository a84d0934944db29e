//! Facts about the files that a project names: from the cache where a file is still the one that was looked at, and from a
//! fresh look otherwise.

use std::path::Path;

use crate::base::facts::{Facts, FileIdentity, SourceFacts};
use crate::base::{Digest, Failure, Reason, atomic_file};
use crate::config::Places;
use crate::media;
use crate::project::{Problem, Reading, Severity};

/// Facts of all sources that can be read, and a problem for each that can't. One that is missing gets neither: that there
/// are no facts of it says so.
pub fn gather(reading: &Reading, file: &Path, places: Option<&Places>) -> (Facts, Vec<Problem>) {
    let (mut facts, mut problems) = (Facts::default(), Vec::new());
    for source in &reading.sources {
        if facts.sources.contains_key(&source.path) {
            continue;
        }
        match known(&source.path, places) {
            Ok(found) => {
                facts.sources.insert(source.path.clone(), found);
            }
            Err(failure) if failure.reason == Reason::SourceMissing => {}
            Err(failure) => problems.push(Problem {
                severity: Severity::Error,
                file: file.to_path_buf(),
                line: source.place.line,
                column: source.place.column,
                path: source.place.path.clone(),
                message: failure.message,
                help: None,
            }),
        }
    }
    (facts, problems)
}

fn known(path: &Path, places: Option<&Places>) -> Result<SourceFacts, Failure> {
    let kept = places.and_then(|places| Some(places.facts().join(name(&FileIdentity::of(path).ok()?)?)));
    if let Some(facts) = kept.as_deref().and_then(|kept| recall(kept, path)) {
        return Ok(facts);
    }
    let facts = media::probe(path)?;
    if let Some(kept) = kept {
        // A cache that can't be written costs time and nothing else.
        let _ = keep(&kept, &facts);
    }
    Ok(facts)
}

fn recall(kept: &Path, path: &Path) -> Option<SourceFacts> {
    let facts: SourceFacts = serde_json::from_slice(&std::fs::read(kept).ok()?).ok()?;
    (FileIdentity::of(path).ok()? == facts.identity).then_some(facts)
}

fn keep(kept: &Path, facts: &SourceFacts) -> std::io::Result<()> {
    if let Some(folder) = kept.parent() {
        std::fs::create_dir_all(folder)?;
    }
    atomic_file::write(kept, &serde_json::to_vec(facts)?)
}

/// Facts are as good as the program and the libav that found them.
fn name(identity: &FileIdentity) -> Option<String> {
    let asked = serde_json::to_string(&(identity, super::version::VERSION, media::versions().format)).ok()?;
    Some(format!("{}.json", Digest::of(asked.as_bytes())))
}

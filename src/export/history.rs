//! What exports leave behind for the next plan: what their chunks were made of, and how large and how fast they were. Only a
//! cache: without it nothing is known, and nothing is wrong.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::prepare::{Checked, Prepared};
use super::store::ChunkStore;
use crate::base::{Digest, atomic_file};
use crate::config::Places;
use crate::plan::Chunk;
use crate::plan::forecast::Experience;
use crate::plan::parts::Record;

/// The newest ones are kept.
const EXPERIENCES: usize = 200;
/// A record of as many chunks as are written down at all stays below this.
const MOST_BYTES: u64 = 64 << 20;

/// Names an export of a project: where the document lies and what the export is called.
pub fn film(checked: &Checked) -> Digest {
    let name = format!("{}\n{}", checked.project.path.display(), checked.export.name);
    Digest::of(name.as_bytes())
}

/// What the chunks of this film were made of when it was last exported, or begun.
pub fn record(places: &Places, film: &Digest) -> Option<Record> {
    read(&record_file(places, film))
}

/// Keeps what the chunks of this export are made of.
pub fn remember(places: &Places, prepared: &Prepared) {
    let Some(record) = &prepared.record else { return };
    let file = record_file(places, &film(&prepared.checked));
    if let (Ok(bytes), Some(folder)) = (serde_json::to_vec(record), file.parent())
        && std::fs::create_dir_all(folder).is_ok()
    {
        let _ = atomic_file::write(&file, &bytes);
    }
}

/// How exports went that ended here, the newest last.
pub fn experiences(places: &Places) -> Vec<Experience> {
    read(&places.speeds()).unwrap_or_default()
}

/// Notes how the chunks that an export made itself went.
pub fn note(places: &Places, prepared: &Prepared, store: &ChunkStore, made: &[Chunk], seconds: f64) {
    let mut experience = like(prepared);
    for chunk in made {
        let Some(stored) = store.find(&chunk.key) else { continue };
        experience.frames += chunk.frames();
        experience.bytes += stored.payload();
    }
    if experience.frames == 0 {
        return;
    }
    experience.seconds = seconds;
    let mut all = experiences(places);
    all.push(experience);
    let all = &all[all.len().saturating_sub(EXPERIENCES)..];
    // Of two exports that end at the same moment one may be forgotten.
    if let Ok(bytes) = serde_json::to_vec(all) {
        let _ = atomic_file::write(&places.speeds(), &bytes);
    }
}

/// What the experience of this export would be filed under.
pub fn like(prepared: &Prepared) -> Experience {
    let (plan, export) = (&prepared.plan, &prepared.checked.export);
    let mut paths: Vec<String> = plan.chunks.iter().map(|chunk| format!("{:?}", chunk.path).to_lowercase()).collect();
    paths.sort_unstable();
    paths.dedup();
    Experience {
        film: film(&prepared.checked),
        class: Digest::of(format!("{:?}", plan.class).as_bytes()),
        encoder: Digest::of(format!("{:?}", export.video).as_bytes()),
        path: paths.join("+"),
        pixels: u64::from(plan.size.0) * u64::from(plan.size.1),
        frames: 0,
        bytes: 0,
        seconds: 0.0,
    }
}

fn record_file(places: &Places, film: &Digest) -> PathBuf {
    places.plans().join(format!("{}.json", &film.to_hex()[..32]))
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    if std::fs::metadata(path).ok()?.len() > MOST_BYTES {
        return None;
    }
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

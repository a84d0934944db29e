//! Gathers the facts about a project's sources, probing each file once and remembering what was found for as long as the
//! file stays as it is.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::facts::{Content, Facts, FileIdentity, SourceFacts};
use crate::base::{Digest, Failure, Reason, atomic_file, lossy_path, printable};
use crate::config::Places;
use crate::media;

use super::captions;
use super::notes::Score;
use super::{luts, meshes, shaders};

/// Raised when a probe sees more, or something else, than it did. Another libav may too, so it is asked again then.
const PROBE_EPOCH: u32 = 3;

/// Facts of all `sources`. A file that is missing or can't be read is left out or marked: `project::judge` has the
/// sentence for it, with the place in the document. `beat` hears of every stretch that was read.
pub fn gather<'a>(sources: impl IntoIterator<Item = &'a PathBuf>, places: Option<&Places>, beat: &dyn Fn()) -> Facts {
    let mut facts = Facts::default();
    gather_more(sources, &mut facts, places, beat);
    facts
}

/// Adds the facts of further sources, and of what they bring along.
pub fn gather_more<'a>(
    sources: impl IntoIterator<Item = &'a PathBuf>,
    facts: &mut Facts,
    places: Option<&Places>,
    beat: &dyn Fn(),
) {
    let mut waiting: Vec<PathBuf> = sources.into_iter().cloned().collect();
    waiting.reverse();
    while let Some(source) = waiting.pop() {
        let source = &source;
        if facts.sources.contains_key(source) || facts.refused.contains_key(source) {
            continue;
        }
        match known_or_probed(source, places, beat) {
            Ok(found) => {
                if let Some(shader) = found.shader() {
                    waiting.extend(shader.pictures.iter().cloned());
                    shaders::add_vertex(shader, facts);
                }
                facts.sources.insert(source.clone(), found).map(drop)
            }
            Err(failure) => facts.refused.insert(source.clone(), failure).map(drop),
        };
    }
}

/// Whether every source is still the file that was probed: two versions of one file never mix in a film.
pub fn unchanged(facts: &Facts) -> Result<(), Failure> {
    for (path, source) in &facts.sources {
        match FileIdentity::of(path) {
            Ok(now) if now == source.identity => {}
            Ok(_) => {
                let path = printable::path(path);
                let sentence = format!(
                    "{path} changed while it was being exported; queue the project again to use it as it is now"
                );
                return Err(Failure::new(Reason::SourceChanged, sentence));
            }
            Err(error) => {
                let sentence = format!("{} is gone: {error}; put it back and retry", printable::path(path));
                return Err(Failure::new(Reason::SourceMissing, sentence));
            }
        }
    }
    Ok(())
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    #[serde(serialize_with = "lossy_path::serialize")]
    path: PathBuf,
    facts: SourceFacts,
}

fn known_or_probed(path: &Path, places: Option<&Places>, beat: &dyn Fn()) -> Result<SourceFacts, Failure> {
    if let Some(ending) = captions::ending(path) {
        // Read in no time, so that it is not remembered.
        return captions::probe(path, &ending);
    }
    if let Some(score) = Score::of(path) {
        return score.probe(path);
    }
    if shaders::is_shader(path) {
        // Quickly translated, and what it is depends on a second file.
        return shaders::examine(path);
    }
    let identity = FileIdentity::of(path).ok();
    let file =
        identity.zip(places).map(|(identity, places)| places.facts().join(format!("{}.json", name_of(&identity))));
    let known = file.as_ref().and_then(|file| std::fs::read(file).ok());
    if let Some(known) = known.and_then(|bytes| serde_json::from_slice::<Remembered>(&bytes).ok())
        && identity == Some(known.facts.identity)
    {
        return Ok(known.facts);
    }
    let facts = if luts::is_lut(path) {
        luts::examine(path)?
    } else if meshes::is_mesh(path) {
        meshes::examine(path)?
    } else {
        media::probe_telling(path, beat)?
    };
    // A file that is still being written has other facts a moment later, and an unreadable one may be mended in place
    // within the clock's resolution: neither is worth remembering.
    let settled =
        FileIdentity::of(path).ok() == Some(facts.identity) && !matches!(facts.content, Content::Unreadable(_));
    if let Some(file) = file.filter(|_| settled) {
        let remembered = Remembered { path: path.to_path_buf(), facts: facts.clone() };
        if let (Ok(bytes), Some(folder)) = (serde_json::to_vec(&remembered), file.parent())
            && std::fs::create_dir_all(folder).is_ok()
        {
            // Only a cache: when it can't be written, the next probe takes a little longer.
            let _ = atomic_file::write(&file, &bytes);
        }
    }
    Ok(facts)
}

fn name_of(identity: &FileIdentity) -> String {
    let FileIdentity { device, inode, size, modified_ns, changed_ns } = identity;
    let libav = media::build();
    let text = format!("{PROBE_EPOCH} {libav} {device} {inode} {size} {modified_ns} {changed_ns}");
    Digest::of(text.as_bytes()).to_hex()
}

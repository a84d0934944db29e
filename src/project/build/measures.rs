//! What frames and beats are worth, read before anything else: every time in the document needs it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::detected;
use crate::base::Rational;
use crate::base::facts::{Content, Facts};
use crate::base::tempo::TempoMap;
use crate::project::paths;
use crate::project::time::{self, Measures, Sense, Tempo};
use crate::project::tree::Node;
use crate::project::values;

/// Frames a second where the document says nothing.
pub const DEFAULT_FPS: i64 = 30;

/// Finer tempi would leave too little room for exact times.
pub(super) const FINEST_BPM: i128 = 1_000_000;

const USUAL_SIGNATURE: (u32, u32) = (4, 4);

/// The measures of a document; what is wrong in it counts as its default here and is said by the walk. A tempo that stands
/// in a file is known where `facts` know the file.
pub fn measures(tree: &Node, folder: &Path, facts: &Facts) -> Measures {
    let fps = tree.get("canvas").and_then(|canvas| canvas.get("fps")).and_then(Node::scalar).and_then(values::fps);
    let mut measures = Measures { fps: fps.unwrap_or(Rational::from_int(DEFAULT_FPS)), tempo: Tempo::Unset };
    if let Some(tempo) = tree.get("tempo") {
        let said = constant(tempo, &measures).or_else(|| elsewhere(tree, folder, facts, &measures).map(Tempo::Map));
        measures.tempo = said.unwrap_or(Tempo::Elsewhere);
    }
    measures
}

/// The map of a document's tempo, wherever it comes from.
pub(super) fn tempo_map(tree: &Node, measures: &Measures) -> Option<Arc<TempoMap>> {
    match &measures.tempo {
        Tempo::Map(map) => Some(Arc::clone(map)),
        Tempo::Constant { bpm, offset, .. } => {
            let length = Rational::from_int(60).checked_div(*bpm)?;
            let map = TempoMap::constant(length, signature(tree.get("tempo")?)?)?;
            map.moved(*offset).map(Arc::new)
        }
        Tempo::Unset | Tempo::Elsewhere => None,
    }
}

/// When the first beat falls, and when files of notes begin.
pub(super) fn offset(tempo: Option<&Node>, measures: &Measures) -> Option<Rational> {
    match tempo.and_then(|tempo| tempo.get("offset")).and_then(Node::scalar) {
        Some(offset) => time::parse(offset, Sense::Length, &Measures { tempo: Tempo::Unset, ..measures.clone() }).ok(),
        None => Some(Rational::ZERO),
    }
}

/// The file under a key of `tempo`.
pub(super) fn tempo_file(tempo: &Node, key: &str, folder: &Path) -> Option<PathBuf> {
    paths::resolve(folder, tempo.get(key)?.scalar()?)
}

fn constant(tempo: &Node, measures: &Measures) -> Option<Tempo> {
    let bpm = Rational::from_decimal(tempo.get("bpm")?.scalar()?.trim());
    let bpm = bpm.filter(|bpm| *bpm >= Rational::ONE && bpm.den() <= FINEST_BPM)?;
    let offset = offset(Some(tempo), measures)?;
    Some(Tempo::Constant { bpm, offset, beats_per_bar: signature(tempo)?.0 })
}

fn signature(tempo: &Node) -> Option<(u32, u32)> {
    match tempo.get("signature").and_then(Node::scalar) {
        Some(signature) => values::ratio(signature, '/'),
        None => Some(USUAL_SIGNATURE),
    }
}

fn elsewhere(tree: &Node, folder: &Path, facts: &Facts, measures: &Measures) -> Option<Arc<TempoMap>> {
    let tempo = tree.get("tempo")?;
    let content = |key: &str| Some(&facts.sources.get(&tempo_file(tempo, key, folder)?)?.content);
    let map = match (content("midi"), content("beats")) {
        (Some(Content::Midi(midi)), _) => midi.tempo.clone(),
        (None, Some(Content::Beats(beats))) => beats.tempo(signature(tempo)?)?,
        (None, None) => {
            let sound = detected::sound(tree, folder)?;
            let playing = sound.playing(measures)?;
            facts.beats_of(&sound.source, sound.stream)?.tempo(&playing, signature(tempo)?)?
        }
        _ => return None,
    };
    map.moved(offset(Some(tempo), measures)?).map(Arc::new)
}

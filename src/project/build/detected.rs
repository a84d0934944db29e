//! A tempo that is found by listening: `tempo: { detect: music }`.

use std::path::{Path, PathBuf};

use super::builder::{Builder, items, place};
use crate::base::Rational;
use crate::base::detected::Playing;
use crate::project::nearest::nearest;
use crate::project::paths;
use crate::project::place::Place;
use crate::project::reading::{SourceUse, Wanted};
use crate::project::time::{self, Measures, Sense, Tempo};
use crate::project::tree::Node;
use crate::project::values;

/// The sound that is listened to.
pub(super) struct BeatSound<'a> {
    /// Where the document names it.
    named: &'a Node,
    sound: &'a Node,
    pub source: PathBuf,
    pub stream: usize,
}

/// The sound whose beats are the tempo, if one is named.
pub(super) fn sound<'a>(tree: &'a Node, folder: &Path) -> Option<BeatSound<'a>> {
    let named = tree.get("tempo")?.get("detect")?;
    let id = named.scalar()?.trim();
    let sound = items(tree, "audio").iter().find(|sound| sound.get("id").and_then(Node::scalar) == Some(id))?;
    let stream = sound.get("stream").and_then(Node::scalar).and_then(values::integer);
    Some(BeatSound {
        named,
        sound,
        source: paths::resolve(folder, sound.get("source")?.scalar()?)?,
        stream: stream.and_then(|stream| usize::try_from(stream).ok()).unwrap_or(0),
    })
}

/// The file in which beats are to be found, as one of the document's sources.
pub fn listened_tempo(tree: &Node, folder: &Path, document: &Path) -> Option<SourceUse> {
    let found = sound(tree, folder)?;
    Some(SourceUse {
        path: found.source.clone(),
        file: document.to_path_buf(),
        wanted: Wanted::Tempo(found.stream),
        place: found.place(),
    })
}

/// The file that the tempo comes from, and where it is named. A name that no sound has is a mistake, and so is a sound that
/// begins at a beat.
pub(super) fn source(tree: &Node, builder: &mut Builder<'_>) -> Option<(PathBuf, Place)> {
    let named = tree.get("tempo")?.get("detect")?;
    let Some(found) = sound(tree, &builder.folder) else {
        let name = named.scalar().unwrap_or_default().trim().to_owned();
        let ids: Vec<&str> =
            items(tree, "audio").iter().filter_map(|sound| sound.get("id").and_then(Node::scalar)).collect();
        if !ids.contains(&name.as_str()) {
            let help = match nearest(&name, ids.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if ids.is_empty() => "give a sound under `audio:` an `id`".to_owned(),
                None => format!("there is {}", ids.join(", ")),
            };
            builder.error(named, "tempo.detect", format!("`detect`: no sound has the id `{name}`"), Some(&help));
        }
        return None;
    };
    if found.playing(&builder.measures).is_none() {
        let message = "`detect`: its beats can't say when it begins itself".to_owned();
        builder.error(named, "tempo.detect", message, Some("write the sound's `at` and `from` in seconds"));
    }
    Some((found.source.clone(), found.place()))
}

impl BeatSound<'_> {
    /// How it is played, where that is said in seconds or frames.
    pub fn playing(&self, measures: &Measures) -> Option<Playing> {
        let unset = Measures { tempo: Tempo::Unset, ..measures.clone() };
        let start = |key: &str, sense: Sense| match self.sound.get(key).and_then(Node::scalar) {
            Some(text) => time::parse_span(text, sense, &unset).ok().map(|(start, _)| start),
            None => Some(Rational::ZERO),
        };
        let speed = self.sound.get("speed").and_then(Node::scalar);
        let speed = speed.and_then(|speed| Rational::from_decimal(speed.trim())).filter(|speed| speed.is_positive());
        Some(Playing {
            at: start("at", Sense::Position)?,
            from: start("from", Sense::Length)?,
            speed: speed.unwrap_or(Rational::ONE),
        })
    }

    fn place(&self) -> Place {
        place(self.named.line, self.named.column, "tempo.detect".to_owned())
    }
}

//! Tempo and tracks: what their keys mean together.

use super::builder::{Builder, place};
use super::detected;
use super::measures::{self, FINEST_BPM, tempo_file, tempo_map};
use crate::base::Rational;
use crate::project::model::Project;
use crate::project::paths;
use crate::project::table::FOREIGN_PREFIX;
use crate::project::time::{self, Reach, Tempo};
use crate::project::track::{Playing, Rhythm, SaidNote, Track, TrackChoice};
use crate::project::tree::{Entry, Node};
use crate::project::values;

/// How hard notes are struck where nothing is said, and accents.
const USUAL_VELOCITY: f64 = 0.8;
const ACCENT: f64 = 1.0;
const MIDDLE_C: u8 = 60;
const MOST_SIGNS: usize = 10_000;
/// More notes belong into a file.
const MOST_NOTES: usize = 10_000;

/// Where a tempo comes from.
const TEMPI: [&str; 4] = ["bpm", "midi", "beats", "detect"];

/// Fills in what a document says of beats and notes.
pub(super) fn musical(tree: &Node, project: &mut Project, builder: &mut Builder<'_>) {
    tempo(tree, builder);
    project.tempo = tempo_map(tree, &builder.measures);
    project.tempo_source = detected::source(tree, builder).or_else(|| {
        let tempo = tree.get("tempo")?;
        let key = ["midi", "beats"].into_iter().find(|key| tempo.get(key).is_some())?;
        let node = tempo.get(key)?;
        let file = tempo_file(tempo, key, &builder.folder)?;
        Some((file, place(node.line, node.column, format!("tempo.{key}"))))
    });
    let start = measures::offset(tree.get("tempo"), &builder.measures).unwrap_or(Rational::ZERO);
    let entries = tree.get("tracks").and_then(Node::map).unwrap_or_default();
    for entry in entries.iter().filter(|entry| !entry.key.starts_with(FOREIGN_PREFIX)) {
        project.tracks.extend(track(entry, start, builder));
    }
}

/// A tempo comes from one place, or beats would count as something nobody said.
fn tempo(tree: &Node, builder: &mut Builder<'_>) {
    let Some(node) = tree.get("tempo").filter(|node| node.map().is_some()) else { return };
    let said: Vec<(&str, &Node)> = TEMPI.iter().filter_map(|key| Some((*key, node.get(key)?))).collect();
    match said[..] {
        [] => {
            let help = "for example `tempo: { bpm: 120 }`; or `midi`, `beats` or `detect`";
            builder.error(node, "tempo", "`tempo` needs `bpm`".to_owned(), Some(help));
        }
        [(first, _), (second, other), ..] => {
            let message = format!("a tempo comes from one place, this one has `{first}` and `{second}`");
            builder.error(other, &format!("tempo.{second}"), message, Some("keep one of them"));
        }
        [_] => {}
    }
    if let (Some(signature), true) = (node.get("signature"), node.get("midi").is_some()) {
        let message = "`signature`: a MIDI file says its own".to_owned();
        builder.error(signature, "tempo.signature", message, Some("leave it out"));
    }
    if let (Some(offset), None) = (node.get("offset"), measures::offset(Some(node), &builder.measures)) {
        let message = "`offset` can't be counted in beats: it says when they begin".to_owned();
        builder.error(offset, "tempo.offset", message, Some("say it in seconds, as in `250ms`"));
    }
    let bpm = node.get("bpm").and_then(|bpm| Some((bpm, Rational::from_decimal(bpm.scalar()?.trim())?)));
    if let Some((bpm, _)) = bpm.filter(|(_, value)| value.den() > FINEST_BPM) {
        builder.error(bpm, "tempo.bpm", "`bpm` has more than six decimals".to_owned(), None);
    }
}

fn track(entry: &Entry, start: Rational, builder: &mut Builder<'_>) -> Option<Track> {
    let (node, path) = (&entry.value, format!("tracks.{}", entry.key));
    node.map()?;
    let kinds = ["midi", "pattern", "notes"];
    let said: Vec<&str> = kinds.into_iter().filter(|key| node.get(key).is_some()).collect();
    let kind = match said[..] {
        [kind] => kind,
        [] => {
            let help = Some("for example `{ pattern: \"x...x...\" }`");
            let message = "a track needs `midi`, `pattern` or `notes`".to_owned();
            builder.problem_at((entry.line, entry.column), &path, message, help);
            return None;
        }
        [first, second, ..] => {
            let message = format!("a track is one thing, this one is `{first}` and `{second}`");
            builder.error(
                node.get(second).unwrap_or(node),
                &format!("{path}.{second}"),
                message,
                Some("make two tracks of it"),
            );
            return None;
        }
    };
    for (key, owner) in [("track", "midi"), ("channel", "midi"), ("step", "pattern"), ("loop", "pattern")] {
        if let Some(foreign) = node.get(key).filter(|_| owner != kind) {
            let message = format!("`{key}` belongs to tracks with `{owner}`, this one has `{kind}`");
            builder.error(foreign, &format!("{path}.{key}"), message, None);
        }
    }
    let text = |key: &str| node.get(key).and_then(Node::scalar);
    let playing = match kind {
        "midi" => {
            let number = |text: &str| values::integer(text).and_then(|number| usize::try_from(number).ok());
            Playing::Midi {
                source: paths::resolve(&builder.folder, text("midi")?)?,
                track: node.get("track").and_then(|said| {
                    let text = said.scalar()?;
                    // A name of digits is written in quotes.
                    let quoted = matches!(said.value, crate::project::tree::Value::Scalar { quoted: true, .. });
                    Some(match number(text).filter(|_| !quoted) {
                        Some(number) => TrackChoice::Number(number),
                        None => TrackChoice::Name(text.to_owned()),
                    })
                }),
                channel: text("channel").and_then(values::integer).and_then(|channel| u8::try_from(channel).ok()),
                start,
            }
        }
        "pattern" => Playing::Rhythm(rhythm(node, &path, builder)?),
        _ => Playing::Notes(notes(node, &path, builder)?),
    };
    Some(Track { name: entry.key.to_string(), place: place(node.line, node.column, path), playing })
}

fn rhythm(node: &Node, path: &str, builder: &mut Builder<'_>) -> Option<Rhythm> {
    let said = node.get("pattern")?;
    let text = |key: &str| node.get(key).and_then(Node::scalar);
    if builder.measures.tempo == Tempo::Unset {
        let message = "`pattern` counts in beats, but the project has no `tempo:`".to_owned();
        builder.error(said, &format!("{path}.pattern"), message, Some("for example `tempo: { bpm: 120 }`"));
    }
    let hit = |sign: char| match sign {
        'x' => Some(Some(USUAL_VELOCITY)),
        'X' => Some(Some(ACCENT)),
        '.' => Some(None),
        _ => None,
    };
    let hits: Vec<Option<f64>> = text("pattern")?.chars().filter_map(hit).collect();
    if hits.len() > MOST_SIGNS {
        let message = format!("`pattern` has {} signs, {MOST_SIGNS} are possible", hits.len());
        builder.error(said, &format!("{path}.pattern"), message, None);
        return None;
    }
    let (num, den) = text("step").and_then(|step| values::ratio(step, '/')).unwrap_or((1, 16));
    let step = Rational::new(i64::from(num), i64::from(den));
    (!hits.is_empty()).then_some(Rhythm { hits, step, looped: text("loop") == Some("true") })
}

fn notes(node: &Node, path: &str, builder: &mut Builder<'_>) -> Option<Vec<SaidNote>> {
    let said = node.get("notes")?;
    let list = said.list()?;
    if list.len() > MOST_NOTES {
        let message = format!("`notes` has {} notes, {MOST_NOTES} are possible", list.len());
        builder.error(said, &format!("{path}.notes"), message, Some("take a MIDI file"));
        return None;
    }
    let note = |note: &Node| {
        let text = |key: &str| note.get(key).and_then(Node::scalar);
        let on = time::parse(text("at")?, time::Sense::Position, &builder.measures).ok()?;
        let length = match (text("for"), &builder.measures.tempo) {
            (Some(length), _) => length,
            (None, Tempo::Unset) => return None,
            (None, _) => "1b",
        };
        let length = time::parse_length(length, Reach::After(on), &builder.measures).ok()?;
        let pitch = text("pitch").and_then(values::pitch).unwrap_or(MIDDLE_C);
        let velocity = text("velocity").and_then(values::number).unwrap_or(USUAL_VELOCITY);
        Some(SaidNote { on, off: on.checked_add(length)?, pitch, velocity })
    };
    let notes = list.iter().filter_map(note).collect();
    // What a beat is must be said where a length is not.
    let lengthless = list.iter().position(|note| note.get("for").is_none());
    if let (Some(index), Tempo::Unset) = (lengthless, &builder.measures.tempo) {
        let message = "`for` is one beat where it is not said, but the project has no `tempo:`".to_owned();
        let path = format!("{path}.notes[{index}]");
        builder.error(&list[index], &path, message, Some("say how long it lasts: `for: 500ms`"));
    }
    Some(notes)
}

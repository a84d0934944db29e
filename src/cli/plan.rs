//! `rushes plan`: what an export would consist of, what of it is there already, what it will cost, and why a chunk is not
//! the one of last time.

use clap::Args;
use serde::Serialize;

use super::choice::Choice;
use super::exit::Exit;
use super::forecast::{self, Forecast};
use super::frozen;
use super::output::Output;
use super::reach;
use crate::base::{Digest, Failure, bytes};
use crate::config::Places;
use crate::export::listening::Listening;
use crate::export::store::ChunkStore;
use crate::export::{Adapter, ExportWork, history, prepare};
use crate::plan::forecast::Guess;
use crate::plan::{Determinism, RenderClass, RenderPath, why};

/// Say what an export would consist of
///
/// Frames, chunks and their keys, which of them are finished already, how reproducible the bytes are, and what it will
/// need and take. Makes nothing.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    choice: Choice,

    /// Say what changed in a chunk since the film was last exported; of all that are to make where no number is given
    #[arg(long, value_name = "CHUNK", num_args = 0..=1, default_missing_value = "0")]
    why: Option<usize>,

    /// Print one JSON document per export
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Shown {
    export: String,
    frames: u64,
    fps: crate::base::Rational,
    class: Determinism,
    encoder: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fallback: Option<String>,
    class_means: &'static str,
    render_class: RenderClass,
    chunks: Vec<ShownChunk>,
    sound: Option<ShownSound>,
    estimate: Forecast,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Vec<Why>>,
}

#[derive(Serialize)]
struct ShownChunk {
    index: usize,
    key: Digest,
    from: u64,
    to: u64,
    path: RenderPath,
    cached: bool,
}

#[derive(Serialize)]
struct ShownSound {
    key: Digest,
    cached: bool,
}

/// What changed in one chunk.
#[derive(Serialize)]
struct Why {
    index: usize,
    /// As clauses; empty where nothing did.
    changes: Vec<String>,
    /// In one sentence.
    answer: String,
}

impl Plan {
    pub fn run(self, output: &mut Output) -> Exit {
        self.all(output).unwrap_or_else(|exit| exit)
    }

    fn all(self, output: &mut Output) -> Result<Exit, Exit> {
        let places = reach::places(output)?;
        let works = frozen::works(&self.choice).map_err(|refused| refused.say(output, false))?;
        for work in &works {
            let shown = plan(work, &places, self.why).map_err(|failure| output.fail(&failure))?;
            let chunks = shown.chunks.len();
            if let Some(number) = self.why.filter(|number| *number > chunks) {
                output.complain(&format!("rushes: {}: there is no chunk {number}, only {chunks}", shown.export));
                return Err(Exit::Usage);
            }
            if self.json {
                output.json(&shown);
            } else {
                told(&shown).iter().for_each(|line| output.line(line));
            }
        }
        Ok(Exit::Done)
    }
}

fn plan(work: &ExportWork, places: &Places, why: Option<usize>) -> Result<Shown, Failure> {
    let checked = prepare::checked(work, places)?;
    let prepared = match checked.export.only_sound {
        Some(_) => prepare::prepared_sound(checked)?,
        None => {
            let listening = Listening::undisturbed(&checked.project, &checked.facts, places)?;
            prepare::prepared(checked, listening, Adapter::find()?.facts())?
        }
    };
    let store = ChunkStore::open(&places.chunks())?;
    let plan = &prepared.plan;
    let chunks: Vec<ShownChunk> = plan
        .chunks
        .iter()
        .map(|chunk| ShownChunk {
            index: chunk.index,
            key: chunk.key,
            from: chunk.from,
            to: chunk.to,
            path: chunk.path,
            cached: store.find(&chunk.key).is_some(),
        })
        .collect();
    let why = why.map(|number| {
        let asked = chunks.iter().filter(|chunk| if number == 0 { !chunk.cached } else { chunk.index + 1 == number });
        let before = history::record(places, &history::film(&prepared.checked));
        asked.map(|chunk| answer(chunk, before.as_ref(), prepared.record.as_ref())).collect()
    });
    Ok(Shown {
        export: prepared.checked.export.name.clone(),
        frames: plan.frames.count,
        fps: plan.frames.rate,
        class: plan.determinism,
        encoder: prepared.encoder.codec.encoder(),
        fallback: prepared.choice.fallback.clone(),
        class_means: meaning(plan.determinism),
        render_class: plan.class.clone(),
        chunks,
        sound: plan.sound.map(|key| ShownSound { key, cached: store.find(&key).is_some() }),
        estimate: forecast::forecast(&prepared, &store, places),
        why,
    })
}

fn answer(
    chunk: &ShownChunk,
    before: Option<&crate::plan::parts::Record>,
    now: Option<&crate::plan::parts::Record>,
) -> Why {
    let index = chunk.index;
    let there = if chunk.cached { "it is there" } else { "it is to be made" };
    let (changes, answer) = match (before, now) {
        (_, None) => (Vec::new(), format!("{there}; the film has too many chunks to say what changed")),
        (None, _) => (Vec::new(), format!("{there}; nothing is known of an earlier export of this film")),
        (Some(before), Some(now)) => {
            let changes = why::differences(before, now, index);
            let answer = match (changes.is_empty(), chunk.cached) {
                (true, true) => "it is there, and nothing changed".to_owned(),
                (true, false) => {
                    "nothing changed, but it is not in the cache: it was not finished, or went to make room".to_owned()
                }
                (false, _) => format!("{there}: {}", changes.join("; ")),
            };
            (changes, answer)
        }
    };
    Why { index, changes, answer }
}

const fn meaning(class: Determinism) -> &'static str {
    match class {
        Determinism::A => "the same bytes on every box of this render class, whatever the threads",
        Determinism::B => {
            "the same bytes on every box of this render class, as the encoder's threads and flags are fixed"
        }
        Determinism::C => "not reproducible: the encoder makes other bytes each time",
    }
}

fn told(shown: &Shown) -> Vec<String> {
    let cached = shown.chunks.iter().filter(|chunk| chunk.cached).count();
    let class = &shown.render_class;
    let kind = if class.software { "software" } else { "hardware" };
    let mut lines = match &shown.sound {
        Some(sound) if shown.chunks.is_empty() => {
            let there = if sound.cached { "there already" } else { "to make" };
            vec![format!("{}: the sound of {} frames at {} fps, {there}", shown.export, shown.frames, shown.fps)]
        }
        _ => vec![format!(
            "{}: {} frames at {} fps in {} chunks, {cached} there already",
            shown.export,
            shown.frames,
            shown.fps,
            shown.chunks.len()
        )],
    };
    let on = if shown.chunks.is_empty() { String::new() } else { format!(" on {} ({kind})", class.adapter) };
    lines.push(format!("class {:?}{on}: {}", shown.class, shown.class_means));
    if shown.class == Determinism::C {
        lines.push(format!("encoded by {}", shown.encoder));
    }
    lines.extend(shown.fallback.clone());
    lines.extend(costs(&shown.estimate));
    for chunk in &shown.chunks {
        let there = if chunk.cached { "there" } else { "to make" };
        let path = format!("{:?}", chunk.path).to_lowercase();
        lines.push(format!(
            "{:>5}  {:>8}..{:<8} {}  {path}  {there}",
            chunk.index + 1,
            chunk.from,
            chunk.to,
            chunk.key.short()
        ));
    }
    for Why { index, answer, .. } in shown.why.iter().flatten() {
        lines.push(format!("chunk {}: {answer}", index + 1));
    }
    if shown.why.as_ref().is_some_and(Vec::is_empty) {
        lines.push("all chunks are there".to_owned());
    }
    lines
}

fn costs(forecast: &Forecast) -> Vec<String> {
    let Guess { likely, low, high, basis } = &forecast.size;
    let short = |number: f64| bytes::short(number as u64);
    let mut lines = vec![format!("about {} of film, {} to {} ({basis})", short(*likely), short(*low), short(*high))];
    lines.push(match &forecast.time {
        Some(Guess { likely, low, high, basis }) => {
            format!("about {} of time, {} to {} ({basis})", length(*likely), length(*low), length(*high))
        }
        None => "how long it takes is known once something like it was exported here".to_owned(),
    });
    for disk in &forecast.disk {
        let free = disk.free.map_or_else(String::new, |free| format!(", {} free", bytes::short(free)));
        let short_of = if disk.free.is_some_and(|free| free < disk.needs) { ": too little" } else { "" };
        let place = crate::base::printable::path(&disk.place);
        lines.push(format!("{} of disk for {} at {place}{free}{short_of}", bytes::short(disk.needs), disk.what));
    }
    lines.push(format!("about {} of memory", bytes::short(forecast.estimate.memory_bytes)));
    lines
}

fn length(seconds: f64) -> String {
    match seconds.ceil() as u64 {
        seconds @ ..100 => format!("{seconds} s"),
        seconds @ ..6000 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

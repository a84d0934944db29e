//! `rushes plan`: what an export would consist of, and what of it is there already.

use clap::Args;
use serde::Serialize;

use super::choice::Choice;
use super::exit::Exit;
use super::frozen;
use super::output::Output;
use super::reach;
use crate::base::{Digest, Failure, bytes};
use crate::config::Places;
use crate::export::listening::Listening;
use crate::export::store::ChunkStore;
use crate::export::{Adapter, ExportWork, prepare};
use crate::plan::estimate::{Estimate, estimate};
use crate::plan::{Determinism, RenderClass};

/// Say what an export would consist of
///
/// Frames, chunks and their keys, which of them are finished already, how reproducible the bytes are, and what it will
/// need. Makes nothing.
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    choice: Choice,

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
    render_class: RenderClass,
    chunks: Vec<ShownChunk>,
    sound: Option<ShownSound>,
    estimate: Estimate,
}

#[derive(Serialize)]
struct ShownChunk {
    index: usize,
    key: Digest,
    from: u64,
    to: u64,
    path: crate::plan::chunks::RenderPath,
    cached: bool,
}

#[derive(Serialize)]
struct ShownSound {
    key: Digest,
    cached: bool,
}

impl Plan {
    pub fn run(self, output: &mut Output) -> Exit {
        self.all(output).unwrap_or_else(|exit| exit)
    }

    fn all(self, output: &mut Output) -> Result<Exit, Exit> {
        let places = reach::places(output)?;
        let works = frozen::works(&self.choice).map_err(|refused| refused.say(output, false))?;
        for work in &works {
            let shown = plan(work, &places).map_err(|failure| output.fail(&failure))?;
            if self.json {
                output.json(&shown);
            } else {
                told(&shown).iter().for_each(|line| output.line(line));
            }
        }
        Ok(Exit::Done)
    }
}

fn plan(work: &ExportWork, places: &Places) -> Result<Shown, Failure> {
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
    let chunks = plan.chunks.iter().map(|chunk| ShownChunk {
        index: chunk.index,
        key: chunk.key,
        from: chunk.from,
        to: chunk.to,
        path: chunk.path,
        cached: store.find(&chunk.key).is_some(),
    });
    Ok(Shown {
        export: prepared.checked.export.name.clone(),
        frames: plan.frames.count,
        fps: plan.frames.rate,
        class: plan.determinism,
        encoder: prepared.encoder.codec.encoder(),
        fallback: prepared.choice.fallback.clone(),
        render_class: plan.class.clone(),
        chunks: chunks.collect(),
        sound: plan.sound.map(|key| ShownSound { key, cached: store.find(&key).is_some() }),
        estimate: estimate(plan, &prepared.checked.export),
    })
}

fn told(shown: &Shown) -> Vec<String> {
    let cached = shown.chunks.iter().filter(|chunk| chunk.cached).count();
    let class = &shown.render_class;
    let kind = if class.software { "software" } else { "hardware" };
    let Estimate { output_bytes, disk_bytes, memory_bytes } = shown.estimate;
    let mut lines = match &shown.sound {
        Some(sound) if shown.chunks.is_empty() => {
            let there = if sound.cached { "there already" } else { "to make" };
            vec![
                format!("{}: the sound of {} frames at {} fps, {there}", shown.export, shown.frames, shown.fps),
                format!("class {:?}", shown.class),
            ]
        }
        _ => vec![
            format!(
                "{}: {} frames at {} fps in {} chunks, {cached} there already",
                shown.export,
                shown.frames,
                shown.fps,
                shown.chunks.len()
            ),
            format!("class {:?} on {} ({kind})", shown.class, class.adapter),
        ],
    };
    if shown.class == Determinism::C {
        lines.push(format!("encoded by {}, whose bytes can't be made again", shown.encoder));
    }
    lines.extend(shown.fallback.clone());
    lines.push(format!(
        "about {} of film, {} of disk while it is made, {} of memory",
        bytes::short(output_bytes),
        bytes::short(disk_bytes),
        bytes::short(memory_bytes)
    ));
    for chunk in &shown.chunks {
        let there = if chunk.cached { "there" } else { "to make" };
        lines.push(format!(
            "{:>5}  {:>8}..{:<8} {}  {there}",
            chunk.index + 1,
            chunk.from,
            chunk.to,
            chunk.key.short()
        ));
    }
    lines
}

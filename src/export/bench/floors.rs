//! One export as a whole and its parts alone: how near it comes to what can't be saved.

use serde::{Deserialize, Serialize};

use crate::base::{Failure, Rational, Reason, process};
use crate::compose::PlaneFormat;
use crate::config::Places;
use crate::export::composers::Adapter;
use crate::export::event::Event;
use crate::export::listening::Listening;
use crate::export::prepare::{self, Prepared};
use crate::export::{ExportWork, Limits, StopFlag, Stopped, formats, run};
use crate::plan::{Chunk, RenderClass};

use super::cost::Cost;
use super::parts;

/// Bytes of finished frames that are laid aside at most.
const SPOOL: u64 = 2 << 30;

/// What an export costs, and its parts alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub export: String,
    pub size: (u32, u32),
    pub fps: Rational,
    pub render_class: RenderClass,
    pub encoder: String,
    /// The whole export, from the document to the published file, nothing of it made before.
    pub whole: Cost,
    /// Most memory of the process in bytes while it exported.
    pub memory: u64,
    pub decode: Cost,
    /// Sources decoded already, planes for the encoder and the way back from the device included.
    pub compose: Cost,
    pub encode: Cost,
    /// Processor time of a frame of the whole export, over that of encoding it.
    pub times_floor: f64,
}

/// Exports `work` with nothing made before and measures it, then its parts alone. `places` must be empty ones.
pub fn measure(
    work: &ExportWork,
    places: &Places,
    limits: &Limits,
    stop: &StopFlag,
    tell: &mut dyn FnMut(&str),
) -> Result<Measured, Stopped> {
    tell("the whole export");
    // First, so that the most memory so far is its own.
    let whole = Cost::of(|| {
        let quiet = |event: Event| {
            if let Event::Log(line) = event {
                tracing::debug!("{}", line.text);
            }
        };
        run(work, places, limits, stop, &quiet).result.map(|done| done.frames)
    })?;
    let memory = process::resident_memory().map_or(0, |(_, most)| most);
    let checked = prepare::checked(work, places)?;
    if checked.export.only_sound.is_some() {
        let message = format!("`{}` holds only sound; choose an export with pictures", checked.export.name);
        return Err(Failure::new(Reason::InvalidProject, message).into());
    }
    let listening = Listening::undisturbed(&checked.project, &checked.facts, places)?;
    let adapter = Adapter::find()?;
    let prepared = prepare::prepared(checked, listening, adapter.facts())?;
    let chunks = as_many_as_fit(&prepared);
    tell("composing alone");
    let (composed, mut spool) = parts::compose((&prepared, &adapter), (places, limits, stop), chunks)?;
    drop(adapter);
    tell("decoding alone");
    let decode = parts::decode(&prepared.checked.facts, &spool, stop)?;
    tell("encoding alone");
    let encode = parts::encode(&prepared, &mut spool, stop)?;
    let floor = encode.cpu_ms();
    Ok(Measured {
        export: prepared.checked.export.name.clone(),
        size: prepared.plan.size,
        fps: prepared.plan.frames.rate,
        render_class: prepared.plan.class.clone(),
        encoder: prepared.encoder.codec.encoder().to_owned(),
        whole,
        memory,
        decode,
        compose: composed.without(decode),
        encode,
        times_floor: if floor > 0.0 { whole.cpu_ms() / floor } else { 0.0 },
    })
}

/// The first chunks whose frames can be laid aside; at least one.
fn as_many_as_fit(prepared: &Prepared) -> &[Chunk] {
    let format: PlaneFormat = formats::planes(prepared.encoder.samples, prepared.checked.export.video.color);
    let (width, height) = prepared.plan.size;
    let bytes = u64::from(crate::compose::FrameLayout::new(format, width, height).bytes);
    let chunks = &prepared.plan.chunks;
    let count = chunks.iter().take_while(|chunk| chunk.to.saturating_mul(bytes) <= SPOOL).count();
    &chunks[..count.max(1).min(chunks.len())]
}

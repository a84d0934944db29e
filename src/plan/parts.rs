//! What a chunk's key is made of, part by part and under names that a person knows, so that it can be told which of them
//! changed. Beside the key and never instead of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chains::Chains;
use super::key::{Common, FontUse, KeyHasher};
use crate::base::Digest;
use crate::base::facts::Facts;
use crate::project::model::{Kind, Layer, Text};
use crate::timeline::stepping::steps_in;
use crate::timeline::{PAIRS, Scene, SceneContent, SceneLayer, Timeline};

/// More chunks than this are not written down: the record would outgrow what it is good for.
pub const MOST_CHUNKS: usize = 5000;

/// The names of parts, each with a number that stands for its value.
pub type Parts = BTreeMap<String, u64>;

/// What the chunks of an export were made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What all of them have in common.
    pub common: Parts,
    pub chunks: Vec<ChunkRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkRecord {
    pub key: Digest,
    pub from: u64,
    pub to: u64,
    /// Bottom to top.
    pub layers: Vec<LayerRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerRecord {
    /// `layers[2]`: where it stands in its document.
    pub place: String,
    pub id: Option<String>,
    pub kind: String,
    pub parts: Parts,
}

/// Collects a record while a plan is made.
pub struct Recorder<'a> {
    timeline: &'a Timeline,
    facts: &'a Facts,
    chunks: Vec<BTreeMap<usize, Seen>>,
    /// Layers in the order in which they lie on each other.
    order: Vec<Vec<usize>>,
}

type Hashers = BTreeMap<&'static str, KeyHasher>;

/// A layer as it was seen so far in one chunk. What stays as it was in the frame before is not added again, so that a layer
/// that is only seen longer differs in that alone.
#[derive(Default)]
struct Seen {
    parts: Hashers,
    last: Option<SceneLayer>,
    /// In how many of the chunk's frames.
    frames: u64,
}

impl<'a> Recorder<'a> {
    pub fn new(timeline: &'a Timeline, facts: &'a Facts) -> Self {
        Self { timeline, facts, chunks: Vec::new(), order: Vec::new() }
    }

    /// Adds what a frame shows.
    pub fn frame(&mut self, chunk: usize, scene: &Scene, chains: &mut Chains<'_>) {
        if chunk >= MOST_CHUNKS {
            return;
        }
        if self.chunks.len() <= chunk {
            self.chunks.resize_with(chunk + 1, BTreeMap::new);
            self.order.resize_with(chunk + 1, Vec::new);
        }
        let (Some(layers), Some(order)) = (self.chunks.get_mut(chunk), self.order.get_mut(chunk)) else { return };
        if let Some(view) = scene.view {
            let part = part(&mut layers.entry(CANVAS).or_default().parts, "cut-out");
            [view.left, view.top, view.width, view.height].into_iter().for_each(|side| part.float(side));
        }
        for layer in &scene.layers {
            let index = layer.index;
            if !layers.contains_key(&index) {
                order.push(index);
            }
            add(layer, layers.entry(index).or_default(), self.facts, chains);
        }
    }

    /// The record of a plan whose chunks have these keys.
    pub fn finish(self, common: &Common<'_>, chunks: &[super::Chunk]) -> Option<Record> {
        if chunks.len() > MOST_CHUNKS {
            return None;
        }
        let mut record = Record { common: common_parts(common), chunks: Vec::with_capacity(chunks.len()) };
        let mut seen = self.chunks.into_iter().zip(self.order);
        for chunk in chunks {
            let (mut hashers, order) = seen.next().unwrap_or_default();
            let canvas =
                hashers.remove(&CANVAS).map(|parts| ("the canvas".to_owned(), None, "canvas".to_owned(), parts));
            let layers = order.into_iter().filter_map(|index| {
                let (place, id, kind) = named(self.timeline, index);
                Some((place, id, kind, hashers.remove(&index)?))
            });
            let layers = canvas.into_iter().chain(layers.collect::<Vec<_>>());
            let layers = layers.map(|(place, id, kind, seen)| LayerRecord { place, id, kind, parts: settled(seen) });
            let (key, from, to) = (chunk.key, chunk.from, chunk.to);
            record.chunks.push(ChunkRecord { key, from, to, layers: layers.collect() });
        }
        Some(record)
    }
}

/// No layer has this number.
const CANVAS: usize = usize::MAX;

fn add(layer: &SceneLayer, seen: &mut Seen, facts: &Facts, chains: &mut Chains<'_>) {
    let Seen { parts, last, frames } = seen;
    *frames += 1;
    let mut steps = Vec::new();
    steps_in(std::slice::from_ref(layer), &mut steps);
    for steps in steps {
        let link = chains.of(steps);
        part(parts, "past").digest(&link);
    }
    if last.as_ref() == Some(layer) {
        return;
    }
    let same = |same: fn(&SceneLayer, &SceneLayer) -> bool| last.as_ref().is_some_and(|last| same(last, layer));
    if !same(|last, layer| last.content == layer.content) {
        content(&layer.content, parts, facts);
    }
    if !same(|last, layer| last.placement == layer.placement) {
        part(parts, "place").placement(&layer.placement);
    }
    if !same(|last, layer| last.opacity == layer.opacity) {
        part(parts, "opacity").float(f64::from(layer.opacity));
    }
    if !same(|last, layer| {
        (last.blend, &last.placement.passing, &last.form) == (layer.blend, &layer.placement.passing, &layer.form)
    }) {
        let form = part(parts, "form");
        form.blend(layer.blend);
        form.passing(&layer.placement.passing);
        form.form(&layer.form, facts);
    }
    if !same(|last, layer| last.effects == layer.effects) {
        part(parts, "effects").effects(&layer.effects, facts);
    }
    *last = Some(layer.clone());
}

fn content(content: &SceneContent, parts: &mut Hashers, facts: &Facts) {
    match content {
        SceneContent::Text(text) => letters(text, parts, facts),
        SceneContent::Reveal { text, units, .. } => {
            letters(text, parts, facts);
            part(parts, "time").number(u64::from(*units));
        }
        SceneContent::Video { source, frame } | SceneContent::Animation { source, frame, .. } => {
            part(parts, "source").source(facts, source);
            part(parts, "time").number(*frame);
        }
        SceneContent::Image(source) => part(parts, "source").source(facts, source),
        other => part(parts, "picture").content(other, facts),
    }
}

/// What is written, how it looks, and the files that its letters come from.
fn letters(text: &Text, parts: &mut Hashers, facts: &Facts) {
    part(parts, "text").bytes(text.text.as_bytes());
    let font = facts.fonts.get(&FontUse::of(text).to_string());
    part(parts, "font").bytes(font.map_or(&[], |hash| hash.as_bytes()));
    part(parts, "style").text(&Text { text: String::new(), ..text.clone() }, facts);
}

fn part<'a>(parts: &'a mut Hashers, name: &'static str) -> &'a mut KeyHasher {
    parts.entry(name).or_insert_with(|| KeyHasher::new("rushes part 1"))
}

fn settled(seen: Seen) -> Parts {
    let parts = seen.parts.into_iter().map(|(name, part)| (name.to_owned(), number(&part.finish())));
    parts.chain([("seen".to_owned(), seen.frames)]).collect()
}

/// As much of a hash as tells two values apart: 53 bits, which every reader of JSON keeps.
fn number(hash: &Digest) -> u64 {
    hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)) >> 11
}

fn named(timeline: &Timeline, index: usize) -> (String, Option<String>, String) {
    // A pair that dissolves goes by its later clip.
    let layer = timeline.layer(if index >= PAIRS { index - PAIRS } else { index });
    layer.map_or_else(
        || ("a layer".to_owned(), None, "layer".to_owned()),
        |layer: &Layer| (layer.place.path.clone(), layer.id.clone(), kind_of(&layer.kind).to_owned()),
    )
}

/// As a document writes it.
const fn kind_of(kind: &Kind) -> &'static str {
    match kind {
        Kind::Solid(_) => "solid",
        Kind::Gradient(_) => "gradient",
        Kind::Image { .. } => "image",
        Kind::Video { .. } => "video",
        Kind::Text(_) => "text",
        Kind::Captions(_) => "captions",
        Kind::Shape(_) => "shape",
        Kind::Spectrum(_) => "spectrum",
        Kind::Waveform(_) => "waveform",
        Kind::Particles(_) => "particles",
        Kind::Objects(_) => "objects",
        Kind::Notes(_) => "notes",
        Kind::Shader(_) => "shader",
        Kind::Project(_) => "project",
        Kind::Group(_) => "group",
    }
}

fn common_parts(common: &Common<'_>) -> Parts {
    let Common { export, canvas, gop_frames, epochs, class, facts: _ } = common;
    let mut parts = Parts::new();
    let mut say = |name: &str, value: String| {
        parts.insert(name.to_owned(), number(&Digest::of(value.as_bytes())));
    };
    say("the canvas's size", format!("{canvas:?}"));
    say("the output's size", format!("{:?}", export.size));
    say("the frame rate", export.fps.to_string());
    say("the distance of key frames", gop_frames.to_string());
    say("the encoder's settings", format!("{:?}", export.video));
    say("what the version of rushes composes", format!("{} {}", epochs.timeline, epochs.compose));
    say("how the version of rushes decodes and encodes", epochs.media.to_string());
    say("the graphics adapter or its driver", format!("{} {} {}", class.adapter, class.driver, class.software));
    say("the processor's kind", class.cpu.clone());
    say("libav's version", class.libav.clone());
    parts
}

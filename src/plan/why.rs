//! Why a chunk is not the one that was there last time: two records, held against each other.

use super::parts::{ChunkRecord, LayerRecord, Parts, Record};

/// What differs between chunk `index` of the plan as it is `now` and the same stretch as it was `before`, as clauses. None
/// where nothing does.
pub fn differences(before: &Record, now: &Record, index: usize) -> Vec<String> {
    let Some(chunk) = now.chunks.get(index) else { return Vec::new() };
    let mut told: Vec<String> =
        unlike(&before.common, &now.common).into_iter().map(|name| format!("{name} changed")).collect();
    let Some(earlier) = counterpart(before, chunk) else {
        told.push("this stretch was not in the film".to_owned());
        return told;
    };
    if (earlier.from, earlier.to) != (chunk.from, chunk.to) {
        told.push(format!("it was cut otherwise: frames {}..{}", earlier.from, earlier.to));
    }
    told.extend(layers(&earlier.layers, &chunk.layers));
    told
}

/// The chunk that was in the same place: the one with the same key wherever it stood, else the one that overlaps most.
fn counterpart<'a>(before: &'a Record, chunk: &ChunkRecord) -> Option<&'a ChunkRecord> {
    let shared = |other: &&ChunkRecord| other.to.min(chunk.to).saturating_sub(other.from.max(chunk.from));
    let same = before.chunks.iter().find(|other| other.key == chunk.key);
    same.or_else(|| before.chunks.iter().filter(|other| shared(other) > 0).max_by_key(shared))
}

/// Layers are the same layer where they are alike in all, else where they have the same id, else in the order of their kind.
fn layers(before: &[LayerRecord], now: &[LayerRecord]) -> Vec<String> {
    let mut old: Vec<&LayerRecord> = before.iter().collect();
    let mut new: Vec<&LayerRecord> = now.iter().collect();
    let mut told = Vec::new();
    let alike = |a: &LayerRecord, b: &LayerRecord| a.kind == b.kind && a.parts == b.parts;
    new.retain(|layer| match old.iter().position(|other| alike(other, layer)) {
        Some(at) => {
            old.remove(at);
            false
        }
        None => true,
    });
    let (moved, same) = (old.is_empty() && new.is_empty(), before.len() == now.len());
    if moved && same && before.iter().zip(now).any(|(a, b)| !alike(a, b)) {
        told.push("the layers lie on each other in another order".to_owned());
    }
    for by_id in [true, false] {
        new.retain(|layer| {
            let fits = |other: &&LayerRecord| {
                other.kind == layer.kind && if by_id { other.id.is_some() && other.id == layer.id } else { true }
            };
            let Some(at) = old.iter().position(fits) else { return true };
            let other = old.remove(at);
            let parts: Vec<&str> = unlike(&other.parts, &layer.parts).into_iter().map(words).collect();
            told.push(format!("{}: {} changed", name(layer), listed(&parts)));
            false
        });
    }
    told.extend(new.into_iter().map(|layer| format!("{} was not there", name(layer))));
    told.extend(old.into_iter().map(|layer| format!("{} is gone", name(layer))));
    told
}

fn name(layer: &LayerRecord) -> String {
    let LayerRecord { place, id, kind, .. } = layer;
    id.as_ref().map_or_else(|| format!("{place} ({kind})"), |id| format!("{place} `{id}` ({kind})"))
}

/// Names of parts that only one has, or that have other values.
fn unlike<'a>(a: &'a Parts, b: &'a Parts) -> Vec<&'a str> {
    let mut names: Vec<&str> = a.keys().chain(b.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| a.get(*name) != b.get(*name));
    names
}

fn words(part: &str) -> &str {
    match part {
        "source" => "its source",
        "time" => "which frames of its source it shows",
        "seen" => "how long it is seen",
        "text" => "the text",
        "font" => "the font's files",
        "style" => "the look of the letters",
        "picture" => "what it draws",
        "past" => "what it built on before",
        "place" => "its place, size or turn",
        "opacity" => "its opacity",
        "form" => "how it is cut, masked or blended",
        "effects" => "its effects",
        "cut-out" => "the cut-out of the canvas",
        other => other,
    }
}

fn listed(parts: &[&str]) -> String {
    match parts {
        [] => "something".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

//! Exports: presets and qualities, sizes, and where files go.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::builder::{Builder, place};
use super::framing;
use super::layer::plain;
use crate::base::{Rational, printable};
use crate::project::model::{Canvas, CanvasColor, Export, OnExists, Pixels, Project, SoundSettings, VideoSettings};
use crate::project::paths;
use crate::project::place::Severity;
use crate::project::table::{EXPORT, Type};
use crate::project::time::Sense;
use crate::project::tree::{Entry, Node, Origin};
use crate::project::values;

/// Bits per second of sound where nothing is said.
const SOUND_BITRATE: u32 = 192_000;

/// Where a document without the key `exports` is pointed to.
const IMPLIED: &str = "default";

pub fn exports(tree: &Node, canvas: &Canvas, builder: &mut Builder<'_>) -> Vec<Export> {
    let named: Vec<&Entry> = match tree.get("exports").and_then(Node::map) {
        Some(entries) => entries.iter().filter(|entry| !entry.key.starts_with("x-")).collect(),
        None => Vec::new(),
    };
    if named.is_empty() {
        let nothing = Node {
            line: tree.line,
            column: tree.column,
            value: crate::project::tree::Value::Map(Vec::new()),
            variable: None,
        };
        return vec![export(IMPLIED, &nothing, (tree.line, tree.column), canvas, builder)];
    }
    named
        .into_iter()
        .map(|entry| export(&entry.key, &entry.value, (entry.line, entry.column), canvas, builder))
        .collect()
}

fn export(name: &str, node: &Node, at: (usize, usize), canvas: &Canvas, builder: &mut Builder<'_>) -> Export {
    let path = format!("exports.{name}");
    let text = |key: &str| node.get(key).and_then(Node::scalar);
    let video = video((&path, text("quality").unwrap_or("medium")), node.get("video"), canvas.color, builder);
    let (size, frame) = framing::framing(node, &path, at, (canvas, video.pixels), builder);
    Export {
        name: name.to_owned(),
        place: place(at.0, at.1, path.clone()),
        range: node.get("range").and_then(|node| builder.span(node, Sense::Position)),
        size,
        frame,
        fps: text("fps").and_then(values::fps).unwrap_or(canvas.fps),
        video,
        sound: sound(node.get("sound")),
        chunk: node.get("chunk").and_then(|node| builder.length(node)).unwrap_or(Rational::from_int(4)),
        on_exists: match text("on_exists") {
            Some("suffix") => OnExists::Suffix,
            Some("replace") => OnExists::Replace,
            Some("fail") => OnExists::Fail,
            _ => OnExists::Own,
        },
        full_verify: text("verify") == Some("full"),
        output: output(name, node.get("output"), &path, builder),
    }
}

/// Quality first, then what `video:` says instead.
fn video(
    (path, quality): (&str, &str),
    node: Option<&Node>,
    color: CanvasColor,
    builder: &mut Builder<'_>,
) -> VideoSettings {
    let (preset, crf) = match quality {
        "high" => ("slow", 18.0),
        "low" => ("veryfast", 26.0),
        "draft" => ("ultrafast", 30.0),
        _ => ("medium", 23.0),
    };
    let text = |key: &str| node.and_then(|node| node.get(key)).and_then(Node::scalar);
    let standard = if color.bits() > 8 { Pixels::Yuv420p10 } else { Pixels::Yuv420p };
    let pixels = text("pixels").and_then(Pixels::of).unwrap_or(standard);
    if let Some(said) = node.and_then(|node| node.get("pixels")).filter(|_| pixels.bits() < color.bits()) {
        let (word, color) = (pixels.word(), color.word());
        let message = format!("`pixels`: `{word}` has 8 bits, and a canvas in `{color}` needs 10");
        let help = format!("leave `pixels` out, or say `{word}10`");
        builder.error(said, &format!("{path}.video.pixels"), message, Some(&help));
    }
    VideoSettings {
        preset: text("preset").unwrap_or(preset).to_owned(),
        tune: text("tune").map(str::to_owned),
        crf: text("crf").and_then(values::number).unwrap_or(crf),
        pixels,
        color,
        gop: node
            .and_then(|node| node.get("gop"))
            .and_then(|node| builder.length(node))
            .unwrap_or(Rational::from_int(2)),
    }
}

fn sound(node: Option<&Node>) -> Option<SoundSettings> {
    let Some(node) = node else { return Some(SoundSettings { bitrate: SOUND_BITRATE }) };
    if node.scalar() == Some("off") {
        return None;
    }
    let said = node.get("bitrate").and_then(Node::scalar).and_then(|text| values::quantity(text, bitrate_type()?));
    let bitrate = said.map_or(SOUND_BITRATE, |bits| bits.round() as u32);
    Some(SoundSettings { bitrate })
}

fn bitrate_type() -> Option<&'static crate::project::table::Quantity> {
    let sound = EXPORT.iter().find(|key| key.name == "sound")?;
    let Type::Either(types) = sound.ty else { return None };
    let keys = types.iter().find_map(|ty| if let Type::Map(keys) = ty { Some(*keys) } else { None })?;
    match keys.iter().find(|key| key.name == "bitrate")?.ty {
        Type::Quantity(quantity) => Some(quantity),
        _ => None,
    }
}

fn output(name: &str, node: Option<&Node>, path: &str, builder: &mut Builder<'_>) -> PathBuf {
    let stem = builder.path.file_stem().map_or_else(|| "video".into(), |stem| stem.to_string_lossy().into_owned());
    let standard = if name == IMPLIED { format!("renders/{stem}.mp4") } else { format!("renders/{stem}-{name}.mp4") };
    let known = node.filter(|node| node.variable != Some(Origin::Unknown));
    let Some((node, text)) = known.and_then(|node| Some((node, node.scalar()?))) else {
        return paths::resolve(&builder.folder, &standard).unwrap_or_default();
    };
    let path = format!("{path}.output");
    let file = paths::resolve(&builder.folder, text).unwrap_or_default();
    let extension = file.extension().map(|end| end.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("mp4") => {}
        Some(
            other @ ("mov" | "mkv" | "webm" | "m4v" | "avi" | "mxf" | "gif" | "png" | "wav" | "flac" | "m4a" | "mp3"
            | "opus"),
        ) => {
            builder.error(node, &path, format!("not built yet: .{other} files"), Some("`h264` writes .mp4"));
        }
        _ => {
            let message = format!("`output`: `{text}` does not end in .mp4");
            builder.error(node, &path, message, Some("`h264` writes .mp4"));
        }
    }
    if text.ends_with('/') {
        builder.error(node, &path, format!("`output`: `{text}` is a folder, a file is meant"), None);
    }
    file
}

/// Two exports must not write one file, and none may write over what the project reads.
pub fn outputs_differ(project: &Project, builder: &mut Builder<'_>) {
    let mut seen: BTreeMap<&PathBuf, &str> = BTreeMap::new();
    let inside = project.inside();
    for export in &project.exports {
        let at = (export.place.line, export.place.column);
        let path = format!("{}.output", export.place.path);
        if let Some(other) = seen.insert(&export.output, &export.name) {
            let message = format!("`{}` and `{other}` both write {}", export.name, printable::path(&export.output));
            builder.problem(Severity::Error, at, &path, message, Some("give one of them another `output`".into()));
        }
        let shown = std::iter::once(project).chain(inside.iter().copied());
        let read = shown.flat_map(Project::all_layers).filter_map(|layer| match &layer.kind {
            crate::project::model::Kind::Image { source } | crate::project::model::Kind::Video { source } => {
                Some(source)
            }
            _ => None,
        });
        let documents = inside.iter().map(|project| &project.path);
        if read
            .chain(documents)
            .chain(project.audio.iter().map(|sound| &sound.source))
            .any(|source| *source == export.output)
        {
            let message =
                format!("`{}` would be written over a source of the project", printable::path(&export.output));
            builder.problem(Severity::Error, at, &path, message, None);
        }
        if export.chunk > Rational::from_int(600) || export.video.gop > Rational::from_int(600) {
            let (key, value) = if export.chunk > Rational::from_int(600) {
                ("chunk", export.chunk)
            } else {
                ("video.gop", export.video.gop)
            };
            let message = format!("`{key}`: {} s is too long, 10 minutes at most", plain(value));
            builder.problem(Severity::Error, at, &format!("{}.{key}", export.place.path), message, None);
        }
    }
}

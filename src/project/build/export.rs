//! Exports: presets and qualities, sizes, and where files go.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::builder::{Builder, place};
use super::delivery::{self, IMPLIED};
use super::framing;
use super::layer::plain;
use crate::base::{Rational, printable};
use crate::project::model::{
    Canvas, CanvasColor, Container, Export, OnExists, Pixels, Project, SoundFile, VideoCodec, VideoSettings,
};
use crate::project::place::Severity;
use crate::project::time::Sense;
use crate::project::tree::{Entry, Node};
use crate::project::values;

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
    let only_sound = text("preset").and_then(SoundFile::of);
    let video = video((&path, text("quality").unwrap_or("medium")), node.get("video"), canvas.color, builder);
    // Without pictures no size is odd.
    let pixels = if only_sound.is_some() { Pixels::Yuv444p } else { video.pixels };
    let (size, frame) = framing::framing(node, &path, at, (canvas, pixels), builder);
    Export {
        name: name.to_owned(),
        place: place(at.0, at.1, path.clone()),
        range: node.get("range").and_then(|node| builder.span(node, Sense::Position)),
        size,
        frame,
        fps: text("fps").and_then(values::fps).unwrap_or(canvas.fps),
        video,
        container: Container::Mp4,
        only_sound,
        sound: delivery::sound(node, &path, only_sound, builder),
        chunk: node.get("chunk").and_then(|node| builder.length(node)).unwrap_or(Rational::from_int(4)),
        on_exists: match text("on_exists") {
            Some("suffix") => OnExists::Suffix,
            Some("replace") => OnExists::Replace,
            Some("fail") => OnExists::Fail,
            _ => OnExists::Own,
        },
        full_verify: text("verify") == Some("full"),
        output: delivery::output(name, node, &path, only_sound, builder),
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
        codec: VideoCodec::H264,
        profile: None,
        screen: None,
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

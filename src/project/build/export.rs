//! Exports: presets and qualities, sizes, and where files go.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::builder::{Builder, place};
use super::delivery::{self, File, IMPLIED};
use super::framing;
use super::images;
use super::layer::plain;
use super::picture_format::{self, Ordered};
use super::preset;
use crate::base::{Rational, printable};
use crate::project::model::{Canvas, Export, OnExists, Pixels, Project, SoundFile, VideoCodec, VideoSettings};
use crate::project::place::Severity;
use crate::project::presets;
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

fn export(name: &str, said: &Node, at: (usize, usize), canvas: &Canvas, builder: &mut Builder<'_>) -> Export {
    let path = format!("exports.{name}");
    let (chain, preset_at) = preset::preset(said, &path, at, builder);
    let quality = said.get("quality").and_then(Node::scalar).unwrap_or("medium");
    let node = &presets::applied(said, &chain, quality, preset_at);
    let text = |key: &str| node.get(key).and_then(Node::scalar);
    let only_sound = chain.word("container").and_then(SoundFile::of);
    let ordered = Ordered {
        path: &path,
        chain: &chain,
        at: preset_at,
        said: said.get("video"),
        // What is said of pictures that there are none of is told as such.
        node: if only_sound.is_some() { None } else { node.get("video") },
    };
    let video = picture_format::video(&ordered, canvas, builder);
    // Without pictures no size is odd.
    let pixels = if only_sound.is_some() { Pixels::Yuv444p } else { video.pixels };
    let (size, frame) = framing::framing(node, &path, at, (canvas, pixels), builder);
    let file = File::of(said, &chain, only_sound, video.codec);
    let fps = match (only_sound, video.codec) {
        (None, VideoCodec::Gif) => images::gif_rate(node, canvas.fps, (&path, preset_at), builder),
        _ => text("fps").and_then(values::fps).unwrap_or(canvas.fps),
    };
    if only_sound.is_none() {
        large_enough(&video, size, (&path, preset_at), builder);
    }
    Export {
        name: name.to_owned(),
        place: place(at.0, at.1, path.clone()),
        preset: file.preset.to_owned(),
        range: node.get("range").and_then(|node| builder.span(node, Sense::Position)),
        size,
        frame,
        fps,
        video,
        container: file.container,
        only_sound,
        sound: delivery::sound((said, node), &path, &file, builder),
        chunk: node.get("chunk").and_then(|node| builder.length(node)).unwrap_or(Rational::from_int(4)),
        on_exists: match text("on_exists") {
            Some("suffix") => OnExists::Suffix,
            Some("replace") => OnExists::Replace,
            Some("fail") => OnExists::Fail,
            _ => OnExists::Own,
        },
        full_verify: text("verify") == Some("full"),
        output: delivery::output(name, said, &path, &file, builder),
    }
}

/// Some encoders take no small pictures.
fn large_enough(
    video: &VideoSettings,
    (width, height): (u32, u32),
    (path, at): (&str, (usize, usize)),
    builder: &mut Builder<'_>,
) {
    let (across, along) = video.codec.least_size();
    if (width < across || height < along) && !builder.canvas_refused {
        let name = video.codec.name();
        let message = format!("{name} begins at {across}x{along}, and the export has {width}x{height}");
        builder.problem_at(at, &format!("{path}.preset"), message, None);
    }
}

/// Where the background lets light through and a file can't hold that.
pub fn transparency(background: &Node, exports: &[Export], builder: &mut Builder<'_>) {
    let films = exports.iter().filter(|export| export.only_sound.is_none());
    let Some(opaque) = films.clone().find(|export| !export.video.pixels.alpha()) else { return };
    let message =
        format!("`{}` carries no transparency: what the background lets through is black in the file", opaque.preset);
    let help = match VideoCodec::ALL.iter().any(|codec| *codec == opaque.video.codec && codec.keeps_alpha()) {
        true => "`pixels` must have alpha: leave them out, or say `yuva444p10` or `rgba8`",
        false => "`prores4444` and `ffv1` keep it, and `rushes still --alpha` does",
    };
    let at = (background.line, background.column);
    builder.problem(Severity::Warning, at, "canvas.background", message, Some(help.to_owned()));
}

/// Two exports must not write one file, and none may write over what the project reads.
pub fn outputs_differ(project: &Project, builder: &mut Builder<'_>) {
    let mut seen: BTreeMap<PathBuf, &str> = BTreeMap::new();
    let inside = project.inside();
    for export in &project.exports {
        let output = export.result();
        let at = (export.place.line, export.place.column);
        let path = format!("{}.output", export.place.path);
        if let Some(other) = seen.insert(output.clone(), &export.name) {
            let message = format!("`{}` and `{other}` both write {}", export.name, printable::path(&output));
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

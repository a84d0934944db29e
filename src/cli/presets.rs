//! `rushes presets`: what files there can be, and how each is made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::document;
use super::exit::Exit;
use super::output::Output;
use super::problems;
use crate::base::{Failure, Reason, printable};
use crate::config::Places;
use crate::export::encoders::{self, Encoding};
use crate::plan::Determinism;
use crate::project::model::{Container, Export, Project, image_ending};
use crate::project::nearest::nearest;
use crate::project::presets::{self, Chain, NAMES, Unusable};
use crate::project::{self, Source};

const QUALITIES: [&str; 4] = ["high", "medium", "low", "draft"];

/// List presets, or show one with everything that its encoder is told
///
/// A preset of one's own is a file `presets/NAME.yaml` beside the project, or in the configuration's folder; it may start
/// from another one with `from`. Those in the current folder are listed too.
#[derive(Debug, Args)]
pub struct Presets {
    /// The preset to show
    name: Option<String>,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Listing {
    presets: Vec<Shown>,
}

/// One preset, as programs read it.
#[derive(Serialize)]
struct Shown {
    name: String,
    about: String,
    /// Those that it starts from, the nearest first.
    from: Vec<String>,
    /// The file of a preset of the user's own.
    file: Option<PathBuf>,
    /// How its files end.
    ending: String,
    codec: Option<&'static str>,
    sound: Option<&'static str>,
    class: Option<Determinism>,
    /// The encoder that this box lacks for it.
    missing: Option<&'static str>,
    qualities: BTreeMap<&'static str, Encoding>,
}

impl Presets {
    pub fn run(self, output: &mut Output) -> Exit {
        let names = match &self.name {
            Some(name) => vec![name.clone()],
            None => NAMES.iter().map(|name| (*name).to_owned()).chain(own()).collect(),
        };
        let mut all = Vec::new();
        let mut exit = Exit::Done;
        for name in names {
            match shown(&name) {
                Ok((shown, chain)) if self.name.is_some() && !self.json => {
                    told(&shown, &chain).iter().for_each(|line| output.line(line));
                }
                Ok((shown, _)) => all.push(shown),
                Err(Unusable::Wrong(problems)) => {
                    problems::complain(output, &problems);
                    exit = Exit::Failed;
                }
                Err(Unusable::Unknown(why)) => return output.fail(&unknown(&name, &why)),
            }
        }
        if self.json {
            output.json(&Listing { presets: all });
        } else {
            table(&all).iter().for_each(|line| output.line(line));
        }
        exit
    }
}

fn unknown(name: &str, why: &str) -> Failure {
    let name = printable::text(name);
    let hint = match nearest(&name, NAMES) {
        Some(near) => format!("did you mean `{near}`?"),
        None => printable::text(why),
    };
    Failure::new(Reason::InvalidProject, format!("there is no preset `{name}`: {hint}"))
}

/// Names of the user's own, beside what one stands in and in the configuration's folder.
fn own() -> Vec<String> {
    let folders = [Some(PathBuf::from("presets")), Places::find().ok().map(|places| places.presets())];
    let files = folders.into_iter().flatten().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut names: Vec<String> = files
        .map(|file| file.path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "yaml"))
        .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
        .filter(|name| presets::builtin(name).is_none())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn shown(name: &str) -> Result<(Shown, Chain), Unusable> {
    let folder = std::path::absolute("").unwrap_or_default();
    let chain = presets::read(name, &folder, &document::read_other)?;
    let project = example(name, chain.word("color").unwrap_or("srgb"), &folder);
    let exports: &[Export] = project.as_ref().map_or(&[], |project| &project.exports);
    let medium = exports.iter().find(|export| export.name == "medium");
    let encodings = QUALITIES.iter().filter_map(|quality| {
        let export = exports.iter().find(|export| export.name == *quality)?;
        Some((*quality, encoders::encoding(export)?))
    });
    let qualities: BTreeMap<_, _> = encodings.collect();
    let shown = Shown {
        name: name.to_owned(),
        about: chain.word("about").unwrap_or_default().to_owned(),
        from: chain.0.iter().rev().skip(1).map(|preset| preset.name.clone()).collect(),
        file: chain.0.last().and_then(|preset| preset.file.clone()),
        ending: match medium.filter(|export| export.container == Container::Images) {
            Some(export) => image_ending(export.video.codec).to_owned(),
            None => chain.word("container").unwrap_or_default().to_owned(),
        },
        codec: medium.filter(|export| export.only_sound.is_none()).map(|export| export.video.codec.name()),
        sound: medium.and_then(|export| export.sound.as_ref()).map(|sound| sound.codec.word()),
        class: qualities.get("medium").map(|encoding| encoding.class),
        missing: exports.iter().find_map(encoders::missing),
        qualities,
    };
    Ok((shown, chain))
}

/// A project that is exported with the preset at each quality.
fn example(name: &str, color: &str, folder: &Path) -> Option<Project> {
    let exports: Vec<String> =
        QUALITIES.iter().map(|quality| format!("  {quality}: {{ preset: {name}, quality: {quality} }}\n")).collect();
    let text = format!(
        "rushes: 1\ncanvas: {{ color: {color} }}\nlayers: [ {{ solid: black, at: 0s..1s }} ]\nexports:\n{}",
        exports.concat()
    );
    let path = folder.join("preset.yaml");
    project::read_with(&Source { path: &path, text: &text, set: &[] }, &document::read_other).project
}

fn table(all: &[Shown]) -> Vec<String> {
    let width = all.iter().map(|shown| shown.name.chars().count()).max().unwrap_or(0);
    let line = |shown: &Shown| {
        let class = shown.class.map_or_else(|| "-".to_owned(), |class| format!("{class:?}"));
        let missing = shown.missing.map(|encoder| format!(" (this box lacks {encoder})")).unwrap_or_default();
        format!("{:width$}  .{:<4}  {class}  {}{missing}", shown.name, shown.ending, printable::text(&shown.about))
    };
    all.iter().map(line).collect()
}

fn told(shown: &Shown, chain: &Chain) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", shown.name, printable::text(&shown.about))];
    if !shown.from.is_empty() {
        lines.push(format!("starts from {}", shown.from.join(", ")));
    }
    if let Some(file) = &shown.file {
        lines.push(format!("of your own, {}", printable::path(file)));
    }
    let codec = shown.codec.unwrap_or("no pictures");
    lines.push(format!(".{}: {codec}, sound {}", shown.ending, shown.sound.unwrap_or("off")));
    if let Some(class) = shown.class {
        let meaning = match class {
            Determinism::A => "the same bytes on the same kind of box, whatever its threads",
            Determinism::B => "the same bytes on the same kind of box, with threads that the preset sets",
            Determinism::C => "other bytes each time",
        };
        lines.push(format!("class {class:?}: {meaning}"));
    }
    if let Some(encoder) = shown.missing {
        lines.push(format!("this box's FFmpeg lacks {encoder}: exports with it fail with `encoder-missing`"));
    }
    for quality in QUALITIES {
        let Some(encoding) = shown.qualities.get(quality) else { continue };
        let profile = encoding.profile.map(|profile| format!(", {profile}")).unwrap_or_default();
        lines.push(format!("{quality}: {}, {}{profile}", encoding.encoder, encoding.samples));
        let options: Vec<String> = encoding.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
        lines.push(format!("  {}", options.join(" ")));
    }
    // What it is made of, as it would be written into a file of one's own.
    if let Some(text) =
        chain.0.last().filter(|preset| preset.file.is_none()).and_then(|last| presets::builtin(&last.name))
    {
        lines.push(String::new());
        lines.extend(text.lines().map(str::to_owned));
    }
    lines
}

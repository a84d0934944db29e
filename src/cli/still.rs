//! `rushes still`: single frames of an export as pictures, and contact sheets.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::choice::{Choice, assignment};
use super::exit::Exit;
use super::frozen;
use super::output::Output;
use super::reach;
use crate::base::{Failure, Reason, printable};
use crate::config::Places;
use crate::export::ExportWork;
use crate::export::sheet::Sheet;
use crate::export::still::{Look, Stills, check_target, write};
use crate::project::span::seconds_text;

/// Write single frames of an export as PNG
///
/// Exactly what the export will contain at those times, in its size and with its colours as a player shows them; with
/// `--layer` or `--alpha`, what it is made from. Times are the project's, written as in the project: `2.5s`, `1:30`, `90f`, `16b`.
#[derive(Debug, Args)]
pub struct Still {
    /// The project file
    #[arg(value_name = "PROJECT")]
    project: PathBuf,

    /// Which moment; may be given more than once
    #[arg(long, value_name = "TIME", required_unless_present = "every", allow_hyphen_values = true)]
    at: Vec<String>,

    /// One contact sheet with a frame every so often, from the export's start
    #[arg(long, value_name = "TIME", conflicts_with = "at", allow_hyphen_values = true)]
    every: Option<String>,

    /// That layer alone, over nothing, by its `id`; the picture is transparent where it is not
    #[arg(long, value_name = "ID")]
    layer: Option<String>,

    /// Keep what is transparent, instead of showing it over black as the export does
    #[arg(long)]
    alpha: bool,

    /// Which of the project's exports [default: the first one]
    #[arg(short, long = "export", value_name = "NAME")]
    export: Option<String>,

    /// Give a variable of the project another value; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,

    /// Where the picture goes; with several, each gets its time in the name [default: PROJECT-TIME.png beside the project]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Replace files of those names
    #[arg(long)]
    overwrite: bool,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    stills: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    /// Of the export, counted from 0.
    frame: u64,
    /// Of the project, in seconds.
    time: f64,
    output: PathBuf,
    /// Shown alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    layer: Option<String>,
    /// The picture keeps what is transparent.
    alpha: bool,
}

impl Still {
    pub fn run(self, output: &mut Output) -> Exit {
        self.all(output).unwrap_or_else(|exit| exit)
    }

    fn all(self, output: &mut Output) -> Result<Exit, Exit> {
        let places = reach::places(output)?;
        let choice = Choice {
            project: self.project.clone(),
            exports: self.export.iter().cloned().collect(),
            all: false,
            set: self.set.clone(),
            output: self.output.clone(),
            overwrite: self.overwrite,
        };
        let works = frozen::works(&choice).map_err(|refused| refused.say(output, false))?;
        let mut all = Vec::new();
        for work in &works {
            all.extend(self.make(work, &places, output).map_err(|failure| output.fail(&failure))?);
        }
        if self.json {
            output.json(&Document { stills: all });
        }
        Ok(Exit::Done)
    }

    fn make(&self, work: &ExportWork, places: &Places, output: &mut Output) -> Result<Vec<Shown>, Failure> {
        let given = work.output.as_deref();
        given.map_or(Ok(()), check_is_png)?;
        let look = Look { layer: self.layer.clone(), alpha: self.alpha };
        let mut stills = Stills::open_as(work, places, &look)?;
        for remark in &stills.remarks {
            output.complain(&format!("rushes: warning: {remark}"));
        }
        let frames = match &self.every {
            Some(every) => stills.every(every)?,
            None => self.at.iter().map(|at| stills.frame_at(at)).collect::<Result<BTreeSet<u64>, Failure>>()?,
        };
        let base = given.map_or_else(|| beside_project(work, self.layer.as_deref()), Path::to_path_buf);
        let targets = frames.iter().map(|frame| {
            let target = match (&self.every, given) {
                (Some(_), Some(given)) => given.to_path_buf(),
                (Some(_), None) => named(&base, "sheet"),
                (None, Some(given)) if frames.len() == 1 => given.to_path_buf(),
                (None, _) => named(&base, &format!("{}s", seconds_text(stills.time_of(*frame)))),
            };
            let time = stills.time_of(*frame).to_f64();
            Shown { frame: *frame, time, output: target, layer: self.layer.clone(), alpha: stills.transparent() }
        });
        let shown: Vec<Shown> = targets.collect();
        if let Some(id) = &self.layer {
            for unseen in frames.iter().filter(|frame| !stills.seen(**frame)) {
                let time = seconds_text(stills.time_of(*unseen));
                output.complain(&format!("rushes: warning: nothing of the layer `{id}` is seen at {time} s"));
            }
        }
        shown.iter().try_for_each(|shown| check_target(&shown.output, self.overwrite))?;

        let told = |output: &mut Output, path: &Path| {
            if !self.json {
                output.line(&printable::path(path));
            }
        };
        if self.every.is_some() {
            let mut sheet = Sheet::new(shown.len(), stills.size(), stills.transparent());
            for shown in &shown {
                sheet.add(&stills.picture(shown.frame)?);
            }
            if let Some(first) = shown.first() {
                write(&first.output, sheet.picture(), self.overwrite)?;
                told(output, &first.output);
            }
        } else {
            for shown in &shown {
                write(&shown.output, &stills.picture(shown.frame)?, self.overwrite)?;
                told(output, &shown.output);
            }
        }
        Ok(shown)
    }
}

fn check_is_png(path: &Path) -> Result<(), Failure> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png")) {
        return Ok(());
    }
    let sentence = format!("{}: stills are PNG; give the output a name that ends in .png", printable::path(path));
    Err(Failure::new(Reason::InvalidProject, sentence))
}

/// `FILE.png` beside the project, or `FILE-EXPORT.png` for an export with a name of its own; a layer's follows that.
fn beside_project(work: &ExportWork, layer: Option<&str>) -> PathBuf {
    let mut name = work.project.file_stem().unwrap_or_default().to_os_string();
    if work.export != "default" {
        name.push("-");
        name.push(&work.export);
    }
    if let Some(layer) = layer {
        name.push("-");
        name.push(layer);
    }
    name.push(".png");
    work.project.with_file_name(name)
}

/// `frame.png` as `frame-2.5s.png`.
fn named(base: &Path, what: &str) -> PathBuf {
    let mut name = base.file_stem().unwrap_or_default().to_os_string();
    name.push(format!("-{what}."));
    name.push(base.extension().unwrap_or_default());
    base.with_file_name(name)
}

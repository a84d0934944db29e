//! `rushes bench`: how fast this box exports, and how near that comes to what encoding alone costs.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::choice::{Choice, assignment};
use super::exit::Exit;
use super::frozen;
use super::output::Output;
use super::reach;
use crate::base::{Failure, bytes};
use crate::config::Places;
use crate::export::bench::{Cost, Measured, measure, standard};
use crate::export::{ExportWork, Limits, StopFlag, Stopped};
use crate::worker::signals;

/// Measure how fast this box exports
///
/// Exports a standard project, or one of your own, with nothing made before; then its parts alone: decoding, composing,
/// encoding. What counts is "× floor": processor time of the whole export over that of encoding the finished frames
/// alone. It stays put on a busy box, where seconds do not. Leaves nothing behind.
#[derive(Debug, Args)]
pub struct Bench {
    /// A project of your own instead of the standard one
    #[arg(long, value_name = "FILE")]
    project: Option<PathBuf>,

    /// Which of the project's exports [default: the first one]
    #[arg(short, long = "export", value_name = "NAME", requires = "project")]
    export: Option<String>,

    /// Give a variable of the project another value; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment, requires = "project")]
    set: Vec<(String, String)>,

    /// Measure so many times, and show the one with the median × floor
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,

    /// Print one JSON document
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    cores: usize,
    #[serde(flatten)]
    measured: &'a Measured,
    /// × floor of every round.
    rounds: Vec<f64>,
}

impl Bench {
    pub fn run(self, output: &mut Output) -> Exit {
        self.all(output).unwrap_or_else(|exit| exit)
    }

    fn all(self, output: &mut Output) -> Result<Exit, Exit> {
        let places = reach::places(output)?;
        let limits = Limits::of_a_process().map_err(|failure| output.fail(&failure))?;
        let own = self.own().transpose().map_err(|refused| refused.say(output, false))?;
        let stop = StopFlag::default();
        signals::raise_on_signal(&stop);
        let mut rounds = Vec::new();
        for number in 1..=self.rounds {
            let mut tell = |what: &str| {
                if !self.json {
                    output.complain(&format!("round {number} of {}: {what}", self.rounds));
                }
            };
            match round(own.as_ref(), &places, &limits, &stop, &mut tell) {
                Ok(measured) => rounds.push(measured),
                Err(Stopped::Cancelled) => return Ok(Exit::Interrupted),
                Err(Stopped::Failed(failure)) => return Err(output.fail(&failure)),
            }
        }
        rounds.sort_by(|one, other| one.times_floor.total_cmp(&other.times_floor));
        let Some(measured) = rounds.get(rounds.len() / 2) else { return Ok(Exit::Failed) };
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        if self.json {
            let rounds = rounds.iter().map(|round| round.times_floor).collect();
            output.json(&Document { cores, measured, rounds });
        } else {
            told(measured, cores).iter().for_each(|line| output.line(line));
        }
        Ok(Exit::Done)
    }

    fn own(&self) -> Option<Result<ExportWork, frozen::Refused>> {
        let project = self.project.clone()?;
        let choice = Choice {
            project,
            exports: self.export.iter().cloned().collect(),
            all: false,
            set: self.set.clone(),
            output: None,
            overwrite: false,
        };
        let works = frozen::works(&choice);
        works.map(|mut works| works.pop()).transpose()
    }
}

/// One measurement in places of its own, which go with it.
fn round(
    own: Option<&ExportWork>,
    places: &Places,
    limits: &Limits,
    stop: &StopFlag,
    tell: &mut dyn FnMut(&str),
) -> Result<Measured, Stopped> {
    places.make_cache().map_err(|error| Failure::io("making the cache", places.cache(), &error))?;
    let folder = tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(places.cache())
        .map_err(|error| Failure::io("making a folder to measure in", places.cache(), &error))?;
    let empty = Places::under(folder.path());
    let mut work = match own {
        Some(own) => own.clone(),
        None => {
            tell("making the standard project's clip");
            standard(folder.path(), &Places::under(&folder.path().join("clip")), limits, stop)?
        }
    };
    work.output = Some(folder.path().join("measured"));
    measure(&work, &empty, limits, stop, tell)
}

fn told(measured: &Measured, cores: usize) -> Vec<String> {
    let Measured { size, fps, render_class, encoder, whole, memory, decode, compose, encode, .. } = measured;
    let class = render_class;
    let kind = if class.software { "software" } else { "hardware" };
    let row = |name: &str, cost: &Cost| {
        let share = if encode.cpu_ms() > 0.0 { cost.cpu_ms() / encode.cpu_ms() } else { 0.0 };
        format!("{name:<10} {:>12.2} {:>10.1} {:>9.2}", cost.cpu_ms(), cost.fps(), share)
    };
    vec![
        format!("{}: {}x{} at {fps} fps, {} frames, {encoder}", measured.export, size.0, size.1, whole.frames),
        format!("{cores} cores, {} ({kind}), {}", class.adapter, class.libav),
        format!("{:<10} {:>12} {:>10} {:>9}", "", "CPU ms/frame", "frames/s", "x floor"),
        row("decode", decode),
        row("compose", compose),
        row("encode", encode),
        row("the export", whole),
        format!(
            "{:.2} x floor, {:.1} s, at most {} of memory",
            measured.times_floor,
            whole.wall,
            bytes::short(*memory)
        ),
    ]
}

//! The words of `rushes analyse`, and what they set off.

use std::path::PathBuf;

use clap::Args;

use super::frames::{self, Form};
use super::material::{self, Material};
use super::survey::Survey;
use super::{chart, summary};
use crate::base::{Failure, Rational, Reason, printable};
use crate::cli::choice::assignment;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::export::still;
use crate::project::analysis::{Align, Analysis, Heard, Rate, Window};
use crate::project::values;

/// Show what a sound is like over time
///
/// Of a sound file, of a film with sound, or of a project as its pictures hear it: length, loudness, tempo and spectrum for
/// people; with --json or --csv each frame's spectrum, wave, bands, beginnings and beats for programs; with --png a picture.
/// What is not said is as in the project, or as a browser's AnalyserNode has it.
#[derive(Debug, Args)]
pub struct Analyse {
    /// A sound file, a film, or a project file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What of a project is heard: the id of a sound, or `mix`
    #[arg(long, value_name = "ID")]
    source: Option<String>,

    /// Which audio stream of a file, from 0
    #[arg(long, value_name = "NUMBER", conflicts_with = "source")]
    stream: Option<u32>,

    /// Steps a second [default: the project's frames, or 30]
    #[arg(long, value_name = "RATE", value_parser = fps)]
    fps: Option<Rational>,

    /// Samples in a window, a power of two from 32 to 32768
    #[arg(long, value_name = "SAMPLES", value_parser = fft)]
    fft: Option<usize>,

    /// Shape of the window
    #[arg(long, value_name = "SHAPE", value_parser = ["blackman", "hann", "none"])]
    window: Option<String>,

    /// How much of the last step stays, 0 to 1, meant at 60 steps a second
    #[arg(long, value_name = "SHARE", value_parser = smoothing)]
    smoothing: Option<f64>,

    /// Whether smoothing is fitted to the steps a second
    #[arg(long, value_name = "HOW", value_parser = ["corrected", "literal"])]
    rate: Option<String>,

    /// Where the window stands to its time: it ends there, has it in the middle, or starts there
    #[arg(long, value_name = "WHERE", value_parser = ["past", "centre", "frame"])]
    align: Option<String>,

    /// Levels that become 0 and 255, like -100dB..-30dB
    #[arg(long, value_name = "LEVELS", value_parser = range, allow_hyphen_values = true)]
    range: Option<(f64, f64)>,

    /// End windows on blocks of 128 samples, as browsers do
    #[arg(long, value_name = "SAMPLES", value_parser = ["1", "128"], default_value = "1")]
    quantum: String,

    /// Give a variable of the project another value; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,

    /// Print one JSON document a line: first the whole, then every step
    #[arg(long)]
    json: bool,

    /// Print one line of comma-separated values a step
    #[arg(long, conflicts_with = "json")]
    csv: bool,

    /// Write a picture: wave, spectrum, beginnings and beats
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,

    /// Replace a picture of that name
    #[arg(long, requires = "png")]
    overwrite: bool,
}

impl Analyse {
    pub fn run(self, output: &mut Output) -> Exit {
        self.all(output).unwrap_or_else(|exit| exit)
    }

    fn all(self, output: &mut Output) -> Result<Exit, Exit> {
        if let Some(png) = &self.png {
            check_is_png(png).map_err(|failure| output.fail(&failure))?;
            still::check_target(png, self.overwrite).map_err(|failure| output.fail(&failure))?;
        }
        let material = match material::is_project(&self.file) {
            true if self.stream.is_some() => {
                let told = "`--stream` is for files of sound; a project names streams itself";
                return Err(output.fail(&Failure::new(Reason::InvalidProject, told)));
            }
            true => Material::project(&self.file, &self.set, output)?,
            false if self.source.is_some() || !self.set.is_empty() => {
                let told = "`--source` and `--set` are for projects; a file of sound has neither";
                return Err(output.fail(&Failure::new(Reason::InvalidProject, told)));
            }
            false => Material::sound(&self.file, self.stream.unwrap_or(0)).map_err(|failure| output.fail(&failure))?,
        };
        self.analyse(&material, output).map_err(|failure| output.fail(&failure))?;
        Ok(Exit::Done)
    }

    fn analyse(&self, material: &Material, output: &mut Output) -> Result<(), Failure> {
        let analysis = self.analysis(material)?;
        let quantum = if self.quantum == "128" { 128 } else { 1 };
        let listened = material.listened(&analysis, self.fps, quantum)?;
        let survey = Survey::of(&listened)?;
        if self.json || self.csv {
            let form = if self.json { Form::Json } else { Form::Csv };
            frames::print(form, material, &listened, &survey, output)?;
        } else {
            summary::lines(material, &listened, &survey).iter().for_each(|line| output.line(line));
        }
        if let Some(png) = &self.png {
            let picture = chart::draw(material, &survey)?;
            still::write(png, &picture, self.overwrite)?;
            if !self.json && !self.csv {
                output.line(&printable::path(png));
            }
        }
        Ok(())
    }

    /// What the project says, and what these words say instead.
    fn analysis(&self, material: &Material) -> Result<Analysis, Failure> {
        let usual = material.analysis();
        let source = match self.source.as_deref() {
            None => usual.source.clone(),
            Some("mix") => Heard::Mix,
            Some(id) => material.sound_of(id)?,
        };
        Ok(Analysis {
            source,
            fft: self.fft.unwrap_or(usual.fft),
            window: self.window.as_deref().and_then(Window::of).unwrap_or(usual.window),
            smoothing: self.smoothing.unwrap_or(usual.smoothing),
            rate: self.rate.as_deref().and_then(Rate::of).unwrap_or(usual.rate),
            align: self.align.as_deref().and_then(Align::of).unwrap_or(usual.align),
            range: self.range.unwrap_or(usual.range),
        })
    }
}

fn check_is_png(path: &std::path::Path) -> Result<(), Failure> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png")) {
        return Ok(());
    }
    let told = format!("{}: the picture is a PNG; give it a name that ends in .png", printable::path(path));
    Err(Failure::new(Reason::InvalidProject, told))
}

fn fps(text: &str) -> Result<Rational, String> {
    values::fps(text).ok_or_else(|| "write frames a second like 30, 29.97 or 30000/1001, from 1 to 240".to_owned())
}

fn fft(text: &str) -> Result<usize, String> {
    let size = text.parse().ok().filter(|size: &usize| size.is_power_of_two() && (32..=32_768).contains(size));
    size.ok_or_else(|| "a power of two from 32 to 32768 is meant, like 2048".to_owned())
}

fn smoothing(text: &str) -> Result<f64, String> {
    let share = values::number(text).filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a number from 0 to 1 is meant, like 0.8".to_owned())
}

fn range(text: &str) -> Result<(f64, f64), String> {
    Analysis::levels(text).ok_or_else(|| "two levels are meant, the lower one first, like -100dB..-30dB".to_owned())
}

//! Stills: single frames of an export, composed to the same planes that the encoder gets and shown back as a viewer does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use image::{DynamicImage, RgbImage, RgbaImage};

use crate::base::{Failure, Rational, Reason, atomic_file, printable};
use crate::compose::{ComposerSettings, PlaneFormat, ReadyFrame, Renderer, Submitted, viewed_frame};
use crate::config::Places;
use crate::plan::chunks::lengths;
use crate::plan::{RenderClass, RenderPath};
use crate::project::model::{CanvasColor, Pixels, Project};
use crate::project::nearest::nearest;
use crate::project::span::seconds_text;
use crate::project::time::{self, Sense};
use crate::timeline::{Scene, Timeline, alone};

use super::composers::{Adapter, Composers};
use super::facts;
use super::formats;
use super::limits::Limits;
use super::listening::Listening;
use super::pictures::OpenPictures;
use super::prepare::{self, Checked};
use super::request::ExportWork;
use super::steps::Steps;
use super::stop::Stopped;

/// Pictures that one contact sheet may have.
pub const MOST_ON_A_SHEET: u64 = 1000;

/// What is looked at where it is not just what the export encodes.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// One layer alone, over nothing, by its id.
    pub layer: Option<String>,
    /// Keep what lets light through.
    pub alpha: bool,
}

/// An export that can be looked at, frame by frame, in any order.
pub struct Stills {
    checked: Checked,
    timeline: Timeline,
    listening: Listening,
    composers: Composers,
    format: PlaneFormat,
    class: RenderClass,
    kept: PathBuf,
    patience: Duration,
    /// The number of the layer that is looked at alone.
    only: Option<usize>,
    /// What is doubtful about the project, as sentences.
    pub remarks: Vec<String>,
}

impl Stills {
    /// Frames as the export encodes them.
    pub fn open(work: &ExportWork, places: &Places) -> Result<Self, Failure> {
        Self::open_as(work, places, &Look::default())
    }

    pub fn open_as(work: &ExportWork, places: &Places, look: &Look) -> Result<Self, Failure> {
        let mut checked = prepare::checked(work, places)?;
        let pixels = checked.export.video.pixels;
        // A file that keeps what lets light through is looked at with it.
        let transparent = look.alpha || look.layer.is_some() || pixels.alpha();
        // What a film can't keep is no loss where a picture does.
        checked.remarks.retain(|remark| !(transparent && remark.path == "canvas.background"));
        let mut remarks: Vec<String> = checked.remark_lines().collect();
        let color = checked.project.canvas.color;
        if color != CanvasColor::Srgb {
            let name = color.word();
            remarks
                .push(format!("the canvas is `{name}`: pictures hold its values as they are, which screens show flat"));
        }
        let listening = Listening::undisturbed(&checked.project, &checked.facts, places)?;
        let ears = |project: &Project| listening.ears(project, &checked.facts);
        let timeline = Timeline::with_ears(&checked.project, &checked.facts, &checked.export, &ears);
        if timeline.frames().count == 0 {
            return Err(Failure::new(Reason::InvalidProject, "the export has no frames: its range is empty"));
        }
        let only = look.layer.as_ref().map(|id| numbered(&timeline, id, work)).transpose()?;
        let limits = Limits::as_said()?;
        let settings = ComposerSettings {
            canvas: (checked.project.canvas.width, checked.project.canvas.height),
            output: checked.export.size,
            color,
            ring_slots: 1,
            cache_bytes: limits.cache_bytes,
        };
        let format = if transparent {
            PlaneFormat::Rgba8
        } else {
            // As it is seen over black.
            let shown = if pixels.rgb() { Pixels::Yuv444p } else { pixels };
            formats::planes(formats::samples(shown), color)
        };
        let (adapter, patience) = (Adapter::find()?, limits.patience);
        let composers = Composers::new(&adapter, settings, format, patience);
        let (class, kept) = (prepare::class_of(adapter.facts()), places.kept());
        Ok(Self { checked, timeline, listening, composers, format, class, kept, patience, only, remarks })
    }

    /// The export's frame that is seen at a time of the project, written as the project writes times.
    pub fn frame_at(&self, written: &str) -> Result<u64, Failure> {
        let at = self.time(written, Sense::Position)?;
        let frames = self.timeline.frames();
        let end = frames.time_of(frames.count);
        if at < frames.start || at >= end {
            return Err(refused(format!(
                "`{}` is not in the export, which shows the project from {} s to {} s; its last frame is at {} s",
                printable::text(written),
                seconds_text(frames.start),
                seconds_text(end),
                seconds_text(frames.time_of(frames.count - 1))
            )));
        }
        Ok(u64::try_from(((at - frames.start) * frames.rate).floor()).unwrap_or(0))
    }

    /// The frames that are seen at the export's start and every so long after it.
    pub fn every(&self, written: &str) -> Result<BTreeSet<u64>, Failure> {
        let step = self.time(written, Sense::Length)?;
        if !step.is_positive() {
            return Err(refused(format!(
                "`{}`: the time from picture to picture must be above 0",
                printable::text(written)
            )));
        }
        let frames = self.timeline.frames();
        // More often than there are frames is every frame.
        let step = step.max(Rational::ONE / frames.rate);
        let count = frames.length().checked_div(step).map_or(i128::MAX, Rational::ceil);
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        if count > MOST_ON_A_SHEET {
            return Err(refused(format!(
                "a picture every {} s would make {count} of them, and a sheet holds {MOST_ON_A_SHEET}; \
                 take a longer time",
                seconds_text(step)
            )));
        }
        let step = step * frames.rate;
        let nth = |n: u64| (step * Rational::from_int(i64::try_from(n).unwrap_or(0))).floor();
        Ok((0..count).filter_map(|n| u64::try_from(nth(n)).ok()).filter(|frame| *frame < frames.count).collect())
    }

    fn time(&self, written: &str, sense: Sense) -> Result<Rational, Failure> {
        time::parse(written, sense, &self.checked.measures).map_err(|wrong| refused(printable::text(&wrong)))
    }

    /// Width and height of every still.
    pub fn size(&self) -> (u32, u32) {
        self.checked.export.size
    }

    /// The time of the project that a frame shows.
    pub fn time_of(&self, frame: u64) -> Rational {
        self.timeline.frames().time_of(frame)
    }

    /// Whether a frame shows anything of the layer that is looked at.
    pub fn seen(&self, frame: u64) -> bool {
        let mut scene = Scene::default();
        self.timeline.scene(frame, &mut scene);
        self.only.is_none_or(|only| alone(&mut scene, only))
    }

    /// One frame, without alpha. Frames may be asked for in any order; none depends on another.
    pub fn still(&mut self, frame: u64) -> Result<RgbImage, Failure> {
        self.made(frame).map(|ready| viewed_frame(&ready))
    }

    /// One frame, with alpha where that was asked for.
    pub fn picture(&mut self, frame: u64) -> Result<DynamicImage, Failure> {
        let ready = self.made(frame)?;
        if ready.layout().format != PlaneFormat::Rgba8 {
            return Ok(viewed_frame(&ready).into());
        }
        let (_, stride, row, rows) = ready.layout().plane(0);
        let pixels = ready.bytes().chunks(stride).take(rows).flat_map(|line| &line[..row.min(line.len())]).copied();
        let (width, height) = self.size();
        RgbaImage::from_raw(width, height, pixels.collect())
            .map(DynamicImage::from)
            .ok_or_else(|| Failure::new(Reason::Crashed, "the still came back in another size than it was asked for"))
    }

    /// Whether pictures keep what lets light through.
    pub fn transparent(&self) -> bool {
        self.format == PlaneFormat::Rgba8
    }

    fn made(&mut self, frame: u64) -> Result<ReadyFrame, Failure> {
        let mut scene = Scene::default();
        self.timeline.scene(frame, &mut scene);
        if let Some(only) = self.only {
            alone(&mut scene, only);
        }
        let mut pictures = OpenPictures::unmetered(&self.checked.facts);
        let common = prepare::common(&self.checked, &self.class);
        let path = if self.transparent() { RenderPath::Gpu } else { self.path(frame) };
        let composer = self.composers.on(path)?;
        if let Renderer::Device(composer) = composer {
            let series = prepare::series(&self.checked);
            let mut steps = Steps::new(&self.timeline, common, self.kept.clone(), series, self.patience);
            steps.bring_up(&scene, composer, &mut pictures).map_err(|stopped| match stopped {
                Stopped::Failed(failure) => failure,
                Stopped::Cancelled => Failure::new(Reason::Crashed, "the still was stopped"),
            })?;
        }
        if composer.submit(&scene, &mut pictures, frame)? == Submitted::RingFull {
            return Err(Failure::new(Reason::Stalled, "the renderer has no place for a still"));
        }
        let ready = composer.next_ready(self.patience)?;
        // Asked after the picture was made: it may not be of two versions of a source.
        facts::unchanged(&self.checked.facts)?;
        self.listening.check()?;
        Ok(ready)
    }

    /// The path that the export takes for a frame: that of its chunk.
    fn path(&self, frame: u64) -> RenderPath {
        let frames = self.timeline.frames();
        let (_, chunk) = lengths(&self.checked.export, frames);
        let from = frame / chunk * chunk;
        let common = prepare::common(&self.checked, &self.class);
        RenderPath::of(&self.timeline, &common, (from, (from + chunk).min(frames.count)))
    }
}

/// The number of the layer with this id.
fn numbered(timeline: &Timeline, id: &str, work: &ExportWork) -> Result<usize, Failure> {
    let ids = timeline.ids();
    if let Some((_, number)) = ids.iter().find(|(known, _)| *known == id) {
        return Ok(*number);
    }
    let names: Vec<&str> = ids.iter().map(|(known, _)| *known).collect();
    let help = match nearest(id, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "none of its layers has an `id`".to_owned(),
        None => format!("there is {}", names.join(", ")),
    };
    let path = printable::path(&work.project);
    Err(refused(printable::text(&format!("{path}: no layer `{id}`: {help}"))))
}

fn refused(sentence: String) -> Failure {
    Failure::new(Reason::InvalidProject, sentence)
}

/// Refuses a name that [`write`] would refuse, before any picture is made.
pub fn check_target(path: &Path, overwrite: bool) -> Result<(), Failure> {
    let shown = printable::path(path);
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::io("looking at the output", path, &error)),
        Ok(found) if found.is_dir() => {
            Err(Failure::new(Reason::OutputExists, format!("{shown} is a folder; give the picture a file name")))
        }
        Ok(_) if overwrite => Ok(()),
        Ok(_) => Err(Failure::new(
            Reason::OutputExists,
            format!("{shown} is there already: give another name with --output, or allow it with --overwrite"),
        )),
    }
}

/// Writes a picture as PNG, whole or not at all, and over nothing that stands there unless `overwrite` says so.
pub fn write(path: &Path, picture: &DynamicImage, overwrite: bool) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).map_err(|error| {
        Failure::new(Reason::EncoderFailed, format!("the picture can't be written as PNG: {error}"))
    })?;
    if overwrite {
        check_target(path, true)?;
        return atomic_file::write(path, &bytes).map_err(|error| Failure::io("writing the picture", path, &error));
    }
    atomic_file::write_new(path, &bytes).map_err(|error| {
        // Something came there since it was looked at.
        check_target(path, false).err().unwrap_or_else(|| Failure::io("writing the picture", path, &error))
    })
}

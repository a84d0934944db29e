//! Stills: single frames of an export, composed to the same planes that the encoder gets and shown back as a viewer does.

use std::collections::BTreeSet;
use std::path::Path;

use image::RgbImage;
use image::imageops::{self, FilterType};

use crate::base::{Failure, Rational, Reason, atomic_file, printable};
use crate::compose::{Composer, ComposerSettings, Gpu, PATIENCE, Submitted, viewed};
use crate::config::Places;
use crate::project::span::seconds_text;
use crate::project::time::{self, Sense};
use crate::timeline::{Scene, Timeline};

use super::facts;
use super::limits::Limits;
use super::pictures::OpenPictures;
use super::prepare::{self, Checked};
use super::request::ExportWork;

/// Pictures that one contact sheet may have.
pub const MOST_ON_A_SHEET: u64 = 1000;
const SHEET_WIDTH: u32 = 1920;
const MOST_COLUMNS: u32 = 10;
const GAP: u32 = 4;

/// An export that can be looked at, frame by frame, in any order.
pub struct Stills {
    checked: Checked,
    timeline: Timeline,
    composer: Composer,
    /// What is doubtful about the project, as sentences.
    pub remarks: Vec<String>,
}

impl Stills {
    pub fn open(work: &ExportWork, places: &Places) -> Result<Self, Failure> {
        let checked = prepare::checked(work, places)?;
        let remarks = checked.remark_lines().collect();
        let timeline = Timeline::new(&checked.project, &checked.facts, &checked.export);
        if timeline.frames().count == 0 {
            return Err(Failure::new(Reason::InvalidProject, "the export has no frames: its range is empty"));
        }
        let settings = ComposerSettings {
            canvas: (checked.project.canvas.width, checked.project.canvas.height),
            output: checked.export.size,
            ring_slots: 1,
            cache_bytes: Limits::as_said()?.cache_bytes,
        };
        let composer = Composer::new(&Gpu::open()?, settings)?;
        Ok(Self { checked, timeline, composer, remarks })
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

    /// One frame as the export will show it. Frames may be asked for in any order; none depends on another.
    pub fn still(&mut self, frame: u64) -> Result<RgbImage, Failure> {
        let mut scene = Scene::default();
        self.timeline.scene(frame, &mut scene);
        let mut pictures = OpenPictures::unmetered(&self.checked.facts);
        if self.composer.submit(&scene, &mut pictures, frame)? == Submitted::RingFull {
            return Err(Failure::new(Reason::Stalled, "the renderer has no place for a still"));
        }
        let ready = self.composer.next_ready(PATIENCE)?;
        // Asked after the picture was made: it may not be of two versions of a source.
        facts::unchanged(&self.checked.facts)?;
        let layout = ready.layout();
        Ok(viewed(layout.width, layout.height, [0, 1, 2].map(|plane| ready.plane(plane))))
    }
}

fn refused(sentence: String) -> Failure {
    Failure::new(Reason::InvalidProject, sentence)
}

/// A contact sheet that grows by one picture after another, row by row; each is made small at once.
pub struct Sheet {
    columns: u32,
    tile: (u32, u32),
    placed: u32,
    picture: RgbImage,
}

impl Sheet {
    /// A sheet for so many pictures of one size.
    pub fn new(pictures: usize, size: (u32, u32)) -> Self {
        let count = u32::try_from(pictures).unwrap_or(u32::MAX).max(1);
        let columns = (1..MOST_COLUMNS).find(|columns| columns * columns >= count).unwrap_or(MOST_COLUMNS);
        let room = (SHEET_WIDTH - (columns - 1) * GAP) / columns;
        let longest = size.0.max(size.1).max(1);
        let part = |side: u32| (side * room.min(longest) / longest).max(1);
        let tile = (part(size.0), part(size.1));
        let rows = count.div_ceil(columns);
        let picture = RgbImage::new(columns * (tile.0 + GAP) - GAP, rows * (tile.1 + GAP) - GAP);
        Self { columns, tile, placed: 0, picture }
    }

    pub fn add(&mut self, still: &RgbImage) {
        let (x, y) = (self.placed % self.columns, self.placed / self.columns);
        let small = imageops::resize(still, self.tile.0, self.tile.1, FilterType::Triangle);
        imageops::replace(
            &mut self.picture,
            &small,
            i64::from(x * (self.tile.0 + GAP)),
            i64::from(y * (self.tile.1 + GAP)),
        );
        self.placed += 1;
    }

    pub fn picture(&self) -> &RgbImage {
        &self.picture
    }
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
pub fn write(path: &Path, picture: &RgbImage, overwrite: bool) -> Result<(), Failure> {
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

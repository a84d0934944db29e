//! The pixels that a scene names, from files: images by the composer's own loader, videos by one decoder per layer.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::base::facts::{Content, Facts, VideoFacts};
use crate::base::{Failure, Reason, printable};
use crate::compose::{ImagePixels, Light, Pictures, Plane, Samples, VideoPicture, YuvMatrix, load_drawn, load_image};
use crate::media::{AnimationReader, ChromaSite, VideoDecoder};

use super::meter::{Meter, Stage};

/// Animated images that are open at a time; each keeps some of its pictures. One more than that, asked for in turn, would be
/// read from the start for each picture.
const MOST_ANIMATIONS: usize = 32;

/// The sources of one chunk. Decoders are opened where the chunk first needs them: one seek, then forward only.
pub struct OpenPictures<'a> {
    facts: &'a Facts,
    meter: Option<&'a Meter<'a>>,
    decoders: HashMap<usize, VideoDecoder>,
    decoding: Duration,
    /// Animated images by layer, the latest used last.
    animations: Vec<(usize, AnimationReader)>,
}

impl<'a> OpenPictures<'a> {
    pub fn new(facts: &'a Facts, meter: &'a Meter<'a>) -> Self {
        Self { facts, meter: Some(meter), decoders: HashMap::new(), decoding: Duration::ZERO, animations: Vec::new() }
    }

    /// For a single frame, where nobody counts.
    pub fn unmetered(facts: &'a Facts) -> Self {
        Self { facts, meter: None, decoders: HashMap::new(), decoding: Duration::ZERO, animations: Vec::new() }
    }
}

impl OpenPictures<'_> {
    /// How long it has decoded since this was last asked.
    pub fn decoding(&mut self) -> Duration {
        std::mem::take(&mut self.decoding)
    }
}

impl Pictures for OpenPictures<'_> {
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure> {
        match self.facts.sources.get(path).map(|source| &source.content) {
            Some(Content::Drawing { .. }) => load_drawn(path),
            _ => load_image(path),
        }
    }

    fn animation(&mut self, layer_index: usize, path: &Path, frame: u64) -> Result<ImagePixels, Failure> {
        let codec = &video_of(self.facts, path)?.codec;
        let open = self.animations.iter().position(|(layer, _)| *layer == layer_index);
        let reader = match open {
            Some(index) => self.animations.remove(index).1,
            None => AnimationReader::new(path, codec),
        };
        if self.animations.len() >= MOST_ANIMATIONS {
            self.animations.remove(0);
        }
        self.animations.push((layer_index, reader));
        let Some((_, reader)) = self.animations.last_mut() else { return self.image(path) };
        let picture = reader.frame(frame)?;
        Ok(ImagePixels { width: picture.width(), height: picture.height(), rgba: picture.as_raw().clone() })
    }

    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure> {
        Ok(video_of(self.facts, path)?.shown_size())
    }

    fn video(&mut self, layer_index: usize, path: &Path, frame: u64) -> Result<VideoPicture<'_>, Failure> {
        let started = Instant::now();
        let facts = video_of(self.facts, path)?;
        let decoder = match self.decoders.entry(layer_index) {
            std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => free.insert(VideoDecoder::open(path, facts, frame)?),
        };
        let picture = decoder.frame(frame)?;
        if let Some(meter) = self.meter {
            meter.spent(Stage::Decode, started);
            self.decoding += started.elapsed();
        }
        let plane = |(bytes, stride)| Plane { bytes, stride };
        let cosited = match picture.site {
            ChromaSite::Left => [true, false],
            ChromaSite::Center => [false, false],
            ChromaSite::TopLeft => [true, true],
            ChromaSite::Top => [false, true],
        };
        Ok(VideoPicture {
            width: picture.width,
            height: picture.height,
            planes: picture.planes.map(plane),
            alpha: picture.alpha.map(plane),
            samples: Samples { depth: picture.depth, halved: [picture.chroma.across, picture.chroma.down], cosited },
            matrix: matrix(facts),
            full_range: picture.full_range,
            light: Light::on_srgb(&facts.color),
            rotation: facts.rotation,
            shown_size: facts.shown_size(),
        })
    }
}

fn video_of<'a>(facts: &'a Facts, path: &Path) -> Result<&'a VideoFacts, Failure> {
    facts.sources.get(path).and_then(|source| source.video()).ok_or_else(|| {
        Failure::new(Reason::SourceMissing, format!("{}: no video was found in it", printable::path(path)))
    })
}

fn matrix(facts: &VideoFacts) -> YuvMatrix {
    match facts.color.matrix {
        0 => YuvMatrix::Rgb,
        4 => YuvMatrix::Fcc,
        5 | 6 => YuvMatrix::Bt601,
        7 => YuvMatrix::Smpte240,
        8 => YuvMatrix::YCgCo,
        // With constant luminance (10) it is another formula that hardly anything writes; this one is near it.
        9 | 10 => YuvMatrix::Bt2020,
        _ => YuvMatrix::Bt709,
    }
}

//! Animated images: GIF, WebP and PNG as whole pictures, one after the other.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::LoopCount;
use image::{AnimationDecoder, Frames, ImageDecoder, ImageFormat, ImageResult, Limits, RgbaImage};

use super::libav::{open_regular, unreadable};
use crate::base::{Failure, printable};

/// What decoding one picture may take in memory.
const DECODE_BYTES: u64 = 512 << 20;
/// Pictures that a reader keeps, so that playing backwards or again need not begin from the start each time.
const KEPT_BYTES: usize = 16 << 20;

/// An opened animation.
pub(super) struct Opened {
    pub size: (u32, u32),
    pub alpha: bool,
    /// How often it is played; `None` is again and again.
    pub rounds: Option<u32>,
    pub frames: Frames<'static>,
}

/// The pictures of an image file that holds several; `None` where its kind or its header says that it is a still one.
pub(super) fn open(file: File, format: ImageFormat) -> ImageResult<Option<Opened>> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    let reader = BufReader::new(file);
    match format {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(reader)?;
            decoder.set_limits(limits)?;
            opened(decoder.dimensions(), true, decoder)
        }
        ImageFormat::WebP => {
            let mut decoder = WebPDecoder::new(reader)?;
            decoder.set_limits(limits)?;
            if !decoder.has_animation() {
                return Ok(None);
            }
            opened(decoder.dimensions(), decoder.color_type().has_alpha(), decoder)
        }
        ImageFormat::Png => {
            let decoder = PngDecoder::with_limits(reader, limits)?;
            if !decoder.is_apng()? {
                return Ok(None);
            }
            opened(decoder.dimensions(), decoder.color_type().has_alpha(), decoder.apng()?)
        }
        _ => Ok(None),
    }
}

fn opened(size: (u32, u32), alpha: bool, decoder: impl AnimationDecoder<'static>) -> ImageResult<Option<Opened>> {
    let rounds = match decoder.loop_count() {
        LoopCount::Infinite => None,
        LoopCount::Finite(rounds) => Some(rounds.get()),
    };
    Ok(Some(Opened { size, alpha, rounds, frames: decoder.into_frames() }))
}

/// Gives the pictures of an animated image by number, in any order; fastest forwards.
pub struct AnimationReader {
    path: PathBuf,
    format: ImageFormat,
    frames: Option<Frames<'static>>,
    /// The number of the picture that comes next.
    next: u64,
    /// The latest ones before that.
    kept: VecDeque<RgbaImage>,
}

impl AnimationReader {
    /// `codec` is what the probe called the file's kind.
    pub fn new(path: &Path, codec: &str) -> Self {
        let format = match codec {
            "gif" => ImageFormat::Gif,
            "webp" => ImageFormat::WebP,
            _ => ImageFormat::Png,
        };
        Self { path: path.to_path_buf(), format, frames: None, next: 0, kept: VecDeque::new() }
    }

    pub fn frame(&mut self, number: u64) -> Result<&RgbaImage, Failure> {
        if number + (self.kept.len() as u64) < self.next {
            self.frames = None;
        }
        if self.frames.is_none() {
            self.restart()?;
        }
        while self.next <= number {
            let picture =
                self.frames.as_mut().and_then(Iterator::next).transpose().map_err(|error| self.damaged(&error))?;
            let picture = picture.ok_or_else(|| unreadable(&self.path, "it has fewer pictures than it had before"))?;
            let picture = picture.into_buffer();
            let most = (KEPT_BYTES / picture.as_raw().len().max(1)).max(1);
            while self.kept.len() >= most {
                self.kept.pop_front();
            }
            self.kept.push_back(picture);
            self.next += 1;
        }
        let behind = usize::try_from(self.next - number).unwrap_or(usize::MAX);
        let kept = self.kept.len().checked_sub(behind).and_then(|index| self.kept.get(index));
        kept.ok_or_else(|| unreadable(&self.path, "its pictures came in disorder"))
    }

    fn restart(&mut self) -> Result<(), Failure> {
        let (mut file, _) = open_regular(&self.path)?;
        file.seek(SeekFrom::Start(0)).map_err(|error| Failure::io("reading", &self.path, &error))?;
        let opened = open(file, self.format).map_err(|error| self.damaged(&error))?;
        let opened = opened.ok_or_else(|| unreadable(&self.path, "it is animated no more"))?;
        self.frames = Some(opened.frames);
        self.next = 0;
        self.kept.clear();
        Ok(())
    }

    fn damaged(&self, error: &image::ImageError) -> Failure {
        unreadable(&self.path, &format!("the animation is damaged: {}", printable::text(&error.to_string())))
    }
}

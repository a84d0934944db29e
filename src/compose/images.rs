//! Pixmaps on the device: image files and drawn text, each uploaded once and kept while there is room.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::{Digest, Failure, Reason, printable};

use super::Gpu;
use super::kernels::Kernels;
use super::placed::Placing;

/// Longest side of an image that is read.
const LONGEST_SIDE: u32 = 8192;
/// What decoding one image may take in memory.
const DECODE_BYTES: u64 = 1 << 30;

/// A decoded image: RGBA, 8 bits each, colours not multiplied by alpha, rows without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImagePixels {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// Reads an image file, turned as its EXIF says; refuses what is larger than 8192 pixels a side.
pub fn load_image(path: &Path) -> Result<ImagePixels, Failure> {
    use image::ImageDecoder;
    let damaged = |error: image::ImageError| {
        let said = printable::text(&error.to_string());
        Failure::new(Reason::SourceDamaged, format!("{}: can't be read as an image: {said}", printable::path(path)))
    };
    let opened = image::ImageReader::open(path)
        .and_then(image::ImageReader::with_guessed_format)
        .map_err(|error| Failure::io("opening the image", path, &error))?;
    let mut decoder = opened.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width > LONGEST_SIDE || height > LONGEST_SIDE {
        return Err(Failure::new(
            Reason::SourceDamaged,
            format!(
                "{}: the image is {width}×{height}; at most {LONGEST_SIDE} pixels a side are read, so scale it down first",
                printable::path(path)
            ),
        ));
    }
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    decoder.set_limits(limits).map_err(damaged)?;
    let turned = decoder.orientation().map_err(damaged)?;
    let mut picture = image::DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(turned);
    let rgba = picture.into_rgba8();
    Ok(ImagePixels { width: rgba.width(), height: rgba.height(), rgba: rgba.into_raw() })
}

impl ImagePixels {
    /// Fails where the bytes are not what the size says.
    pub(super) fn check(&self, path: &Path) -> Result<(), Failure> {
        let wanted = u64::from(self.width) * u64::from(self.height) * 4;
        if wanted > 0 && self.rgba.len() as u64 == wanted {
            return Ok(());
        }
        Err(Failure::new(Reason::SourceDamaged, format!("{}: the image holds no pixels", printable::path(path))))
    }

    pub(super) fn premultiply(&mut self) {
        for pixel in self.rgba.chunks_exact_mut(4) {
            let alpha = u32::from(pixel[3]);
            for color in &mut pixel[..3] {
                *color = ((u32::from(*color) * alpha + 127) / 255) as u8;
            }
        }
    }

    /// Half the size, each pixel the mean of four (premultiplied).
    pub(super) fn halve(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        let row_bytes = self.width as usize * 4;
        for y in 0..height {
            let top = (y * 2) as usize * row_bytes;
            let bottom = (y * 2 + 1).min(self.height - 1) as usize * row_bytes;
            for x in 0..width {
                let left = (x * 2) as usize * 4;
                let right = (x * 2 + 1).min(self.width - 1) as usize * 4;
                for part in 0..4 {
                    let at = |row: usize, column: usize| u32::from(self.rgba[row + column + part]);
                    let sum = at(top, left) + at(top, right) + at(bottom, left) + at(bottom, right);
                    rgba.push(((sum + 2) / 4) as u8);
                }
            }
        }
        Self { width, height, rgba }
    }

    /// Halved so many times.
    pub(super) fn at_level(mut self, level: u32) -> Self {
        if level > 0 {
            self.premultiply();
        }
        for _ in 0..level {
            self = self.halve();
        }
        self
    }

    /// Halved until no side is longer than this; colours stay as they are, not multiplied by alpha.
    pub(super) fn fit(&mut self, longest: u32) {
        if self.width.max(self.height) <= longest.max(1) {
            return;
        }
        self.premultiply();
        while self.width.max(self.height) > longest.max(1) {
            *self = self.halve();
        }
        for pixel in self.rgba.chunks_exact_mut(4) {
            let alpha = u32::from(pixel[3]).max(1);
            for color in &mut pixel[..3] {
                *color = ((u32::from(*color) * 255 + alpha / 2) / alpha).min(255) as u8;
            }
        }
    }

    pub(super) fn opaque(&self) -> bool {
        self.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255)
    }
}

/// What a pixmap shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum PixmapKey {
    /// An image, halved so many times.
    Image(Arc<PathBuf>, u32),
    /// A picture of an animated image, halved so many times.
    Frame(Arc<PathBuf>, u64, u32),
    Text(Digest),
    /// What was drawn from numbers alone, by the hash of those.
    Drawn(Digest),
}

/// RGBA texels on the device.
#[derive(Debug, Clone)]
pub(super) struct Pixmap {
    pub width: u32,
    pub height: u32,
    pub premultiplied: bool,
    pub opaque: bool,
    /// Where it begins in what it was cut out of.
    pub origin: [u32; 2],
    pub group: wgpu::BindGroup,
}

#[derive(Debug)]
struct Kept {
    pixmap: Pixmap,
    bytes: u64,
    used: u64,
}

/// Pixmaps by what they show; the least recently used go first when there is no more room.
#[derive(Debug)]
pub(super) struct Pixmaps {
    placing: Placing,
    kept: HashMap<PixmapKey, Kept>,
    bytes: u64,
    most_bytes: u64,
    frame: u64,
}

impl Pixmaps {
    pub fn new(most_bytes: u64, placing: Placing) -> Self {
        Self { placing, kept: HashMap::new(), bytes: 0, most_bytes, frame: 0 }
    }

    /// Bytes that are kept.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What is used from here on is needed together.
    pub fn begin_frame(&mut self) {
        self.frame += 1;
    }

    pub fn get(&mut self, key: &PixmapKey) -> Option<Pixmap> {
        let kept = self.kept.get_mut(key)?;
        kept.used = self.frame;
        Some(kept.pixmap.clone())
    }

    pub fn insert(
        &mut self,
        device: (&Gpu, &Kernels),
        key: PixmapKey,
        (pixels, origin): (&ImagePixels, [u32; 2]),
        premultiplied: bool,
    ) -> Result<Pixmap, Failure> {
        let bytes = pixels.rgba.len() as u64;
        self.make_room(bytes);
        let pixmap = self.uploaded(device, (pixels, origin), premultiplied)?;
        self.bytes += bytes;
        self.kept.insert(key, Kept { pixmap: pixmap.clone(), bytes, used: self.frame });
        Ok(pixmap)
    }

    /// Lets go of what no layer of this frame uses.
    pub fn forget(&mut self, key: &PixmapKey) {
        if self.kept.get(key).is_some_and(|kept| kept.used < self.frame)
            && let Some(gone) = self.kept.remove(key)
        {
            self.bytes -= gone.bytes;
        }
    }

    /// Premultiplied pixels that no other frame shows.
    pub fn fleeting(
        &self,
        device: (&Gpu, &Kernels),
        (pixels, origin): (&ImagePixels, [u32; 2]),
    ) -> Result<Pixmap, Failure> {
        self.uploaded(device, (pixels, origin), true)
    }

    fn uploaded(
        &self,
        (gpu, kernels): (&Gpu, &Kernels),
        (pixels, origin): (&ImagePixels, [u32; 2]),
        premultiplied: bool,
    ) -> Result<Pixmap, Failure> {
        let bytes = pixels.rgba.len() as u64;
        gpu.fits(&format!("a picture of {}×{} pixels", pixels.width, pixels.height), bytes)?;
        let buffer = gpu.buffer("pixmap", bytes, wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST);
        let rgba = self.placing.pixels(&pixels.rgba, premultiplied);
        gpu.queue.write_buffer(&buffer, 0, &rgba);
        gpu.check()?;
        Ok(Pixmap {
            width: pixels.width,
            height: pixels.height,
            premultiplied,
            opaque: pixels.opaque(),
            origin,
            group: kernels.source_group(gpu, &buffer),
        })
    }

    /// Lets go of what this frame does not use. What is still being drawn lives until the device is done with it.
    fn make_room(&mut self, wanted: u64) {
        while self.bytes + wanted > self.most_bytes {
            let oldest = self.kept.iter().filter(|(_, kept)| kept.used < self.frame).min_by_key(|(_, kept)| kept.used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { return };
            if let Some(gone) = self.kept.remove(&key) {
                self.bytes -= gone.bytes;
            }
        }
    }
}

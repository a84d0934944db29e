//! Drawings (SVG) to pixels, at the size at which they are shown.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia;

use crate::base::svg::{self, FontSource, Fonts, Svg};
use crate::base::{Digest, Failure, Reason, printable};

use super::ImagePixels;
use super::text::{BUNDLED_FAMILY, BUNDLED_FILES, Raster, trimmed};

/// Parsed drawings that are kept; a film with more of them at once parses some again.
const MOST_KEPT: usize = 32;

/// The longer side of a drawing that becomes a picture, at least and at most.
const SIDES: [f32; 2] = [1024.0, 4096.0];

/// An SVG that is ready to be drawn. Its letters are of the bundled font, so that it looks the same on every box.
#[derive(Debug)]
pub struct Drawing(Svg);

static FONTS: LazyLock<Arc<Fonts>> = LazyLock::new(|| {
    let mut fonts = Fonts::new();
    for file in BUNDLED_FILES {
        fonts.load_font_source(FontSource::Binary(Arc::new(file)));
    }
    fonts.set_serif_family(BUNDLED_FAMILY);
    fonts.set_sans_serif_family(BUNDLED_FAMILY);
    fonts.set_cursive_family(BUNDLED_FAMILY);
    fonts.set_fantasy_family(BUNDLED_FAMILY);
    fonts.set_monospace_family(BUNDLED_FAMILY);
    Arc::new(fonts)
});

/// Reads an SVG file; nothing that it names outside of itself is opened.
pub fn load_drawing(path: &Path) -> Result<Drawing, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| Failure::io("opening the drawing", path, &error))?;
    file.take(svg::MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::io("reading the drawing", path, &error))?;
    Drawing::parse(&bytes).map_err(|why| {
        let why = printable::text(&why);
        Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(path)))
    })
}

/// The picture of an SVG file that is shown where only pictures with pixels can be.
pub fn load_drawn(path: &Path) -> Result<ImagePixels, Failure> {
    load_drawing(path)?
        .picture()
        .map_err(|why| Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(path))))
}

impl Drawing {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        svg::parse(bytes, Arc::clone(&FONTS)).map(Self)
    }

    /// Premultiplied pixels without the empty ones around them, and where in the raster those begin.
    pub(super) fn draw(&self, raster: &Raster) -> Result<(ImagePixels, [u32; 2]), String> {
        let (width, height) = raster.size();
        let map = raster.map().as_coeffs().map(|part| part as f32);
        let pixmap = self.on((u32::from(width), u32::from(height)), map)?;
        Ok(trimmed(pixmap.data(), usize::from(width)))
    }

    /// As a picture with pixels of its own, for whoever can't draw it at the size at which it is shown.
    pub fn picture(&self) -> Result<ImagePixels, String> {
        let own = [self.0.width, self.0.height];
        let longer = own[0].max(own[1]);
        let scale = longer.clamp(SIDES[0], SIDES[1]) / longer;
        let [width, height] = own.map(|side| ((side * scale).round() as u32).max(1));
        let pixmap = self.on((width, height), [width as f32 / own[0], 0.0, 0.0, height as f32 / own[1], 0.0, 0.0])?;
        let straight = |pixel: &tiny_skia::PremultipliedColorU8| {
            let color = pixel.demultiply();
            [color.red(), color.green(), color.blue(), color.alpha()]
        };
        Ok(ImagePixels { width, height, rgba: pixmap.pixels().iter().flat_map(straight).collect() })
    }

    /// Drawn on so many pixels.
    fn on(&self, (width, height): (u32, u32), map: [f32; 6]) -> Result<tiny_skia::Pixmap, String> {
        let [a, b, c, d, e, f] = map;
        let Svg { tree, width: across, height: along, .. } = &self.0;
        // A pattern is drawn as large as it is, however little of it is seen.
        let room = 16.0 * f64::from(width) * f64::from(height) + 16e6;
        let huge = tree.patterns().iter().any(|pattern| {
            let (rect, own) = (pattern.rect(), pattern.transform());
            let area = f64::from(rect.width()) * f64::from(rect.height()) * f64::from(a * d - b * c).abs();
            area * f64::from(own.sx * own.sy - own.kx * own.ky).abs() > room
        });
        if huge {
            return Err("one of its patterns is far larger than the drawing".to_owned());
        }
        let drawn = svg::with_stack(|| {
            let mut pixmap = tiny_skia::Pixmap::new(width, height)?;
            let map = tiny_skia::Transform::from_row(a, b, c, d, e, f);
            resvg::render(tree, map, &mut pixmap.as_mut());
            // What is drawn beside the picture's own box is not shown, as browsers have it.
            let edge = |at: f32, scale: f32, side: f32| [at, at + side * scale];
            clip(&mut pixmap, edge(e, a, *across), edge(f, d, *along));
            Some(pixmap)
        })?;
        drawn.ok_or_else(|| "there is no memory to draw it".to_owned())
    }
}

/// Draws an SVG at its own size: premultiplied pixels, row by row.
pub fn drawn(svg: &[u8]) -> Result<Vec<u8>, String> {
    let drawing = Drawing::parse(svg)?;
    let (width, height) = (drawing.0.width.ceil() as u32, drawing.0.height.ceil() as u32);
    let pixmap = svg::with_stack(|| {
        let mut pixmap = tiny_skia::Pixmap::new(width, height)?;
        resvg::render(&drawing.0.tree, tiny_skia::Transform::identity(), &mut pixmap.as_mut());
        Some(pixmap)
    })?;
    Ok(pixmap.ok_or("there is no memory to draw it")?.take())
}

/// Clears what lies outside of a box; pixels that it cuts keep their part.
fn clip(pixmap: &mut tiny_skia::Pixmap, across: [f32; 2], along: [f32; 2]) {
    let share = |at: usize, [from, to]: [f32; 2]| {
        let at = at as f32;
        let part = (to.min(at + 1.0) - from.max(at)).clamp(0.0, 1.0);
        // Numbers that are whole but for rounding.
        if part > 0.999 { 1.0 } else { part }
    };
    let width = pixmap.width() as usize;
    let columns: Vec<f32> = (0..width).map(|x| share(x, across)).collect();
    for (y, row) in pixmap.data_mut().chunks_exact_mut(width * 4).enumerate() {
        let down = share(y, along);
        for (pixel, column) in row.chunks_exact_mut(4).zip(&columns) {
            let part = down * column;
            if part <= 0.001 {
                pixel.fill(0);
            } else if part < 1.0 && pixel[3] > 0 {
                pixel.iter_mut().for_each(|value| *value = (f32::from(*value) * part + 0.5) as u8);
            }
        }
    }
}

/// What decides a drawing's pixels beside its raster.
pub(super) fn key(path: &Path) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key("rushes drawing");
    hasher.update(path.as_os_str().as_encoded_bytes());
    Digest::from_bytes(*hasher.finalize().as_bytes())
}

/// Parsed drawings by file; the one that was not used for longest goes first.
#[derive(Debug, Default)]
pub(super) struct Drawings {
    kept: HashMap<Arc<PathBuf>, (Arc<Drawing>, u64)>,
    uses: u64,
}

impl Drawings {
    pub fn get(
        &mut self,
        path: &Arc<PathBuf>,
        load: impl FnOnce() -> Result<Drawing, Failure>,
    ) -> Result<Arc<Drawing>, Failure> {
        self.uses += 1;
        if let Some((drawing, used)) = self.kept.get_mut(path) {
            *used = self.uses;
            return Ok(Arc::clone(drawing));
        }
        let drawing = Arc::new(load()?);
        if self.kept.len() >= MOST_KEPT
            && let Some(oldest) = self.kept.iter().min_by_key(|(_, (_, used))| *used).map(|(path, _)| Arc::clone(path))
        {
            self.kept.remove(&oldest);
        }
        self.kept.insert(Arc::clone(path), (Arc::clone(&drawing), self.uses));
        Ok(drawing)
    }
}

//! Shapes: forms to pixels at the size at which they are drawn.

use vello_cpu::kurbo::{
    self, Affine as Map, BezPath, Cap, Join, Rect, RoundedRect, Shape as _, Stroke as Pen, StrokeOpts,
};
use vello_cpu::{Level, Pixmap, RasterizerSettings, RenderContext, RenderMode, RenderSettings, Resources};

use crate::base::Digest;
use crate::project::model::{Form, Paint, Rgba, Shape};

use super::ImagePixels;
use super::gradient::Colors;
use super::text::{Raster, over, trimmed};

/// Path data that stands further out, or is longer, is no drawing.
const FURTHEST: f64 = 1e6;
const LONGEST: usize = 100_000;
/// How far a form's curves may be off, in its own pixels.
const TOLERANCE: f64 = 1e-3;
/// How far a flattened curve may be off, in pixels that are drawn. The rasteriser's own flattening takes a visible part of
/// small circles away.
pub(super) const FLAT: f64 = 0.01;
/// As SVG has it.
const MITER_LIMIT: f64 = 4.0;

/// What is wrong with SVG path data; nothing where it can be drawn.
pub fn path_fault(data: &str) -> Option<String> {
    read_path(data).err()
}

fn read_path(data: &str) -> Result<BezPath, String> {
    if data.len() > LONGEST {
        return Err(format!("the path's data is longer than {LONGEST} letters"));
    }
    if let Some(letter) = data.chars().find(|letter| !letter.is_ascii()) {
        return Err(format!("`{letter}` is no part of SVG path data"));
    }
    let path = BezPath::from_svg(data).map_err(|error| format!("this is no SVG path data: {error}"))?;
    let bounds = path.bounding_box();
    let near = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].iter().all(|edge| edge.abs() <= FURTHEST);
    if path.segments().next().is_none() || !near {
        return Err("the path's data draws nothing that could be seen".to_owned());
    }
    Ok(path)
}

/// A shape as an outline in a box of its own, whose top left corner is 0, 0.
#[derive(Debug)]
pub(super) struct Outline {
    path: BezPath,
    size: [f64; 2],
    key: Digest,
}

impl Outline {
    /// `None` where there is nothing to draw.
    pub fn new(shape: &Shape) -> Option<Self> {
        let key = Digest::of(format!("{shape:?}").as_bytes());
        let of = |[width, height]: [f64; 2]| Rect::new(0.0, 0.0, width, height);
        let (path, size) = match &shape.form {
            Form::Rect { radius } => {
                let size = shape.size?;
                let round = radius.min(size[0] / 2.0).min(size[1] / 2.0);
                // A form with four straight sides is exact without being flattened.
                let path = if round > 0.0 {
                    RoundedRect::from_rect(of(size), round).to_path(TOLERANCE)
                } else {
                    of(size).to_path(TOLERANCE)
                };
                (path, size)
            }
            Form::Ellipse => {
                let size = shape.size?;
                (kurbo::Ellipse::from_rect(of(size)).to_path(TOLERANCE), size)
            }
            Form::Line => {
                let size = shape.size?;
                (kurbo::Line::new((0.0, 0.0), (size[0], size[1])).to_path(TOLERANCE), size)
            }
            Form::Path(data) => {
                let mut path = read_path(data).ok()?;
                let bounds = path.bounding_box();
                let own = [bounds.width(), bounds.height()];
                let size = shape.size.unwrap_or(own);
                let ratio = |side: usize| if own[side] > 0.0 { size[side] / own[side] } else { 1.0 };
                path.apply_affine(
                    Map::scale_non_uniform(ratio(0), ratio(1)) * Map::translate((-bounds.x0, -bounds.y0)),
                );
                (path, size)
            }
        };
        Some(Self { path, size, key })
    }

    pub fn size(&self) -> [f64; 2] {
        self.size
    }

    pub fn key(&self) -> &Digest {
        &self.key
    }

    /// How far the pen reaches out of the box.
    pub fn overhang(shape: &Shape) -> f64 {
        shape.stroke.as_ref().map_or(0.0, |stroke| stroke.width / 2.0 * MITER_LIMIT)
    }

    /// Premultiplied pixels without the empty ones around them, and where in the raster those begin.
    pub fn draw(&self, shape: &Shape, raster: &Raster) -> (ImagePixels, [u32; 2]) {
        let size = raster.size();
        let map = raster.map();
        let [across, _, _, down, ..] = map.as_coeffs();
        let near = FLAT / across.max(down);
        let area = flat(&self.path, near);
        let mut pixels = match &shape.fill {
            None => vec![0; usize::from(size.0) * usize::from(size.1) * 4],
            Some(Paint::Color(color)) => drawn(size, map, *color, |context| context.fill_path(&area)),
            Some(Paint::Gradient(gradient)) => {
                let white = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };
                let mut pixels = drawn(size, map, white, |context| context.fill_path(&area));
                color(&mut pixels, usize::from(size.0), map.inverse(), &Colors::new(gradient, self.size));
                pixels
            }
        };
        if let Some(stroke) = &shape.stroke {
            let pen = Pen::new(stroke.width).with_caps(Cap::Butt).with_join(Join::Miter).with_miter_limit(MITER_LIMIT);
            let line = flat(&kurbo::stroke(self.path.iter(), &pen, &StrokeOpts::default(), near), near);
            let line = drawn(size, map, stroke.color, |context| context.fill_path(&line));
            over(&mut pixels, &line);
        }
        trimmed(&pixels, usize::from(size.0))
    }
}

/// The path in straight lines.
pub(super) fn flat(path: &BezPath, tolerance: f64) -> BezPath {
    let mut lines = BezPath::new();
    kurbo::flatten(path.iter(), tolerance, |element| lines.push(element));
    lines
}

/// What one colour draws on nothing.
pub(super) fn drawn(
    (width, height): (u16, u16),
    map: Map,
    color: Rgba,
    draw: impl FnOnce(&mut RenderContext),
) -> Vec<u8> {
    // The baseline level is the same on every box of an architecture.
    let settings = RenderSettings { level: Level::baseline(), num_threads: 0 };
    let mut context = RenderContext::new_with(width, height, settings);
    context
        .set_paint(vello_cpu::color::AlphaColor::<vello_cpu::color::Srgb>::new([color.r, color.g, color.b, color.a]));
    context.set_transform(map);
    draw(&mut context);
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    let settings = RasterizerSettings { render_mode: RenderMode::OptimizeQuality, ..RasterizerSettings::default() };
    context.render_with(&mut pixmap, &mut Resources::new(), settings);
    pixmap.data_as_u8_slice().to_vec()
}

/// Gives white pixels the colours of a gradient, each at its centre.
pub(super) fn color(pixels: &mut [u8], width: usize, to_box: Map, colors: &Colors) {
    for (index, pixel) in pixels.chunks_exact_mut(4).enumerate().filter(|(_, pixel)| pixel[3] != 0) {
        let at = to_box * kurbo::Point::new((index % width) as f64 + 0.5, (index / width) as f64 + 0.5);
        let covered = f64::from(pixel[3]);
        pixel.copy_from_slice(&colors.at([at.x, at.y]).map(|part| (part * covered + 0.5) as u8));
    }
}

//! What of a text is drawn, from the bottom: the box, the shadow, the line around the letters, the letters.

use vello_cpu::kurbo::{Affine as Map, BezPath, Join, PathEl, Rect, RoundedRect, Shape as _, Stroke as Pen, flatten};
use vello_cpu::{Glyph, Level, Pixmap, RasterizerSettings, RenderContext, RenderMode, RenderSettings, Resources};

use parley::{GlyphRun, PositionedLayoutItem};

use crate::base::Digest;
use crate::compose::ImagePixels;
use crate::project::model::{Dress, Plate, Rgba, Stroke, Text, TextShadow};

use super::block::{InStretch, stretches};
use super::raster::{Raster, over, trimmed};
use super::{Block, shade};

/// How far ink may reach out of the block, in font sizes: slanted and accented letters, tight lines.
const OVERHANG: f64 = 0.5;
/// Beyond three deviations, a shadow is below what a pixel can show; the deviation is half of the blur.
const BLUR_REACH: f64 = 1.5;
/// How far a box's round corners may be off, in pixels that are drawn.
const FLAT: f64 = 0.01;

/// The letters of a block that are there, and how they are drawn.
#[derive(Clone, Copy)]
pub(in crate::compose) struct Inked<'a> {
    pub block: &'a Block,
    pub text: &'a Text,
    /// Where the letters end, in bytes, that are there.
    pub end: usize,
}

/// How far ink may reach out of a text's block.
pub(super) fn overhang(text: &Text) -> f64 {
    let sizes = stretches(text).iter().filter_map(|part| part.size);
    let letters = sizes.fold(text.size, f64::max).clamp(0.1, 16384.0) * OVERHANG;
    let Some(dress) = &text.dress else { return letters };
    let inked = letters + dress.stroke.map_or(0.0, |stroke| stroke.width / 2.0);
    let cast =
        |shadow: TextShadow| inked + shadow.offset[0].abs().max(shadow.offset[1].abs()) + shadow.blur * BLUR_REACH;
    inked.max(dress.shadow.map_or(0.0, cast)).max(dress.plate.map_or(0.0, |plate| plate.padding))
}

impl Inked<'_> {
    /// What decides the raster's pixels.
    pub fn key(&self) -> Digest {
        if self.end >= self.block.end() {
            return self.block.key;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.block.key.as_bytes()).update(&(self.end as u64).to_le_bytes());
        Digest::from_bytes(*hasher.finalize().as_bytes())
    }

    /// Premultiplied pixels without the empty ones around them, and where in the raster those begin.
    pub fn draw(&self, raster: &Raster) -> (ImagePixels, [u32; 2]) {
        let plain = Dress::default();
        let dress = self.text.dress.as_deref().unwrap_or(&plain);
        let mut pixels = picture(raster, |context, resources| {
            if let Some(plate) = dress.plate {
                self.plate(context, raster, plate);
            }
            if dress.shadow.is_none() {
                self.letters(context, resources, dress.stroke, None);
            }
        });
        if let Some(shadow) = dress.shadow {
            let mut cast = picture(raster, |context, resources| {
                let [x, y] = shadow.offset;
                context.set_transform(raster.map() * Map::translate((x, y)));
                self.letters(context, resources, dress.stroke, Some(OPAQUE));
            });
            let [across, _, _, down, ..] = raster.map().as_coeffs();
            let deviation = shadow.blur / 2.0;
            shade::cast(&mut cast, usize::from(raster.size().0), [deviation * across, deviation * down], shadow.color);
            over(&mut pixels, &cast);
            let letters = picture(raster, |context, resources| self.letters(context, resources, dress.stroke, None));
            over(&mut pixels, &letters);
        }
        trimmed(&pixels, usize::from(raster.size().0))
    }

    fn plate(&self, context: &mut RenderContext, raster: &Raster, plate: Plate) {
        let [width, height] = self.block.size();
        let rect = Rect::new(0.0, 0.0, width, height).inflate(plate.padding, plate.padding);
        let short = rect.width().min(rect.height());
        let radius = plate.radius.px(short).min(short / 2.0);
        let [across, _, _, down, ..] = raster.map().as_coeffs();
        let tolerance = FLAT / across.max(down);
        let mut path = BezPath::new();
        let mut push = |element: PathEl| path.push(element);
        if radius > 0.0 {
            flatten(RoundedRect::from_rect(rect, radius).path_elements(tolerance), tolerance, &mut push);
        } else {
            rect.path_elements(tolerance).for_each(&mut push);
        }
        paint(context, plate.color);
        context.fill_path(&path);
    }

    /// Letters in their own colours, or all in one.
    fn letters(
        &self,
        context: &mut RenderContext,
        resources: &mut Resources,
        stroke: Option<Stroke>,
        color: Option<Rgba>,
    ) {
        if let Some(stroke) = stroke {
            context.set_stroke(Pen::new(stroke.width).with_join(Join::Round));
            paint(context, color.unwrap_or(stroke.color));
            self.runs(|there| there.draw(context, resources, Pass::Stroke));
        }
        let own = |part: InStretch| {
            let part = usize::from(part).checked_sub(1).and_then(|index| stretches(self.text).get(index));
            part.and_then(|part| part.color).unwrap_or(self.text.color)
        };
        self.runs(|there| {
            paint(context, color.unwrap_or_else(|| own(there.run.style().brush)));
            there.draw(context, resources, Pass::Fill);
            there.underline(context);
        });
    }

    /// Calls with each run of glyphs in one style that has some that are there.
    fn runs(&self, mut draw: impl FnMut(&There<'_>)) {
        let lines = self.block.layout.lines().zip(&self.block.line_shift).zip(&self.block.begins);
        for ((line, shift), begins) in lines {
            let mut begins = begins.iter();
            for item in line.items() {
                let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                let mut there = There { glyphs: Vec::new(), from: f32::MAX, to: f32::MIN, run: &run };
                for glyph in run.positioned_glyphs() {
                    if begins.next().is_some_and(|begin| *begin >= self.end) {
                        continue;
                    }
                    let x = glyph.x + shift;
                    (there.from, there.to) = (there.from.min(x), there.to.max(x + glyph.advance));
                    there.glyphs.push(Glyph { id: glyph.id, x, y: glyph.y });
                }
                if !there.glyphs.is_empty() {
                    draw(&there);
                }
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Pass {
    Stroke,
    Fill,
}

/// The glyphs of a run that are there.
struct There<'a> {
    run: &'a GlyphRun<'a, InStretch>,
    glyphs: Vec<Glyph>,
    from: f32,
    to: f32,
}

impl There<'_> {
    fn draw(&self, context: &mut RenderContext, resources: &mut Resources, pass: Pass) {
        let run = self.run.run();
        let coords: Vec<i16> = run.normalized_coords().iter().map(|coord| coord.to_bits()).collect();
        let mut builder =
            context.glyph_run(resources, run.font()).font_size(run.font_size()).hint(false).normalized_coords(&coords);
        if let Some(skew) = run.synthesis().skew() {
            builder = builder.glyph_transform(Map::skew(f64::from(skew).to_radians().tan(), 0.0));
        }
        let glyphs = self.glyphs.iter().copied();
        // A glyph that its font can't draw stays blank; the others are drawn.
        let _ = match pass {
            Pass::Stroke => builder.stroke_glyphs(glyphs),
            Pass::Fill => builder.fill_glyphs(glyphs),
        };
    }

    fn underline(&self, context: &mut RenderContext) {
        if self.run.style().underline.is_none() {
            return;
        }
        let metrics = self.run.run().font_metrics();
        let top = f64::from(self.run.baseline() - metrics.underline_offset);
        let thick = f64::from(metrics.underline_size.max(1.0));
        context.fill_rect(&Rect::new(f64::from(self.from), top, f64::from(self.to), top + thick));
    }
}

const OPAQUE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

fn paint(context: &mut RenderContext, color: Rgba) {
    context
        .set_paint(vello_cpu::color::AlphaColor::<vello_cpu::color::Srgb>::new([color.r, color.g, color.b, color.a]));
}

/// What is drawn on nothing.
fn picture(raster: &Raster, draw: impl FnOnce(&mut RenderContext, &mut Resources)) -> Vec<u8> {
    let (width, height) = raster.size();
    // The baseline level is the same on every box of an architecture, so that text has the same pixels on all of them.
    let settings = RenderSettings { level: Level::baseline(), num_threads: 0 };
    let mut context = RenderContext::new_with(width, height, settings);
    let mut resources = Resources::new();
    context.set_transform(raster.map());
    draw(&mut context, &mut resources);
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    let settings = RasterizerSettings { render_mode: RenderMode::OptimizeQuality, ..RasterizerSettings::default() };
    context.render_with(&mut pixmap, &mut resources, settings);
    pixmap.data_as_u8_slice().to_vec()
}

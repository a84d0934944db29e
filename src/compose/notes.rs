//! Marks of notes, drawn by their distance to each pixel: soft edges, and light around those that are lit.

use std::ops::Range;

use vello_cpu::kurbo::Point;

use crate::base::{Failure, Reason};
use crate::project::model::{Paint, Rgba};
use crate::timeline::scene::Placement;
use crate::timeline::solid::{Mark, SceneNotes};

use super::ImagePixels;
use super::gradient::Colors;
use super::painter::Painter;
use super::scene_plan::{Draw, Frame};
use super::text::Raster;

/// Pixels that all notes of a frame may touch together: some seconds' worth.
const MOST_WORK: u64 = 300_000_000;
/// How bright light around a mark is at its edge.
const HALO: f32 = 0.55;
/// How far a mark that is lit comes to white where no colour is said.
const BRIGHTER: f32 = 0.55;

impl Painter {
    pub(super) fn notes(
        &mut self,
        frame: Frame,
        shown: &SceneNotes,
        placement: &Placement,
        opacity: f32,
    ) -> Result<Option<Draw>, Failure> {
        self.fleeting(frame, (shown.extent, 0.0), (placement, opacity), |raster| drawn(shown, raster))
    }
}

/// Premultiplied pixels where something is drawn, and where in the raster those begin.
fn drawn(shown: &SceneNotes, raster: &Raster) -> Result<(ImagePixels, [u32; 2]), Failure> {
    let size = raster.size();
    let paint = match &shown.paint {
        Paint::Color(color) => Ink::Color(premultiplied(*color)),
        Paint::Gradient(gradient) => Ink::Gradient(Box::new(Colors::new(gradient, shown.extent))),
    };
    let strokes: Vec<Stroke> = shown.marks.iter().filter_map(|mark| Stroke::new(mark, &paint, raster, size)).collect();
    let edge = |of: fn(&Stroke) -> usize| strokes.iter().map(of);
    let (left, right) = (edge(|stroke| stroke.columns.start).min(), edge(|stroke| stroke.columns.end).max());
    let (top, bottom) = (edge(|stroke| stroke.rows.start).min(), edge(|stroke| stroke.rows.end).max());
    let (Some(left), Some(right), Some(top), Some(bottom)) = (left, right, top, bottom) else {
        return Ok((ImagePixels { width: 1, height: 1, rgba: vec![0; 4] }, [0, 0]));
    };
    let work: u64 = strokes.iter().map(|stroke| (stroke.rows.len() * stroke.columns.len()) as u64).sum();
    if work > MOST_WORK {
        let count = strokes.len();
        let message = format!("{count} notes that shine so far take too long to draw: give them a smaller `glow`");
        return Err(Failure::new(Reason::InvalidProject, message));
    }
    let (width, height) = (right - left, bottom - top);
    let mut rgba = vec![0_u8; width * height * 4];
    let mut light = vec![[0.0_f32; 4]; width];
    for (y, row) in (top..).zip(rgba.chunks_exact_mut(width * 4)) {
        let mut touched = width..0;
        for stroke in strokes.iter().filter(|stroke| stroke.rows.contains(&y)) {
            stroke.draw(y, left, (raster, shown.lit), &mut light);
            touched = touched.start.min(stroke.columns.start - left)..touched.end.max(stroke.columns.end - left);
        }
        if touched.is_empty() {
            continue;
        }
        let pixels = row.as_chunks_mut::<4>().0;
        for (pixel, light) in pixels[touched.clone()].iter_mut().zip(&mut light[touched]) {
            *pixel = light.map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
            *light = [0.0; 4];
        }
    }
    Ok((ImagePixels { width: width as u32, height: height as u32, rgba }, [left as u32, top as u32]))
}

enum Ink {
    Color([f32; 4]),
    Gradient(Box<Colors>),
}

/// A mark in the raster's pixels.
struct Stroke<'a> {
    mark: &'a Mark,
    ink: Option<&'a Colors>,
    color: [f32; 4],
    middle: [f64; 2],
    half: [f64; 2],
    radius: f64,
    line: Option<f64>,
    glow: f64,
    rows: Range<usize>,
    columns: Range<usize>,
}

impl<'a> Stroke<'a> {
    fn new(mark: &'a Mark, paint: &'a Ink, raster: &Raster, (width, height): (u16, u16)) -> Option<Self> {
        let map = raster.map().as_coeffs();
        // Pixels of the raster per pixel of the box.
        let factor = (map[0] * map[3]).abs().sqrt();
        let [left, top, right, bottom] = raster.rect_of(mark.rect);
        let glow = if mark.lit > 0.0 { mark.glow * factor } else { 0.0 };
        let line = mark.line.map(|line| line * factor);
        let reach = glow + line.unwrap_or(0.0) / 2.0 + 1.0;
        let within = |edge: f64, end: u16| edge.clamp(0.0, f64::from(end)) as usize;
        let rows = within((top - reach).floor(), height)..within((bottom + reach).ceil(), height);
        let columns = within((left - reach).floor(), width)..within((right + reach).ceil(), width);
        if rows.is_empty() || columns.is_empty() {
            return None;
        }
        let half = [(right - left) / 2.0, (bottom - top) / 2.0];
        let (color, ink) = match (mark.color, paint) {
            (Some(color), _) => (premultiplied(color), None),
            (None, Ink::Color(color)) => (*color, None),
            (None, Ink::Gradient(colors)) => ([0.0; 4], Some(colors.as_ref())),
        };
        Some(Self {
            mark,
            ink,
            color,
            middle: [(left + right) / 2.0, (top + bottom) / 2.0],
            half,
            radius: (mark.radius * factor).min(half[0]).min(half[1]).max(0.0),
            line,
            glow,
            rows,
            columns,
        })
    }

    /// Draws its part of one row of pixels, the first of which stands at `left`.
    fn draw(&self, y: usize, left: usize, (raster, lit): (&Raster, Option<Rgba>), light: &mut [[f32; 4]]) {
        let down = (y as f64 + 0.5 - self.middle[1]).abs() - self.half[1];
        let to_box = raster.map().inverse();
        let (by, shine) = (self.mark.opacity as f32, self.mark.lit as f32);
        for x in self.columns.clone() {
            let across = (x as f64 + 0.5 - self.middle[0]).abs() - self.half[0];
            let distance = round_rect(across, down, self.radius);
            let distance = self.line.map_or(distance, |line| distance.abs() - line / 2.0);
            if distance >= self.glow + 0.5 {
                continue;
            }
            let covered = match self.line {
                None if self.radius <= 0.0 => part(across) * part(down),
                _ => part(distance),
            } as f32;
            let own = self.ink.map_or(self.color, |colors| {
                let at = to_box * Point::new(x as f64 + 0.5, y as f64 + 0.5);
                colors.at([at.x, at.y]).map(|part| part as f32)
            });
            let own = lit_up(own, lit, shine);
            let fade = if self.glow > 0.0 { 1.0 - (distance.max(0.0) / self.glow).min(1.0) as f32 } else { 0.0 };
            let halo = fade * fade * fade * HALO * shine * (1.0 - covered);
            let over = covered * by;
            let Some(pixel) = light.get_mut(x - left) else { continue };
            for (part, own_part) in pixel.iter_mut().zip(own) {
                // Over what is there, then light upon it.
                *part = own_part * over + *part * (1.0 - own[3] * over);
                *part += own_part * halo * (1.0 - *part);
            }
        }
    }
}

/// The distance to a round rectangle, from the distances to its sides: negative inside.
fn round_rect(across: f64, down: f64, radius: f64) -> f64 {
    let (x, y) = (across + radius, down + radius);
    x.max(0.0).hypot(y.max(0.0)) + x.max(y).min(0.0) - radius
}

/// How much of a pixel lies within an edge at such a distance.
fn part(distance: f64) -> f64 {
    (0.5 - distance).clamp(0.0, 1.0)
}

fn lit_up(color: [f32; 4], lit: Option<Rgba>, by: f32) -> [f32; 4] {
    let (to, by) = match lit {
        Some(lit) => (premultiplied(lit), by),
        None => ([color[3]; 4], by * BRIGHTER),
    };
    std::array::from_fn(|part| color[part] + (to[part] - color[part]) * by)
}

fn premultiplied(color: Rgba) -> [f32; 4] {
    [color.r * color.a, color.g * color.a, color.b * color.a, color.a]
}

//! Marks of notes, drawn by their distance to each pixel: soft edges, and light around those that are lit.

use crate::base::Failure;
use crate::project::model::{Paint, Rgba};
use crate::timeline::scene::Placement;
use crate::timeline::solid::{Mark, SceneNotes};

use super::ImagePixels;
use super::contents::rastered;
use super::gradient::Colors;
use super::images::Pixmap;
use super::painter::Painter;
use super::scene_plan::{Draw, Frame};
use super::text::{Raster, trimmed};

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
        let size = shown.extent;
        let to_output = frame.map_of(placement, size);
        let Some(raster) = Raster::of_box(size, 0.0, to_output, frame.output) else { return Ok(None) };
        let (pixels, origin) = drawn(shown, &raster);
        let bytes = pixels.rgba.len() as u64;
        self.gpu.fits("a picture of notes", bytes)?;
        // Another one for each frame: not worth keeping.
        let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST;
        let buffer = self.gpu.buffer("notes", bytes, usage);
        self.gpu.queue.write_buffer(&buffer, 0, &self.placing.pixels(&pixels.rgba, true));
        let pixmap = Pixmap {
            width: pixels.width,
            height: pixels.height,
            premultiplied: true,
            opaque: false,
            origin,
            group: self.kernels.source_group(&self.gpu, &buffer),
        };
        Ok(rastered(frame, &pixmap, &raster, (placement, size, to_output), opacity))
    }
}

/// Premultiplied pixels without the empty ones around them, and where in the raster those begin.
fn drawn(shown: &SceneNotes, raster: &Raster) -> (ImagePixels, [u32; 2]) {
    let (width, height) = raster.size();
    let (width, height) = (usize::from(width), usize::from(height));
    let mut light = vec![[0.0_f32; 4]; width * height];
    let paint = match &shown.paint {
        Paint::Color(color) => Ink::Color(premultiplied(*color)),
        Paint::Gradient(gradient) => Ink::Gradient(Colors::new(gradient, shown.extent)),
    };
    let canvas = Canvas { raster, width, height };
    for mark in &shown.marks {
        canvas.draw(mark, (&paint, shown.lit), &mut light);
    }
    let rgba: Vec<u8> =
        light.iter().flat_map(|pixel| pixel.map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)).collect();
    trimmed(&rgba, width)
}

enum Ink {
    Color([f32; 4]),
    Gradient(Colors),
}

struct Canvas<'a> {
    raster: &'a Raster,
    width: usize,
    height: usize,
}

impl Canvas<'_> {
    fn draw(&self, mark: &Mark, (paint, lit): (&Ink, Option<Rgba>), light: &mut [[f32; 4]]) {
        let map = self.raster.map().as_coeffs();
        // Pixels of the raster per pixel of the box.
        let factor = (map[0] * map[3]).abs().sqrt();
        let [left, top, right, bottom] = self.raster.rect_of(mark.rect);
        let glow = mark.glow * factor * f64::from(u8::from(mark.lit > 0.0));
        let line = mark.line.map(|line| line * factor);
        let reach = glow + line.unwrap_or(0.0) / 2.0 + 1.0;
        let within = |edge: f64, end: usize| edge.clamp(0.0, end as f64) as usize;
        let rows = within((top - reach).floor(), self.height)..within((bottom + reach).ceil(), self.height);
        let columns = within((left - reach).floor(), self.width)..within((right + reach).ceil(), self.width);
        let half = [(right - left) / 2.0, (bottom - top) / 2.0];
        let middle = [(left + right) / 2.0, (top + bottom) / 2.0];
        let radius = (mark.radius * factor).min(half[0]).min(half[1]).max(0.0);
        let own = mark.color.map(premultiplied);
        for y in rows {
            let down = (y as f64 + 0.5 - middle[1]).abs() - half[1];
            for x in columns.clone() {
                let across = (x as f64 + 0.5 - middle[0]).abs() - half[0];
                let distance = round_rect(across, down, radius);
                let distance = line.map_or(distance, |line| distance.abs() - line / 2.0);
                if distance >= glow + 0.5 {
                    continue;
                }
                let covered = match line {
                    None if radius <= 0.0 => part(across) * part(down),
                    _ => (0.5 - distance).clamp(0.0, 1.0),
                } as f32;
                let here = match (own, paint) {
                    (Some(own), _) => own,
                    (None, Ink::Color(color)) => *color,
                    (None, Ink::Gradient(colors)) => {
                        let at =
                            self.raster.map().inverse() * vello_cpu::kurbo::Point::new(x as f64 + 0.5, y as f64 + 0.5);
                        colors.at([at.x, at.y]).map(|part| part as f32)
                    }
                };
                let here = lit_up(here, lit, mark.lit as f32);
                let fade = if glow > 0.0 { 1.0 - (distance.max(0.0) / glow).min(1.0) as f32 } else { 0.0 };
                let halo = fade * fade * fade * HALO * mark.lit as f32 * (1.0 - covered);
                let by = covered * mark.opacity as f32;
                let Some(pixel) = light.get_mut(y * self.width + x) else { continue };
                for (part, own) in pixel.iter_mut().zip(here) {
                    // Over what is there, then light upon it.
                    *part = own * by + *part * (1.0 - here[3] * by);
                    *part += own * halo * (1.0 - *part);
                }
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

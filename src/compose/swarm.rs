//! Swarms of particles to pixels.

use vello_cpu::kurbo::Point;

use crate::base::{Failure, Reason};
use crate::project::model::{ParticleShape, Rgba};
use crate::timeline::particles::Particle;
use crate::timeline::scene::SceneParticles;

use super::ImagePixels;
use super::splat::Splat;
use super::text::Raster;

/// Pixels that all particles of a frame may touch together: some seconds' worth.
const MOST_WORK: u64 = 1_000_000_000;

/// What 16 bits hold: sums of faint light keep their steps.
const FULL: f32 = 65_535.0;

/// A picture that light is put on, each pixel red, green, blue and alpha, multiplied by that.
struct Plate {
    width: usize,
    light: Vec<[u16; 4]>,
    /// What may be touched: left, top, right, bottom.
    bounds: [usize; 4],
    /// What was.
    touched: [usize; 4],
    add: bool,
}

/// Premultiplied pixels without the empty ones around them, and where in the raster those begin.
pub(super) fn draw(swarm: &SceneParticles, raster: &Raster) -> Result<(ImagePixels, [u32; 2]), Failure> {
    let (width, height) = (usize::from(raster.size().0), usize::from(raster.size().1));
    let [l, t, r, b] = raster.rect_of([0.0, 0.0, swarm.size[0], swarm.size[1]]);
    let edge = |at: f64, most: usize| (at.max(0.0) as usize).min(most);
    let mut plate = Plate {
        width,
        light: vec![[0; 4]; width * height],
        bounds: [
            edge(l.floor(), width),
            edge(t.floor(), height),
            edge((r - 1e-6).ceil(), width),
            edge((b - 1e-6).ceil(), height),
        ],
        touched: [width, height, 0, 0],
        add: swarm.look.add,
    };
    let map = raster.map();
    let [across, _, _, down, ..] = map.as_coeffs();
    let scale = (across * down).sqrt();
    let mut work = 0;
    swarm.each(|particle| {
        if work > MOST_WORK {
            return;
        }
        let at = map * Point::new(particle.at[0], particle.at[1]);
        let splat = splat(swarm, &particle, scale);
        let color = swarm.look.colors[particle.color];
        work += plate.put([at.x as f32, at.y as f32], &splat, color, particle.light as f32);
    });
    if work > MOST_WORK {
        let message = format!(
            "{} particles as large as these take too long to draw: give them a smaller `count` or `size`",
            swarm.look.count
        );
        return Err(Failure::new(Reason::InvalidProject, message));
    }
    Ok(plate.trimmed())
}

fn splat(swarm: &SceneParticles, particle: &Particle, scale: f64) -> Splat {
    let radius = (particle.size / 2.0 * scale) as f32;
    let glow = swarm.glow as f32;
    let [x, y] = particle.velocity.map(|part| (part * scale) as f32);
    let turned = particle.turned.to_radians();
    match swarm.look.shape {
        ParticleShape::Dot => Splat::dot(radius, glow),
        ParticleShape::Ring => Splat::ring(radius, glow),
        ParticleShape::Square => Splat::square(radius, glow, turned),
        ParticleShape::Star => Splat::star(radius, glow, turned),
        ParticleShape::Spark => Splat::spark(radius, glow, [x, y]),
    }
}

impl Plate {
    /// Puts one down, and says how many pixels that touched.
    fn put(&mut self, [x, y]: [f32; 2], splat: &Splat, color: Rgba, light: f32) -> u64 {
        let [left, top, right, bottom] = self.bounds;
        let [reach_left, reach_top, reach_right, reach_bottom] = splat.reach();
        let low = |at: f32, least: usize, most: usize| (at.floor().max(0.0) as usize).clamp(least, most);
        let (x0, x1) = (low(x - reach_left, left, right), low(x + reach_right + 1.0, left, right));
        let (y0, y1) = (low(y - reach_top, top, bottom), low(y + reach_bottom + 1.0, top, bottom));
        if x0 >= x1 || y0 >= y1 {
            return 1;
        }
        let alpha = color.a * light;
        let full = [color.r * alpha, color.g * alpha, color.b * alpha, alpha].map(|part| part * FULL);
        for row in y0..y1 {
            let pixels = &mut self.light[row * self.width + x0..row * self.width + x1];
            let down = row as f32 + 0.5 - y;
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let cover = splat.cover([(x0 + column) as f32 + 0.5 - x, down]);
                if cover <= 0.0 {
                    continue;
                }
                let above = full.map(|part| (part * cover + 0.5) as u32);
                if self.add {
                    for (low, high) in pixel.iter_mut().zip(above) {
                        *low = low.saturating_add(high.min(65_535) as u16);
                    }
                } else {
                    let left = 65_535 - above[3].min(65_535);
                    for (low, high) in pixel.iter_mut().zip(above) {
                        *low = (high + (u32::from(*low) * left + 32_767) / 65_535).min(65_535) as u16;
                    }
                }
            }
        }
        self.touched[0] = self.touched[0].min(x0);
        self.touched[1] = self.touched[1].min(y0);
        self.touched[2] = self.touched[2].max(x1);
        self.touched[3] = self.touched[3].max(y1);
        ((x1 - x0) * (y1 - y0)) as u64
    }

    fn trimmed(&self) -> (ImagePixels, [u32; 2]) {
        let [left, top, right, bottom] = self.touched;
        if left >= right || top >= bottom {
            return (ImagePixels { width: 1, height: 1, rgba: vec![0; 4] }, [0, 0]);
        }
        let mut rgba = Vec::with_capacity((right - left) * (bottom - top) * 4);
        for row in self.light.chunks_exact(self.width).take(bottom).skip(top) {
            for pixel in &row[left..right] {
                rgba.extend_from_slice(&pixel.map(|part| ((u32::from(part) * 255 + 32_768) >> 16) as u8));
            }
        }
        let pixels = ImagePixels { width: (right - left) as u32, height: (bottom - top) as u32, rgba };
        (pixels, [left as u32, top as u32])
    }
}

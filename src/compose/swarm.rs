//! Swarms of particles to pixels.

use crate::base::{Failure, Reason};
use crate::project::model::{ParticleShape, Rgba};
use crate::timeline::particles::Particle;
use crate::timeline::scene::{Affine, SceneParticles};

use super::ImagePixels;
use super::splat::{HALO_RADII, POINTS, Splat, TRAIL};
use super::sprite::{Sprite, Stamp};

/// Pixels that all particles of a frame may touch together: a second's worth or two.
const MOST_WORK: u64 = 300_000_000;

/// What 16 bits hold: sums of faint light keep their steps.
const FULL: f32 = 65_535.0;

/// Tiles of so many pixels a side: those that nothing was put on are never looked at.
const TILE: usize = 32;

/// A picture that light is put on, each pixel red, green, blue and alpha, multiplied by that.
struct Plate {
    width: usize,
    light: Vec<[u16; 4]>,
    /// What may be touched: left, top, right, bottom.
    bounds: [usize; 4],
    /// What was, as a whole and by tiles.
    touched: [usize; 4],
    tiles: Vec<bool>,
    add: bool,
}

/// Where particles are drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    /// From the layer's own box to the picture's pixels.
    pub map: Affine,
    /// The picture's width and height.
    pub size: (usize, usize),
    /// What of it may be drawn on: left, top, right, bottom.
    pub bounds: [f64; 4],
}

/// How far particles fly and shine out of their box, at most so far.
pub(super) fn overhang(swarm: &SceneParticles, most: f64) -> f64 {
    let life = swarm.look.life.to_f64();
    let near = 1.0 + swarm.look.vary;
    let grown = swarm.look.grow[0].max(swarm.look.grow[1]);
    let shine = if swarm.glow > 0.0 { HALO_RADII } else { POINTS };
    let large = swarm.large / 2.0 * near * grown * f64::from(shine);
    let speed = swarm.speed.abs() * near + swarm.gravity.abs() * life / 2.0;
    (large + speed * (life + f64::from(TRAIL)) + 2.0 * swarm.sway).min(most)
}

/// Premultiplied pixels without the empty ones around them, and where in the picture those begin.
pub(super) fn draw(
    swarm: &SceneParticles,
    sprite: Option<&Sprite>,
    ground: &Ground,
) -> Result<(ImagePixels, [u32; 2]), Failure> {
    let Ground { map, size: (width, height), bounds: [l, t, r, b] } = *ground;
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
        tiles: vec![false; width.div_ceil(TILE) * height.div_ceil(TILE)],
        add: swarm.look.add,
    };
    let scale = (map.a * map.d - map.b * map.c).abs().sqrt();
    let turn = libm::atan2(map.b, map.a);
    let mut work = 0;
    swarm.each(|particle| {
        if work > MOST_WORK {
            return;
        }
        let [x, y] = map.apply(particle.at);
        let (at, full) = ([x as f32, y as f32], full(swarm.look.colors[particle.color], particle.light as f32));
        work += match sprite {
            None => {
                let splat = splat(swarm, &particle, &map, (scale, turn));
                plate.put(at, splat.reach(), |at| {
                    let cover = splat.cover(at);
                    (cover > 0.0).then(|| full.map(|part| (part * cover + 0.5) as u32))
                })
            }
            Some(sprite) => {
                let stamp = Stamp::new(sprite, &map, (particle.size, particle.turned), swarm.glow as f32);
                plate.put(at, stamp.reach(), |at| stamp.ink(at, full)) * Stamp::WORK
            }
        };
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

/// What a particle is that covers a pixel wholly.
fn full(color: Rgba, light: f32) -> [f32; 4] {
    let alpha = color.a * light;
    [color.r * alpha, color.g * alpha, color.b * alpha, alpha].map(|part| part * FULL)
}

fn splat(swarm: &SceneParticles, particle: &Particle, map: &Affine, (scale, turn): (f64, f64)) -> Splat {
    let radius = (particle.size / 2.0 * scale) as f32;
    let glow = swarm.glow as f32;
    let [x, y] = particle.velocity;
    let velocity = [map.a * x + map.c * y, map.b * x + map.d * y].map(|part| part as f32);
    let turned = particle.turned.to_radians() + turn;
    match swarm.look.shape {
        ParticleShape::Dot => Splat::dot(radius, glow),
        ParticleShape::Ring => Splat::ring(radius, glow),
        ParticleShape::Square => Splat::square(radius, glow, turned),
        ParticleShape::Star => Splat::star(radius, glow, turned),
        ParticleShape::Spark => Splat::spark(radius, glow, velocity),
    }
}

impl Plate {
    /// Puts one down that reaches so far to the left, upwards, to the right and downwards, and says how many pixels that
    /// touched. `ink` is what it is at a place from its middle.
    fn put(
        &mut self,
        [x, y]: [f32; 2],
        [reach_left, reach_top, reach_right, reach_bottom]: [f32; 4],
        ink: impl Fn([f32; 2]) -> Option<[u32; 4]>,
    ) -> u64 {
        let [left, top, right, bottom] = self.bounds;
        let low = |at: f32, least: usize, most: usize| (at.floor().max(0.0) as usize).clamp(least, most);
        let (x0, x1) = (low(x - reach_left, left, right), low(x + reach_right + 1.0, left, right));
        let (y0, y1) = (low(y - reach_top, top, bottom), low(y + reach_bottom + 1.0, top, bottom));
        if x0 >= x1 || y0 >= y1 {
            return 1;
        }
        for row in y0..y1 {
            let pixels = &mut self.light[row * self.width + x0..row * self.width + x1];
            let down = row as f32 + 0.5 - y;
            for (column, pixel) in pixels.iter_mut().enumerate() {
                let Some(above) = ink([(x0 + column) as f32 + 0.5 - x, down]) else { continue };
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
        let across = self.width.div_ceil(TILE);
        for row in y0 / TILE..=(y1 - 1) / TILE {
            self.tiles[row * across + x0 / TILE..=row * across + (x1 - 1) / TILE].fill(true);
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
        let across = self.width.div_ceil(TILE);
        let mut rgba = vec![0; (right - left) * (bottom - top) * 4];
        for (row, shown) in (top..bottom).zip(rgba.chunks_exact_mut((right - left) * 4)) {
            let tiles = &self.tiles[row / TILE * across..][..across];
            for column in tiles.iter().enumerate().filter(|(_, touched)| **touched).map(|(column, _)| column) {
                let (from, to) = ((column * TILE).max(left), ((column + 1) * TILE).min(right));
                let light = &self.light[row * self.width + from..row * self.width + to];
                for (pixel, light) in shown[(from - left) * 4..].as_chunks_mut::<4>().0.iter_mut().zip(light) {
                    *pixel = light.map(|part| ((u32::from(part) * 255 + 32_768) >> 16) as u8);
                }
            }
        }
        let pixels = ImagePixels { width: (right - left) as u32, height: (bottom - top) as u32, rgba };
        (pixels, [left as u32, top as u32])
    }
}

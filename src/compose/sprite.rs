//! Pictures that particles show, and one particle's own: turned, as large as it is, in its colour.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::Failure;
use crate::timeline::scene::Affine;

use super::ImagePixels;
use super::splat::{HALO, HALO_RADII, LARGEST, SMALLEST};

/// Larger pictures are halved first: no particle is seen that closely.
const LONGEST_SIDE: u32 = 2048;
/// What kept pictures may take.
const MOST_BYTES: usize = 128 << 20;

/// A picture and its halves, down to one pixel; colours multiplied by alpha.
#[derive(Debug)]
pub(super) struct Sprite {
    levels: Vec<ImagePixels>,
}

/// One particle that shows a sprite.
pub(super) struct Stamp<'a> {
    /// The two levels that it lies between, and how far it has come to the coarser one.
    levels: [&'a ImagePixels; 2],
    between: f32,
    /// From pixels about its middle to parts of the picture.
    map: [f32; 4],
    reach: [f32; 2],
    faint: f32,
    halo: [f32; 2],
}

impl Sprite {
    fn new(mut pixels: ImagePixels) -> Self {
        pixels.premultiply();
        while pixels.width.max(pixels.height) > LONGEST_SIDE {
            pixels = pixels.halve();
        }
        let mut levels = vec![pixels];
        while let Some(last) = levels.last().filter(|last| last.width.max(last.height) > 1) {
            let half = last.halve();
            levels.push(half);
        }
        Self { levels }
    }

    fn bytes(&self) -> usize {
        self.levels.iter().map(|level| level.rgba.len()).sum()
    }

    fn level(&self, index: usize) -> &ImagePixels {
        &self.levels[index.min(self.levels.len() - 1)]
    }
}

impl<'a> Stamp<'a> {
    /// A pixel of a picture takes as long as so many of a plain form.
    pub const WORK: u64 = 4;

    /// `size` is its longer side before `map`, `turned` degrees clockwise.
    pub fn new(sprite: &'a Sprite, map: &Affine, (size, turned): (f64, f64), glow: f32) -> Self {
        let whole = sprite.level(0);
        let longer = f64::from(whole.width.max(whole.height));
        let scale = (map.a * map.d - map.b * map.c).abs().sqrt().max(1e-9);
        let wanted = size * scale;
        let drawn = wanted.clamp(2.0 * f64::from(SMALLEST), 2.0 * f64::from(LARGEST));
        let small = (wanted / drawn).clamp(0.0, 1.0) as f32;
        // What is smaller than a pixel is drawn as large as that.
        let side = drawn / scale;
        let (sin, cos) = (libm::sin(turned.to_radians()), libm::cos(turned.to_radians()));
        let [width, height] = [whole.width, whole.height].map(|part| f64::from(part) / longer * side);
        let across = [(map.a * cos + map.c * sin) * width, (map.b * cos + map.d * sin) * width];
        let down = [(map.c * cos - map.a * sin) * height, (map.d * cos - map.b * sin) * height];
        let area = across[0] * down[1] - across[1] * down[0];
        let area = if area.abs() < 1e-9 { 1e-9 } else { area };
        let level = libm::log2(longer / drawn).clamp(0.0, sprite.levels.len() as f64);
        Self {
            levels: [sprite.level(level as usize), sprite.level(level as usize + 1)],
            between: level.fract() as f32,
            map: [down[1] / area, -down[0] / area, -across[1] / area, across[0] / area].map(|part| part as f32),
            reach: [0, 1].map(|axis| ((across[axis].abs() + down[axis].abs()) / 2.0 + 1.5) as f32),
            faint: small * small,
            halo: [glow * HALO, drawn as f32 / 2.0 * HALO_RADII],
        }
    }

    /// How far it reaches to the left, upwards, to the right and downwards.
    pub fn reach(&self) -> [f32; 4] {
        let halo = if self.halo[0] > 0.0 { self.halo[1] + 1.0 } else { 0.0 };
        let [across, down] = self.reach.map(|reach| reach.max(halo));
        [across, down, across, down]
    }

    /// What a pixel becomes whose middle is here, from its own; `full` is what white would.
    pub fn ink(&self, [x, y]: [f32; 2], full: [f32; 4]) -> Option<[u32; 4]> {
        let [a, b, c, d] = self.map;
        let at = [a * x + b * y + 0.5, c * x + d * y + 0.5];
        let [near, far] = self.levels.map(|level| sample(level, at));
        let parts: [f32; 4] = std::array::from_fn(|part| near[part] + (far[part] - near[part]) * self.between);
        let [strong, wide] = self.halo;
        let left = (1.0 - (x * x + y * y) / (wide * wide)).max(0.0);
        let halo = strong * left * left * left * (1.0 - parts[3]);
        if parts[3] + halo <= 0.0 {
            return None;
        }
        Some(std::array::from_fn(|part| (full[part] * (parts[part] + halo) * self.faint + 0.5) as u32))
    }
}

/// Between the four nearest pixels; there is nothing beyond the edges.
fn sample(level: &ImagePixels, at: [f32; 2]) -> [f32; 4] {
    let x = at[0] * level.width as f32 - 0.5;
    let y = at[1] * level.height as f32 - 0.5;
    if x <= -1.0 || y <= -1.0 || x >= level.width as f32 || y >= level.height as f32 {
        return [0.0; 4];
    }
    let (left, top) = (x.floor(), y.floor());
    let (right, low) = (x - left, y - top);
    let mut sum = [0.0; 4];
    for (row, tall) in [(top as i64, 1.0 - low), (top as i64 + 1, low)] {
        for (column, wide) in [(left as i64, 1.0 - right), (left as i64 + 1, right)] {
            if row < 0 || column < 0 || row >= i64::from(level.height) || column >= i64::from(level.width) {
                continue;
            }
            let from = (row as usize * level.width as usize + column as usize) * 4;
            let share = tall * wide / 255.0;
            for (sum, part) in sum.iter_mut().zip(&level.rgba[from..from + 4]) {
                *sum += f32::from(*part) * share;
            }
        }
    }
    sum
}

/// Sprites by file; the one that was not used for longest goes first.
#[derive(Debug, Default)]
pub(super) struct Sprites {
    kept: HashMap<Arc<PathBuf>, (Arc<Sprite>, u64)>,
    uses: u64,
}

impl Sprites {
    pub fn get(
        &mut self,
        path: &Arc<PathBuf>,
        load: impl FnOnce(&Path) -> Result<ImagePixels, Failure>,
    ) -> Result<Arc<Sprite>, Failure> {
        self.uses += 1;
        if let Some((sprite, used)) = self.kept.get_mut(path) {
            *used = self.uses;
            return Ok(Arc::clone(sprite));
        }
        let pixels = load(path)?;
        pixels.check(path)?;
        let sprite = Arc::new(Sprite::new(pixels));
        while self.kept.values().map(|(kept, _)| kept.bytes()).sum::<usize>() + sprite.bytes() > MOST_BYTES
            && let Some(oldest) = self.kept.iter().min_by_key(|(_, (_, used))| *used).map(|(path, _)| Arc::clone(path))
        {
            self.kept.remove(&oldest);
        }
        self.kept.insert(Arc::clone(path), (Arc::clone(&sprite), self.uses));
        Ok(sprite)
    }
}

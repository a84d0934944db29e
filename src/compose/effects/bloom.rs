//! Bloom in linear light, in two kinds: that of three's UnrealBloomPass, and the mipmap blur of pmndrs' BloomEffect.
//!
//! Both make their glow on grids of a fixed number of lines, whatever size is rendered, so that it is as wide and as strong in
//! a preview as in an export.

use crate::base::Failure;
use crate::timeline::scene::SceneBloom;

use super::blur::{Along, Picture};
use super::passes::{Block, Planning, Scratch};
use super::steps::Step;

/// Taps from the middle outwards, the middle included, of the filter at each mip.
const KERNELS: [u32; 5] = [6, 10, 14, 18, 22];
/// How much each mip counts at radius 0; at radius 1 it is what is missing to 1.2.
const FACTORS: [f64; 5] = [1.0, 0.8, 0.6, 0.4, 0.2];
/// From the threshold on, bright places come in over so much luminance.
const UNREAL_SMOOTHING: f64 = 0.01;
const MIPMAP_SMOOTHING: f64 = 0.03;
/// A grid has at most so many samples a side.
const LONGEST: f64 = 4096.0;

/// JavaScript's `Math.round(side / 2)`, and never nothing.
fn half(side: u32) -> u32 {
    side.div_ceil(2).max(1)
}

fn halved((width, height): (u32, u32)) -> (u32, u32) {
    (half(width), half(height))
}

fn count((width, height): (u32, u32)) -> u32 {
    width * height
}

/// The weights at one mip: a Gaussian of a third of the kernel, not made to sum to one.
fn coefficients(kernel: u32) -> Vec<f64> {
    let sigma = f64::from(kernel) / 3.0;
    (0..kernel).map(|i| 0.39894 * libm::exp(-0.5 * f64::from(i * i) / (sigma * sigma)) / sigma).collect()
}

impl Planning<'_> {
    /// Samples of the reference size's full grid.
    fn grid(&self, bloom: &SceneBloom) -> (u32, u32) {
        let (width, height) = (f64::from(self.size.0), f64::from(self.size.1));
        let pixels = (self.scale * bloom.unit).max(width.max(height) / LONGEST);
        let side = |side: f64| (side / pixels + 0.5).floor().clamp(1.0, LONGEST) as u32;
        (side(width), side(height))
    }

    /// The light of bright places on a grid.
    fn bright(&mut self, to: &Picture, threshold: f64, smoothing: f64) -> Result<(), Failure> {
        let sheet = self.sheet.clone();
        let ratio = self.pixels_of(to.size);
        // One bilinear sample takes in two pixels a side.
        let many = (ratio[0].max(ratio[1]) / 2.0 - 1e-3).ceil().clamp(1.0, 6.0) as u32;
        let taps = if to.size == self.size { 0 } else { many };
        let block = Block::new()
            .words([self.size.0, self.size.1, to.size.0, to.size.1])
            .words([to.start, 0, 0, 0])
            .row([ratio[0], ratio[1], threshold, threshold + smoothing]);
        self.add(Step::Bright { taps }, Some(&sheet), &to.buffer, block, to.size)
    }

    /// Pixels of the sheet for a sample of a grid, across and down.
    fn pixels_of(&self, grid: (u32, u32)) -> [f64; 2] {
        [f64::from(self.size.0) / f64::from(grid.0), f64::from(self.size.1) / f64::from(grid.1)]
    }

    /// Adds a glow to the picture.
    fn shine(&mut self, glow: &Picture, strength: f64) -> Result<(), Failure> {
        let sheet = self.sheet.clone();
        let ratio = self.pixels_of(glow.size);
        let block = Block::new()
            .words([self.size.0, self.size.1, glow.size.0, glow.size.1])
            .words([glow.start, 0, 0, 0])
            .row([1.0 / ratio[0], 1.0 / ratio[1], strength, 0.0]);
        self.add(Step::Shine, Some(&glow.buffer), &sheet, block, self.size)
    }

    pub fn unreal_bloom(&mut self, bloom: &SceneBloom) -> Result<(), Failure> {
        let mut sizes = [halved(self.grid(bloom)); 5];
        for mip in 1..5 {
            sizes[mip] = halved(sizes[mip - 1]);
        }
        let first = self.picture(Scratch::First, sizes[0])?;
        // The bright places, and behind them all mips.
        let behind: u32 = sizes.iter().map(|size| count(*size)).sum();
        let second = self.scratch(Scratch::Second, u64::from(count(sizes[0])) + u64::from(behind))?;
        let third = self.picture(Scratch::Third, sizes[1])?;
        let mut before = Picture { buffer: second, size: sizes[0], start: 0 };
        self.bright(&before, bloom.threshold, UNREAL_SMOOTHING)?;
        let mut mips = Vec::new();
        for (size, kernel) in sizes.into_iter().zip(KERNELS) {
            let weights = coefficients(kernel);
            let filter = Step::Filter { reach: kernel - 1, light: true };
            let even = |down| Along { down, scale: [1.0, 0.0] };
            let spread = if mips.is_empty() {
                self.along(filter, &before, &first, even(false), &weights)?;
                first.clone()
            } else {
                self.spread(&before, (&first, &third), size, &weights)?
            };
            let mip = Picture { start: before.start + count(before.size), size, ..before.clone() };
            self.along(filter, &spread, &mip, even(true), &weights)?;
            mips.push(mip.clone());
            before = mip;
        }
        self.gather(&mips, &first, bloom)?;
        self.shine(&first, 1.0)
    }

    /// Filters along rows at the size of a mip, reading the finer one before it between its samples.
    fn spread(
        &mut self,
        before: &Picture,
        (first, third): (&Picture, &Picture),
        size: (u32, u32),
        weights: &[f64],
    ) -> Result<Picture, Failure> {
        let ratio = |before: u32, now: u32| [f64::from(before) / f64::from(now), 0.0];
        let rows = Picture { size: (before.size.0, size.1), ..first.clone() };
        let down = Along { down: true, scale: ratio(before.size.1, size.1) };
        self.along(Step::Resample, before, &rows, down, &[])?;
        // Two taps side by side are one fetch between them.
        let pairs: Vec<(f64, f64)> = weights[1..]
            .chunks(2)
            .zip(0u32..)
            .map(|(taps, pair)| {
                let near = f64::from(2 * pair + 1);
                let sum: f64 = taps.iter().sum();
                let far = taps.get(1).copied().unwrap_or(0.0);
                (sum, (near * taps[0] + (near + 1.0) * far) / sum)
            })
            .collect();
        let mut numbers = [0.0; 32];
        numbers[0] = weights[0];
        for (pair, (weight, offset)) in pairs.iter().enumerate() {
            numbers[pair + 1] = *weight;
            numbers[pair + 17] = *offset;
        }
        let result = Picture { size, ..third.clone() };
        let across = Along { down: false, scale: ratio(before.size.0, size.0) };
        self.along(Step::Spread { pairs: pairs.len() as u32 }, &rows, &result, across, &numbers)?;
        Ok(result)
    }

    fn gather(&mut self, mips: &[Picture], to: &Picture, bloom: &SceneBloom) -> Result<(), Failure> {
        let (width, height) = to.size;
        let mut block = Block::new().words([width, height, 0, 0]);
        for mip in mips {
            block = block.words([mip.start, mip.size.0, mip.size.1, 0]);
        }
        for (mip, factor) in mips.iter().zip(FACTORS) {
            let weight = factor + (1.2 - factor - factor) * bloom.radius;
            let ratio = [f64::from(mip.size.0) / f64::from(width), f64::from(mip.size.1) / f64::from(height)];
            block = block.row([3.0 * bloom.strength * weight, ratio[0], ratio[1], 0.0]);
        }
        let Some(any) = mips.first() else { return Ok(()) };
        self.add(Step::Gather, Some(&any.buffer), &to.buffer, block, (width.div_ceil(Step::Gather.stretch()), height))
    }

    pub fn mipmap_bloom(&mut self, bloom: &SceneBloom, levels: u32) -> Result<(), Failure> {
        let full = self.grid(bloom);
        let mut sizes = vec![full];
        for _ in 0..levels.max(1) {
            sizes.push(halved(sizes[sizes.len() - 1]));
        }
        // Each reads the one before it, so that they take turns between two memories.
        let mut taken = [0u32; 2];
        let mut places = Vec::new();
        for (level, size) in sizes.iter().enumerate() {
            places.push((level % 2, taken[level % 2], *size));
            taken[level % 2] += count(*size);
        }
        let memory =
            [self.scratch(Scratch::First, u64::from(taken[0]))?, self.scratch(Scratch::Second, u64::from(taken[1]))?];
        let pictures: Vec<Picture> = places
            .into_iter()
            .map(|(which, start, size)| Picture { buffer: memory[which].clone(), size, start })
            .collect();
        self.bright(&pictures[0], bloom.threshold, MIPMAP_SMOOTHING)?;
        for pair in pictures.windows(2) {
            self.mip(Step::MipHalve, &pair[0], &pair[1], 0.0)?;
        }
        for pair in pictures[1..].windows(2).rev() {
            self.mip(Step::MipWiden, &pair[1], &pair[0], bloom.radius)?;
        }
        self.shine(&pictures[1], bloom.strength)
    }

    fn mip(&mut self, step: Step, from: &Picture, to: &Picture, share: f64) -> Result<(), Failure> {
        let ratio = [f64::from(from.size.0) / f64::from(to.size.0), f64::from(from.size.1) / f64::from(to.size.1)];
        let block = Block::new()
            .words([from.size.0, from.size.1, to.size.0, to.size.1])
            .words([from.start, to.start, 0, 0])
            .row([ratio[0], ratio[1], share, 0.0]);
        self.add(step, Some(&from.buffer), &to.buffer, block, to.size)
    }
}

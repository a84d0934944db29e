//! Gaussian blur: along rows, then along columns. A wide one works on a picture that was halved some times, and is enlarged
//! again by splines, whose own blur is part of the whole.

use crate::base::Failure;

use super::passes::{Block, Planning, Scratch};
use super::steps::Step;

/// Narrower than this, in pixels, is no blur.
const NARROWEST: f64 = 0.05;
/// The widest that is filtered without halving.
const WIDEST: f64 = 3.2;
/// Taps are cut off after so many standard deviations.
const REACH: f64 = 3.2;
/// Samples around a halved picture, as `halve.wgsl` has them.
const MARGIN: u32 = 2;

/// A picture in memory.
#[derive(Clone)]
pub(super) struct Picture {
    pub buffer: wgpu::Buffer,
    pub size: (u32, u32),
    /// Where in the memory it begins, in pixels.
    pub start: u32,
}

/// How a filter along lines gets from its source to its result.
#[derive(Debug, Clone, Copy)]
pub(super) struct Along {
    pub down: bool,
    /// Samples of the source for one of the result, and where the first result's edge stands in the source.
    pub scale: [f64; 2],
}

impl Planning<'_> {
    /// Blurs the picture in a buffer of the sheet's size.
    pub fn blur(&mut self, buffer: &wgpu::Buffer, sigma: f64) -> Result<(), Failure> {
        if sigma < NARROWEST {
            return Ok(());
        }
        let whole = Picture { buffer: buffer.clone(), size: self.size, start: 0 };
        let halvings = (libm::ceil(libm::log2(sigma / WIDEST)).max(0.0)) as u32;
        if halvings == 0 {
            let first = self.picture(Scratch::First, whole.size)?;
            self.filter(&whole, &first, sigma, false)?;
            return self.filter(&first, &whole, sigma, true);
        }
        let half = |side: u32| side.div_ceil(2) + 2 * MARGIN;
        // As large as they will be needed, so that none is replaced on the way; a small picture grows by its margins.
        let room = |side: u32| half(side).max(4 * MARGIN);
        let first = self.picture(Scratch::First, (room(whole.size.0), room(whole.size.1).max(whole.size.1)))?;
        let second = self.picture(Scratch::Second, (room(whole.size.0), room(whole.size.1)))?;
        let mut small = whole.clone();
        for _ in 0..halvings {
            let (width, height) = small.size;
            let narrow = Picture { size: (half(width), height), ..first.clone() };
            self.along(Step::Halve, &small, &narrow, Along { down: false, scale: [2.0, 0.0] }, &[])?;
            small = Picture { size: (half(width), half(height)), ..second.clone() };
            self.along(Step::Halve, &narrow, &small, Along { down: true, scale: [2.0, 0.0] }, &[])?;
        }
        let ratio = libm::exp2(-f64::from(halvings));
        // The variance of 1 3 3 1, each time, and of the splines.
        let own = (sigma * ratio).powi(2) - 0.25 * (1.0 - ratio * ratio) - 1.0 / 3.0;
        let other = Picture { size: small.size, ..first.clone() };
        self.filter(&small, &other, own.max(0.0).sqrt(), false)?;
        self.filter(&other, &small, own.max(0.0).sqrt(), true)?;
        let scale = [ratio, f64::from(MARGIN) * (2.0 - 2.0 * ratio)];
        let tall = Picture { size: (small.size.0, whole.size.1), ..first };
        self.along(Step::Enlarge, &small, &tall, Along { down: true, scale }, &[])?;
        self.along(Step::Enlarge, &tall, &whole, Along { down: false, scale }, &[])
    }

    pub fn picture(&mut self, which: Scratch, size: (u32, u32)) -> Result<Picture, Failure> {
        let buffer = self.scratch(which, u64::from(size.0) * u64::from(size.1))?;
        Ok(Picture { buffer, size, start: 0 })
    }

    fn filter(&mut self, from: &Picture, to: &Picture, sigma: f64, down: bool) -> Result<(), Failure> {
        // Few kernels for all widths.
        let reach = ((REACH * sigma).ceil() as u32).max(1).next_multiple_of(3);
        let weights = gaussian(sigma, reach);
        self.along(Step::Filter { reach, light: false }, from, to, Along { down, scale: [1.0, 0.0] }, &weights)
    }

    /// A pass along all rows, or columns, of two pictures of which one may be longer that way.
    pub fn along(
        &mut self,
        step: Step,
        from: &Picture,
        to: &Picture,
        along: Along,
        numbers: &[f64],
    ) -> Result<(), Failure> {
        let turned = |(across, down): (u32, u32)| if along.down { (down, across) } else { (across, down) };
        let (count, lines) = (turned(from.size).0, turned(to.size).1);
        let results = turned(to.size).0;
        let steps = |width: u32| if along.down { [width, 1] } else { [1, width] };
        let ([from_sample, from_line], [to_sample, to_line]) = (steps(from.size.0), steps(to.size.0));
        let block = Block::new()
            .words([count, results, lines, u32::from(along.down)])
            .words([from_sample, from_line, to_sample, to_line])
            .words([from.start, to.start, 0, 0])
            .row([along.scale[0], along.scale[1], 0.0, 0.0])
            .numbers(numbers);
        let invocations = turned((results.div_ceil(step.stretch()), lines));
        self.add(step, Some(&from.buffer), &to.buffer, block, invocations)
    }
}

/// Weights of a Gaussian from its middle outwards; all of them, to both sides, sum to one.
fn gaussian(sigma: f64, reach: u32) -> Vec<f64> {
    let raw: Vec<f64> = (0..=reach).map(|off| libm::exp(-0.5 * (f64::from(off) / sigma.max(1e-6)).powi(2))).collect();
    let sum = raw[0] + 2.0 * raw[1..].iter().sum::<f64>();
    raw.iter().map(|weight| weight / sum).collect()
}

//! Another speed with the pitch kept: windows of the sound are laid over each other closer together or further apart, each
//! moved by up to ten milliseconds to where it goes on best from the one before (WSOLA).
//!
//! It is our own because what libavfilter has was measured and is not exact enough: `rubberband` plays a 440 Hz tone at
//! 441.25 Hz (1.5x) and 442.5 Hz (0.75x) and is not in every build, `atempo` runs 12 ms early at 1.5x and up to 97 ms at
//! 0.25x, and its sums differ with the CPU's instructions. Here window `m` is centred at output sample `m · HOP`, so that
//! nothing adds up and the length is exact by construction.

use super::resample::Resampled;
use super::tape::Tape;
use crate::base::{Failure, Rational, Reason};

/// Output samples from one window to the next; a window has twice as many.
const HOP: usize = 1024;
/// How far a window may be moved, in samples.
const SEARCH: usize = 512;
/// First every so many places are tried, then those around the best one.
const COARSE: usize = 4;
/// What being moved all the way counts against a fit.
const MOVED: f64 = 0.02;

/// The frames of a tape at another speed.
pub struct Stretch<'a> {
    sound: Resampled<'a>,
    speed: Rational,
    input: Vec<f32>,
    /// Index of the first frame in `input`.
    input_at: i64,
    /// The next window.
    window: i64,
    /// Where the window before stood in the input.
    stood: i64,
    shape: Vec<f32>,
}

impl<'a> Stretch<'a> {
    /// Starts at the tape's frame 0.
    pub fn new(tape: Box<dyn Tape + 'a>, speed: Rational) -> Result<Self, Failure> {
        if !speed.is_positive() {
            return Err(Failure::new(Reason::InvalidProject, "a sound can't run at such a speed"));
        }
        let input_at = -((HOP + SEARCH) as i64);
        // Rises from 0 to 1 over a hop; with the same falling it is 1 everywhere.
        let angle = |index: usize| std::f64::consts::PI * (index as f64 + 0.5) / HOP as f64;
        let shape = (0..HOP).map(|index| (0.5 - 0.5 * libm::cos(angle(index))) as f32).collect();
        Ok(Self {
            sound: Resampled::new(tape, input_at)?,
            speed,
            input: Vec::new(),
            input_at,
            window: 1,
            stood: -(HOP as i64),
            shape,
        })
    }

    /// Appends one hop of stereo frames to `out`.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<(), Failure> {
        let meant = self.place(self.window);
        let goes_on = self.stood + HOP as i64;
        self.fill(goes_on.max(meant + SEARCH as i64) + HOP as i64)?;
        let stands = meant + self.best(goes_on, meant);
        let (before, after) = (self.frames(goes_on), self.frames(stands));
        for ((before, after), weight) in before.chunks_exact(2).zip(after.chunks_exact(2)).zip(&self.shape) {
            out.extend([0, 1].map(|side| before[side] * (1.0 - weight) + after[side] * weight));
        }
        self.window += 1;
        self.stood = stands;
        let kept = (stands + HOP as i64).min(self.place(self.window) - SEARCH as i64);
        let passed = usize::try_from(kept - self.input_at).unwrap_or(0).min(self.input.len() / 2);
        self.input.drain(..passed * 2);
        self.input_at += passed as i64;
        Ok(())
    }

    /// Where a window would begin in the input if it were not moved.
    fn place(&self, window: i64) -> i64 {
        let center = self.speed.checked_mul(Rational::from_int(window.saturating_mul(HOP as i64)));
        let center = center.and_then(|center| i64::try_from(center.round()).ok()).unwrap_or(i64::MAX / 4);
        center - HOP as i64
    }

    /// Reads on until the input reaches up to `end`, passing over what is behind already.
    fn fill(&mut self, end: i64) -> Result<(), Failure> {
        while self.input_at + ((self.input.len() / 2) as i64) < end {
            self.sound.read(&mut self.input)?;
        }
        Ok(())
    }

    fn frames(&self, from: i64) -> &[f32] {
        let at = usize::try_from(from - self.input_at).unwrap_or(0);
        &self.input[at * 2..(at + HOP) * 2]
    }

    /// By how much the window meant to begin at `meant` is moved so that it is most like what goes on at `goes_on`.
    fn best(&self, goes_on: i64, meant: i64) -> i64 {
        let wanted = self.frames(goes_on);
        let reach = SEARCH as i64;
        let from = usize::try_from(meant - reach - self.input_at).unwrap_or(0);
        let near = &self.input[from * 2..(from + 2 * SEARCH + HOP) * 2];
        let coarse = best_fit(&thinned(wanted), &thinned(near), 0..=2 * SEARCH / COARSE, COARSE);
        let around = (coarse * COARSE).saturating_sub(COARSE)..=(coarse * COARSE + COARSE).min(2 * SEARCH);
        best_fit(wanted, near, around, 1) as i64 - reach
    }
}

/// The mean of every few frames.
fn thinned(frames: &[f32]) -> Vec<f32> {
    let mean = |group: &[f32], side: usize| group.iter().skip(side).step_by(2).sum::<f32>() / COARSE as f32;
    frames.chunks_exact(COARSE * 2).flat_map(|group| [mean(group, 0), mean(group, 1)]).collect()
}

/// At which of `places` `near` is most like `wanted`; of equals the one nearest to the middle. Places are `scale` samples
/// apart.
fn best_fit(wanted: &[f32], near: &[f32], places: std::ops::RangeInclusive<usize>, scale: usize) -> usize {
    let middle = SEARCH / scale;
    let mut best = (f64::NEG_INFINITY, middle.clamp(*places.start(), *places.end()));
    for place in places {
        let other = &near[place * 2..place * 2 + wanted.len()];
        let (mut product, mut energy) = (0f32, 0f32);
        for (one, two) in wanted.iter().zip(other) {
            product += one * two;
            energy += two * two;
        }
        let moved = place.abs_diff(middle);
        let fit = f64::from(product) / (f64::from(energy) + 1e-9).sqrt();
        let fit = fit - fit.abs() * MOVED * moved as f64 / middle as f64;
        if fit > best.0 || (fit == best.0 && moved < best.1.abs_diff(middle)) {
            best = (fit, place);
        }
    }
    best.1
}

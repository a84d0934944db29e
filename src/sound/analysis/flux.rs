//! How suddenly a sound grows, a hundred times a second: the ground for beginnings and beats.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::mono::Stretch;
use crate::timeline::sounds::SAMPLE_RATE;

/// Samples from one value to the next.
const HOP: usize = 480;
/// Values a second.
pub const RATE: f64 = SAMPLE_RATE as f64 / HOP as f64;
const WINDOW: usize = 1024;
/// A beginning is felt when it is some way into the window, not at its middle: seconds by which values come early,
/// measured with clicks and drums.
const LEAD: f64 = -0.0035;
/// Bands, evenly spread over what is heard of pitch.
const BANDS: usize = 30;
const LOWEST: f64 = 30.0;
const HIGHEST: f64 = 16_000.0;
/// Bands below this are drums' and basses' own.
const LOW: f64 = 180.0;
/// Louder is felt as its logarithm is; what lies under this is as good as silent.
const FLOOR: f64 = 0.01;
/// Values that stand before the sound itself: what it begins with has begun from silence.
const AHEAD: i64 = 2;
/// Growth is measured against so many values before: a drum's beginning takes longer than one.
const LAG: usize = 2;

/// Growth over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Novelty {
    /// Of all bands.
    pub all: Vec<f32>,
    /// Of the low ones alone.
    pub low: Vec<f32>,
}

impl Novelty {
    /// Seconds at which a value stands; between two there are fractions.
    pub fn time_of(index: f64) -> f64 {
        let middle = (index - AHEAD as f64) * HOP as f64 + (WINDOW / 2) as f64;
        middle / f64::from(SAMPLE_RATE) + LEAD
    }
}

/// Measures the growth of a sound that comes in blocks.
pub struct Flux {
    transform: Arc<dyn RealToComplex<f32>>,
    weights: Vec<f32>,
    input: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    bands: Vec<Band>,
    /// The bands of the last values, the newest first.
    before: [Vec<f32>; LAG],
    heard: Stretch,
    novelty: Novelty,
}

struct Band {
    low: bool,
    /// Bins with their shares.
    bins: Vec<(usize, f32)>,
}

impl Flux {
    pub fn new() -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(WINDOW);
        let turn = |n: usize| std::f64::consts::TAU * n as f64 / WINDOW as f64;
        let weight = |n: usize| ((0.5 - 0.5 * libm::cos(turn(n))) * 4.0 / WINDOW as f64) as f32;
        let bands = bands();
        Self {
            weights: (0..WINDOW).map(weight).collect(),
            input: transform.make_input_vec(),
            spectrum: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            before: std::array::from_fn(|_| vec![0.0; bands.len()]),
            bands,
            heard: Stretch::default(),
            novelty: Novelty::default(),
            transform,
        }
    }

    pub fn push(&mut self, block: &[f32]) {
        self.heard.push(block);
        self.go_on();
    }

    /// The sound is over.
    pub fn finish(mut self) -> Novelty {
        // What is left is shorter than a window; a beginning in it is felt against silence.
        self.heard.push(&[0.0; WINDOW]);
        self.go_on();
        self.novelty
    }

    fn go_on(&mut self) {
        let mut window = [0.0; WINDOW];
        loop {
            let from = (self.novelty.all.len() as i64 - AHEAD) * HOP as i64;
            if !self.heard.window(from, &mut window) {
                break;
            }
            for ((input, sample), weight) in self.input.iter_mut().zip(&window).zip(&self.weights) {
                *input = sample * weight;
            }
            let (input, spectrum, scratch) = (&mut self.input, &mut self.spectrum, &mut self.scratch);
            if self.transform.process_with_scratch(input, spectrum, scratch).is_err() {
                break;
            }
            self.measure();
        }
    }

    fn measure(&mut self) {
        let (mut all, mut low) = (0.0, 0.0);
        let mut now = std::mem::take(&mut self.before[LAG - 1]);
        for (index, band) in self.bands.iter().enumerate() {
            let power: f32 = band.bins.iter().map(|(bin, share)| self.spectrum[*bin].norm_sqr() * share).sum();
            let power = if power.is_finite() { f64::from(power) } else { 0.0 };
            let felt = libm::log(1.0 + power.sqrt() / FLOOR) as f32;
            // The oldest of the values before is the one that `now` replaces.
            let grown = (felt - now[index]).max(0.0);
            all += grown;
            low += if band.low { grown } else { 0.0 };
            now[index] = felt;
        }
        self.before.rotate_right(1);
        self.before[0] = now;
        self.novelty.all.push(all / self.bands.len() as f32);
        self.novelty.low.push(low / self.bands.len() as f32);
    }
}

impl Default for Flux {
    fn default() -> Self {
        Self::new()
    }
}

/// Triangles over the bins, evenly spaced in pitch.
fn bands() -> Vec<Band> {
    let step = libm::pow(HIGHEST / LOWEST, 1.0 / (BANDS as f64 + 1.0));
    let hertz = f64::from(SAMPLE_RATE) / WINDOW as f64;
    let mut bands = Vec::with_capacity(BANDS);
    for band in 0..BANDS {
        let middle = LOWEST * libm::pow(step, band as f64 + 1.0);
        let (from, to) = (middle / step, middle * step);
        let share = |bin: usize| {
            let at = bin as f64 * hertz;
            let rising = (at - from) / (middle - from);
            let falling = (to - at) / (to - middle);
            rising.min(falling).max(0.0) as f32
        };
        let mut bins: Vec<_> =
            (1..=WINDOW / 2).map(|bin| (bin, share(bin))).filter(|(_, share)| *share > 0.0).collect();
        if bins.is_empty() {
            bins.push((((middle / hertz).round() as usize).max(1), 1.0));
        }
        // Low bands that are narrower than a bin are one.
        if bands.last().is_none_or(|last: &Band| last.bins != bins) {
            bands.push(Band { low: middle < LOW, bins });
        }
    }
    bands
}

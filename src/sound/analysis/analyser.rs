//! One analyser, step by step, as WebAudio's AnalyserNode says: window, transform over N, smoothing of linear magnitudes,
//! decibels, bytes. Like the browsers' it transforms in single precision and keeps its state in single precision; all
//! between is done in double precision.

use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

use super::settings::Settings;
use crate::project::analysis::Window;

/// The state that smoothing carries from one step to the next.
pub struct Analyser {
    settings: Settings,
    window: Vec<f32>,
    transform: Arc<dyn RealToComplex<f32>>,
    input: Vec<f32>,
    spectrum: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// Linear magnitudes, one for each bin.
    smoothed: Vec<f32>,
}

impl Analyser {
    pub fn new(settings: Settings) -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(settings.fft);
        Self {
            settings,
            window: window(settings.window, settings.fft),
            input: transform.make_input_vec(),
            spectrum: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            smoothed: vec![0.0; settings.bins()],
            transform,
        }
    }

    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Hears one window. What is missing of it is silence.
    pub fn step(&mut self, samples: &[f32]) {
        self.input.fill(0.0);
        for ((input, sample), weight) in self.input.iter_mut().zip(samples).zip(&self.window) {
            *input = sample * weight;
        }
        let (input, spectrum, scratch) = (&mut self.input, &mut self.spectrum, &mut self.scratch);
        // The lengths are the transform's own.
        if self.transform.process_with_scratch(input, spectrum, scratch).is_err() {
            return;
        }
        let scale = 1.0 / self.settings.fft as f64;
        let stays = self.settings.smoothing;
        for (state, bin) in self.smoothed.iter_mut().zip(&self.spectrum) {
            let (re, im) = (f64::from(bin.re), f64::from(bin.im));
            let magnitude = (re * re + im * im).sqrt() * scale;
            let next = stays * f64::from(*state) + (1.0 - stays) * magnitude;
            *state = if next.is_finite() { next as f32 } else { 0.0 };
        }
    }

    /// The smoothed magnitudes, linear.
    pub fn magnitudes(&self) -> &[f32] {
        &self.smoothed
    }

    /// Replaces `into` with the level of each bin in decibels; silence is minus infinity.
    pub fn decibels(&self, into: &mut Vec<f32>) {
        into.clear();
        into.extend(self.smoothed.iter().map(|level| decibels(*level) as f32));
    }

    /// Replaces `into` with the level of each bin as a byte: 0 at the lower end of the range and below, 255 at the upper.
    pub fn bytes(&self, into: &mut Vec<u8>) {
        let (low, high) = self.settings.range;
        let scale = 255.0 / (high - low);
        into.clear();
        // A cast to an integer cuts off what is behind the point, and stays inside of its bounds.
        into.extend(self.smoothed.iter().map(|level| (scale * (decibels(*level) - low)) as u8));
    }
}

fn decibels(level: f32) -> f64 {
    20.0 * libm::log10(f64::from(level))
}

/// Samples as AnalyserNode's bytes of the time domain: 128 is silence.
pub fn wave_bytes(samples: &[f32], into: &mut Vec<u8>) {
    into.clear();
    into.extend(samples.iter().map(|sample| (128.0 * (1.0 + sample)) as u8));
}

/// The weights of a window, periodic: its last sample is not its first again.
fn window(shape: Window, length: usize) -> Vec<f32> {
    let turn = |n: usize| std::f64::consts::TAU * n as f64 / length as f64;
    let weight = |n: usize| match shape {
        Window::Blackman => 0.42 - 0.5 * libm::cos(turn(n)) + 0.08 * libm::cos(2.0 * turn(n)),
        Window::Hann => 0.5 - 0.5 * libm::cos(turn(n)),
        Window::None => 1.0,
    };
    (0..length).map(|n| weight(n) as f32).collect()
}

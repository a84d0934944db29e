//! How an analyser listens, and where its windows lie.

use serde::Serialize;

use crate::base::Rational;
use crate::project::analysis::{Align, Analysis, Rate, Window};
use crate::timeline::sounds::SAMPLE_RATE;

/// The rate at which a browser calls its analyser, for which `smoothing` is meant.
const MEANT_FPS: f64 = 60.0;

/// All that decides a spectrum beside the samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Settings {
    /// Samples in a window; twice as many as there are bins.
    pub fft: usize,
    pub window: Window,
    /// How much of the step before stays, 0..1.
    pub smoothing: f64,
    /// Decibels that become the bytes 0 and 255.
    pub range: (f64, f64),
}

impl Settings {
    /// What a project says, for so many steps a second.
    pub fn of(analysis: &Analysis, fps: Rational) -> Self {
        let smoothing = match analysis.rate {
            // Exactly as given where a step is what it is meant for.
            Rate::Corrected if fps != Rational::from_int(60) => {
                libm::pow(analysis.smoothing, MEANT_FPS / fps.to_f64().max(f64::MIN_POSITIVE))
            }
            _ => analysis.smoothing,
        };
        Self { fft: analysis.fft, window: analysis.window, smoothing, range: analysis.range }
    }

    pub const fn bins(&self) -> usize {
        self.fft / 2
    }

    /// Hertz from one bin to the next.
    pub fn bin_hz(&self) -> f64 {
        f64::from(SAMPLE_RATE) / self.fft as f64
    }
}

/// Which samples each step looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Steps {
    /// Steps a second: the canvas's frames.
    pub fps: Rational,
    pub count: u64,
    pub align: Align,
    /// 1: a step stands at the sample of its time. 128: at the end of the block in which a browser would be asked.
    pub quantum: u32,
}

impl Steps {
    /// The sample at which step `index` stands.
    pub fn sample(&self, index: u64) -> u64 {
        let time = Rational::from_int(i64::try_from(index).unwrap_or(i64::MAX)) / self.fps;
        let samples = time * Rational::from_int(i64::from(SAMPLE_RATE));
        let quantum = i128::from(self.quantum.max(1));
        let sample = match quantum {
            1 => samples.round(),
            _ => (samples / Rational::from_int(i64::from(self.quantum))).ceil() * quantum,
        };
        u64::try_from(sample).unwrap_or(0)
    }

    /// The first sample of a window of `length` samples at step `index`; before zero there is silence.
    pub fn window(&self, index: u64, length: usize) -> i64 {
        let sample = i64::try_from(self.sample(index)).unwrap_or(i64::MAX);
        let before = match self.align {
            Align::Past => length,
            Align::Centre => length / 2,
            Align::Frame => 0,
        };
        sample - before as i64
    }
}

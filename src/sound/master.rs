//! Brings a whole mix to a loudness: measured first, turned up or down by one gain, and limited where that would go over the
//! true peak. Limiting makes it quieter, so the gain is then mended, pass by pass, until the loudness is met.

use ebur128::{EbuR128, Mode};

use super::limiter::Limiter;
use super::sum::Sum;
use crate::base::{Failure, Reason};
use crate::project::model::Master;
use crate::timeline::sounds::SAMPLE_RATE;

/// Frames that are measured in one step.
const STEP: usize = 8192;
/// How near the loudness has to come, in LU.
const NEAR: f64 = 0.03;
/// Passes over the mix after the first; what is not met by then can't be.
const PASSES: u32 = 8;
/// How much more than the plain difference the gain may be mended to, in dB.
const MOST_MORE: f64 = 20.0;
/// How far under the peak the limiter's own ceiling lies, in dB: others measure peaks a little higher.
const MARGIN: f64 = 0.1;

/// What is known of the mix so far.
pub struct Mastering {
    master: Master,
    pass: u32,
    meter: EbuR128,
    /// Decibels, and the limiter's ceiling where there is one.
    gain: f64,
    ceiling: Option<f64>,
    limiter: Option<Limiter>,
    /// The gain that would do without limiting.
    plain: f64,
    /// Gain and loudness of the pass before.
    before: Option<(f64, f64)>,
    ready: bool,
    samples: Vec<f32>,
}

impl Mastering {
    pub fn new(master: Master) -> Result<Self, Failure> {
        Ok(Self {
            master,
            pass: 0,
            meter: meter()?,
            gain: 0.0,
            ceiling: None,
            limiter: None,
            plain: 0.0,
            before: None,
            ready: false,
            samples: Vec::new(),
        })
    }

    /// Measures a little more of the mix; false once it is known what to do with it.
    pub fn step(&mut self, sum: &mut Sum<'_>) -> Result<bool, Failure> {
        if self.ready {
            return Ok(false);
        }
        let mut block = vec![0f32; STEP * 2];
        let frames = sum.next(&mut block)?;
        block.truncate(frames * 2);
        self.samples.clear();
        let ended = frames == 0;
        let mut samples = std::mem::take(&mut self.samples);
        self.shape(&mut block, ended, &mut samples);
        let measured = self.meter.add_frames_f32(&samples);
        self.samples = samples;
        measured.map_err(unmeasured)?;
        if ended {
            self.conclude()?;
            sum.go_to(0);
        }
        Ok(!self.ready)
    }

    /// Appends the next samples of the mix as they are to be heard.
    pub fn next(&mut self, sum: &mut Sum<'_>, out: &mut Vec<f32>) -> Result<bool, Failure> {
        let mut block = vec![0f32; STEP * 2];
        let frames = sum.next(&mut block)?;
        block.truncate(frames * 2);
        self.shape(&mut block, frames == 0, out);
        Ok(frames > 0)
    }

    fn shape(&mut self, block: &mut [f32], ended: bool, out: &mut Vec<f32>) {
        let gain = factor(self.gain) as f32;
        if gain != 1.0 {
            block.iter_mut().for_each(|sample| *sample *= gain);
        }
        match &mut self.limiter {
            None => out.extend_from_slice(block),
            Some(limiter) => {
                limiter.push(block, out);
                if ended {
                    limiter.finish(out);
                }
            }
        }
    }

    /// What the pass that ended says about the next one.
    fn conclude(&mut self) -> Result<(), Failure> {
        let loudness = self.meter.loudness_global().map_err(unmeasured)?;
        let peaks = [0, 1].map(|side| self.meter.true_peak(side).map_err(unmeasured));
        let [left, right] = peaks;
        let peak = 20.0 * libm::log10(left?.max(right?));
        self.meter = meter()?;
        let Master { loudness: wanted, peak: most } = self.master;
        if self.pass == 0 {
            // Silence has no loudness, and stays what it is.
            let measured = if loudness.is_finite() { wanted - loudness } else { 0.0 };
            (self.plain, self.gain) = (measured, measured);
            self.ready = peak + measured <= most - MARGIN;
            self.ceiling = (!self.ready).then_some(most - MARGIN);
        } else {
            let off = wanted - loudness;
            let over = (peak - (most - MARGIN / 2.0)).max(0.0);
            self.ready = (off.abs() <= NEAR || !loudness.is_finite()) && over == 0.0 || self.pass >= PASSES;
            if !self.ready {
                // A decibel more gives less than a decibel where much is limited.
                let slope = self.before.map(|(gain, was)| (loudness - was) / (self.gain - gain));
                let slope = slope.filter(|slope| slope.is_finite()).unwrap_or(1.0).clamp(0.25, 1.0);
                self.before = Some((self.gain, loudness));
                if loudness.is_finite() {
                    self.gain = (self.gain + off / slope).min(self.plain + MOST_MORE);
                }
                self.ceiling = self.ceiling.map(|ceiling| ceiling - over);
            }
        }
        self.pass += 1;
        self.limiter = self.ceiling.map(|ceiling| Limiter::new(factor(ceiling) as f32));
        Ok(())
    }
}

fn factor(decibels: f64) -> f64 {
    if decibels == 0.0 { 1.0 } else { libm::pow(10.0, decibels / 20.0) }
}

fn meter() -> Result<EbuR128, Failure> {
    EbuR128::new(2, SAMPLE_RATE, Mode::I | Mode::TRUE_PEAK).map_err(unmeasured)
}

fn unmeasured(error: ebur128::Error) -> Failure {
    Failure::new(Reason::MemoryLimit, format!("the loudness of the mix can't be measured: {error}"))
}

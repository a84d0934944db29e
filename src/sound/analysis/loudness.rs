//! How loud a sound is as a whole, by EBU R 128, and its highest peak.

use ebur128::{EbuR128, Mode};

use crate::timeline::sounds::SAMPLE_RATE;

/// Measures a sound that comes in blocks of interleaved stereo.
#[derive(Debug)]
pub struct Loudness {
    /// None where it can't be measured.
    meter: Option<EbuR128>,
    peak: f32,
}

impl Loudness {
    pub fn new() -> Self {
        // A histogram holds what would else grow with the sound.
        Self { meter: EbuR128::new(2, SAMPLE_RATE, Mode::I | Mode::HISTOGRAM).ok(), peak: 0.0 }
    }

    pub fn push(&mut self, stereo: &[f32]) {
        let measured = self.meter.as_mut().is_none_or(|meter| meter.add_frames_f32(stereo).is_ok());
        if !measured {
            self.meter = None;
        }
        self.peak = stereo.iter().fold(self.peak, |peak, sample| peak.max(sample.abs()));
    }

    /// The largest sample, linear.
    pub const fn peak(&self) -> f32 {
        self.peak
    }

    /// Integrated loudness in LUFS; none where the sound is silent or too short.
    pub fn integrated(&self) -> Option<f64> {
        self.meter.as_ref()?.loudness_global().ok().filter(|loudness| loudness.is_finite())
    }
}

impl Default for Loudness {
    fn default() -> Self {
        Self::new()
    }
}

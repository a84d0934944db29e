//! A sound heard once from beginning to end: all that is said of it as a whole.

use crate::base::Failure;
use crate::export::heard::Listened;
use crate::sound::Beats;
use crate::sound::analysis::onsets::onsets;
use crate::sound::analysis::{Column, Flux, Glance, Loudness, Mono, Onset};
use crate::sound::beats::detect;
use crate::timeline::sounds::SAMPLE_RATE;

/// Columns of the picture, of which the summary takes fewer.
pub const COLUMNS: usize = 1776;

pub struct Survey {
    pub samples: u64,
    /// The largest sample, linear, and the loudness in LUFS where there is any.
    pub peak: f32,
    pub loudness: Option<f64>,
    pub onsets: Vec<Onset>,
    pub beats: Option<Beats>,
    pub columns: Vec<Column>,
}

impl Survey {
    pub fn of(listened: &Listened) -> Result<Self, Failure> {
        let samples = listened.plan.samples;
        let (mut loudness, mut flux, mut glance) = (Loudness::new(), Flux::new(), Glance::new(COLUMNS, samples));
        let mut mixer = listened.mixer()?;
        let mut mono = Mono::new(&mut mixer);
        while let Some(block) = mono.read()? {
            loudness.push(block.stereo);
            flux.push(block.mono);
            glance.push(block.mono);
        }
        let novelty = flux.finish();
        Ok(Self {
            samples,
            peak: loudness.peak(),
            loudness: loudness.integrated(),
            onsets: onsets(&novelty),
            beats: detect(&novelty),
            columns: glance.finish(),
        })
    }

    pub fn seconds(&self) -> f64 {
        self.samples as f64 / f64::from(SAMPLE_RATE)
    }

    /// Decibels of full scale.
    pub fn peak_level(&self) -> Option<f64> {
        (self.peak > 0.0).then(|| 20.0 * libm::log10(f64::from(self.peak)))
    }
}

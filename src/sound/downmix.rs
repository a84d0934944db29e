//! Any number of channels into two, by the usual rules: what stands in the middle or behind goes to the side it belongs to at
//! -3 dB, the low-frequency channel is left out.

use super::decoder::Speaker;

/// -3 dB: 1/√2.
const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// How much of each channel goes left and right.
#[derive(Debug, Clone, PartialEq)]
pub struct Downmix {
    gains: Vec<[f32; 2]>,
}

impl Downmix {
    pub fn new(speakers: &[Speaker]) -> Self {
        let gains = match speakers {
            // One channel is heard from both sides as loud as it is.
            [_] => vec![[1.0, 1.0]],
            // Two are left and right whatever they are called.
            [_, _] => vec![[1.0, 0.0], [0.0, 1.0]],
            many => many.iter().map(|speaker| share(*speaker)).collect(),
        };
        Self { gains }
    }

    pub fn channels(&self) -> usize {
        self.gains.len()
    }

    /// Appends stereo frames for interleaved `samples`.
    pub fn mix(&self, samples: &[f32], out: &mut Vec<f32>) {
        out.reserve(samples.len() / self.gains.len().max(1) * 2);
        for frame in samples.chunks_exact(self.gains.len().max(1)) {
            let (mut left, mut right) = (0.0, 0.0);
            for (sample, gain) in frame.iter().zip(&self.gains) {
                left += sample * gain[0];
                right += sample * gain[1];
            }
            out.extend([left, right]);
        }
    }
}

fn share(speaker: Speaker) -> [f32; 2] {
    match speaker {
        Speaker::FrontLeft => [1.0, 0.0],
        Speaker::FrontRight => [0.0, 1.0],
        Speaker::FrontCenter => [HALF_POWER, HALF_POWER],
        Speaker::BackLeft | Speaker::SideLeft => [HALF_POWER, 0.0],
        Speaker::BackRight | Speaker::SideRight => [0.0, HALF_POWER],
        // Goes to both backs at -3 dB, and each of those to its side at -3 dB.
        Speaker::BackCenter => [0.5, 0.5],
        Speaker::LowFrequency | Speaker::Other => [0.0, 0.0],
    }
}

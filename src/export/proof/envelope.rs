//! How loud a sound is, 5 ms for 5 ms and side for side: what is kept of a mix, and what a decoded sound is held against.

use crate::export::store::{SIGNATURE_BYTES, Signature};

/// Samples that one value is about.
pub const BLOCK: usize = 240;
/// Levels below this many decibels under full scale count as silence.
const SILENCE_DB: f32 = -84.0;
/// Values for each decibel.
pub const STEPS_A_DB: f32 = 3.0;

/// Left and right, each in thirds of a decibel over silence.
pub type Loudness = [u8; 2];

/// The value of a level in decibels under full scale.
pub fn value_of(decibels: f32) -> u8 {
    ((decibels - SILENCE_DB) * STEPS_A_DB).round().clamp(0.0, 255.0) as u8
}

/// Hears interleaved stereo and gives a value for each block.
#[derive(Debug, Default)]
pub struct Envelope {
    power: [f64; 2],
    heard: usize,
}

impl Envelope {
    /// Takes interleaved samples; `told` hears of every block that became whole.
    pub fn push(&mut self, interleaved: &[f32], told: &mut dyn FnMut(Loudness)) {
        for pair in interleaved.as_chunks::<2>().0 {
            for (power, sample) in self.power.iter_mut().zip(pair) {
                // What is no number is silence to the encoder, too.
                *power += if sample.is_finite() { f64::from(*sample) * f64::from(*sample) } else { 0.0 };
            }
            self.heard += 1;
            if self.heard == BLOCK {
                told(self.ended());
            }
        }
    }

    /// The last block, where one was begun.
    pub fn finish(mut self) -> Option<Loudness> {
        (self.heard > 0).then(|| self.ended())
    }

    fn ended(&mut self) -> Loudness {
        let count = self.heard.max(1) as f64;
        let level = self.power.map(|power| value_of((10.0 * (power / count).log10()) as f32));
        *self = Self::default();
        level
    }
}

/// Gathers values into signatures as a chunk of sound keeps them.
#[derive(Debug)]
pub struct SoundSigner {
    envelope: Envelope,
    record: Signature,
    filled: usize,
}

impl Default for SoundSigner {
    fn default() -> Self {
        Self { envelope: Envelope::default(), record: [0; SIGNATURE_BYTES], filled: 0 }
    }
}

impl SoundSigner {
    /// Takes interleaved samples and gives the signatures that became full.
    pub fn push(&mut self, interleaved: &[f32]) -> Vec<Signature> {
        let mut full = Vec::new();
        let (record, filled) = (&mut self.record, &mut self.filled);
        self.envelope.push(interleaved, &mut |loudness| full.extend(put(record, filled, loudness)));
        full
    }

    /// The last signature, where one was begun.
    pub fn finish(mut self) -> Option<Signature> {
        let last = self.envelope.finish().and_then(|loudness| put(&mut self.record, &mut self.filled, loudness));
        last.or_else(|| (self.filled > 0).then_some(self.record))
    }
}

fn put(record: &mut Signature, filled: &mut usize, loudness: Loudness) -> Option<Signature> {
    record[*filled..*filled + 2].copy_from_slice(&loudness);
    *filled += 2;
    if *filled < SIGNATURE_BYTES {
        return None;
    }
    *filled = 0;
    Some(std::mem::replace(record, [0; SIGNATURE_BYTES]))
}

//! One clip while it sounds: its stretch of the source, its gain and its fades.

use super::decoder::Fallback;
use super::resample::Resampled;
use super::source::Source;
use crate::base::{Failure, Rational, Reason, printable};
use crate::timeline::sounds::{SAMPLE_RATE, SoundClip};

/// How much earlier than its clip a source may end without a word: less than a frame and a half of film.
const SHORT_SECONDS: f64 = 0.05;

/// A clip that is being heard.
pub struct Voice<'a> {
    clip: SoundClip,
    sound: Resampled<'a>,
    ready: Vec<f32>,
    given: usize,
    /// The clip's next sample.
    position: u64,
}

impl<'a> Voice<'a> {
    /// Opens the clip's source at the clip's sample `first`.
    pub fn open(clip: &SoundClip, first: u64, fallback: &'a dyn Fallback) -> Result<Self, Failure> {
        let start = clip.from.checked_mul(Rational::from_int(i64::from(SAMPLE_RATE)));
        let start = start.and_then(|start| i64::try_from(start.round()).ok());
        let index = start.and_then(|start| start.checked_add_unsigned(first)).filter(|index| index.abs() < 1 << 48);
        let index = index.ok_or_else(|| {
            let told = format!("{}: the sound can't start at {} s", printable::path(&clip.source), clip.from);
            Failure::new(Reason::InvalidProject, told)
        })?;
        let source = Source::open(&clip.source, clip.stream, fallback)?;
        let sound = Resampled::new(source, index)?;
        Ok(Self { clip: clip.clone(), sound, ready: Vec::new(), given: 0, position: first })
    }

    /// Adds the clip's next samples to interleaved stereo `out`, which must not reach past the clip's end.
    pub fn add_to(&mut self, out: &mut [f32]) -> Result<(), Failure> {
        for frame in out.chunks_exact_mut(2) {
            if self.given == self.ready.len() {
                self.refill()?;
            }
            let gain = self.gain();
            frame[0] += self.ready[self.given] * gain;
            frame[1] += self.ready[self.given + 1] * gain;
            self.given += 2;
            self.position += 1;
        }
        Ok(())
    }

    fn refill(&mut self) -> Result<(), Failure> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() {
            self.sound.read(&mut self.ready)?;
        }
        let Some(end) = self.sound.end() else { return Ok(()) };
        let from = self.clip.from.to_f64();
        let wanted = from + self.clip.samples as f64 / f64::from(SAMPLE_RATE);
        if wanted - end <= SHORT_SECONDS {
            return Ok(());
        }
        let told = format!(
            "{}: the sound ends at {end:.2} s, but it is used from {from:.2} s to {wanted:.2} s; \
             shorten the clip or replace the file",
            printable::path(&self.clip.source)
        );
        Err(Failure::new(Reason::SourceDamaged, told))
    }

    /// The factor for the next sample: gain, and both fades as straight lines from the clip's own ends.
    fn gain(&self) -> f32 {
        let ramp = |distance: u64, length: u64| match distance < length {
            true => (distance as f64 / length as f64) as f32,
            false => 1.0,
        };
        let to_end = self.clip.samples.saturating_sub(self.position);
        self.clip.gain * ramp(self.position, self.clip.fade_in) * ramp(to_end, self.clip.fade_out)
    }
}

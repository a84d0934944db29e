//! Clips added up, as loud as they are: what the mixer masters, and what a shown project sounds like.

use std::sync::Arc;

use super::decoder::Fallback;
use super::tape::Tape;
use super::voice::Voice;
use crate::base::Failure;
use crate::timeline::sounds::{SAMPLE_RATE, SoundClip, SoundPlan};

/// The clips of a plan one upon the other. The samples do not depend on the size of the blocks in which they are asked for.
pub struct Sum<'a> {
    total: u64,
    done: u64,
    fallback: &'a dyn Fallback,
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    clip: SoundClip,
    /// Output samples over which it is heard.
    from: u64,
    to: u64,
    /// Only there while it sounds, so that a hundred clips don't hold a hundred files open.
    voice: Option<Voice<'a>>,
}

impl<'a> Sum<'a> {
    pub fn new(clips: &[SoundClip], total: u64, fallback: &'a dyn Fallback) -> Self {
        let parts = clips.iter().filter_map(|clip| {
            let (from, to) = clip.heard();
            let from = u64::try_from(from.max(0)).unwrap_or(0);
            let to = u64::try_from(to.max(0)).unwrap_or(0).min(total);
            (from < to).then(|| Part { clip: clip.clone(), from, to, voice: None })
        });
        Self { total, done: 0, fallback, parts: parts.collect() }
    }

    /// Samples (stereo frames) of the whole.
    pub fn samples(&self) -> u64 {
        self.total
    }

    /// Makes this sample the next one.
    pub fn go_to(&mut self, sample: u64) {
        if self.done != sample {
            self.parts.iter_mut().for_each(|part| part.voice = None);
            self.done = sample.min(self.total);
        }
    }

    /// Fills interleaved stereo `out` as far as it goes and says how many frames that were; 0 at the end.
    pub fn next(&mut self, out: &mut [f32]) -> Result<usize, Failure> {
        let room = (out.len() / 2) as u64;
        let frames = room.min(self.total - self.done);
        let (begin, end) = (self.done, self.done + frames);
        let at = |sample: u64| usize::try_from(sample - begin).unwrap_or(usize::MAX).saturating_mul(2);
        let out = &mut out[..at(end)];
        out.fill(0.0);
        // In the plan's order: sums of floats depend on it.
        for part in &mut self.parts {
            let (from, to) = (part.from.max(begin), part.to.min(end));
            if from >= to {
                continue;
            }
            let voice = match &mut part.voice {
                Some(voice) => voice,
                none => {
                    // Before zero where the export's range cuts into the clip.
                    let first = u64::try_from(i128::from(from) - i128::from(part.clip.start)).unwrap_or(0);
                    none.insert(Voice::open(&part.clip, first, self.fallback)?)
                }
            };
            voice.add_to(&mut out[at(from)..at(to)])?;
            if to == part.to {
                part.voice = None;
            }
        }
        self.done = end;
        Ok(out.len() / 2)
    }
}

/// The mix of a project that another one shows, as a source.
pub struct Mixed<'a> {
    sum: Sum<'a>,
    /// Frames of silence before its beginning.
    silence: u64,
}

impl<'a> Mixed<'a> {
    pub fn new(plan: &Arc<SoundPlan>, fallback: &'a dyn Fallback) -> Self {
        Self { sum: Sum::new(&plan.clips, plan.samples, fallback), silence: 0 }
    }
}

impl Tape for Mixed<'_> {
    fn rate(&self) -> u32 {
        SAMPLE_RATE
    }

    fn go_to(&mut self, index: i64) -> Result<(), Failure> {
        self.silence = u64::try_from(index.saturating_neg()).unwrap_or(0);
        self.sum.go_to(u64::try_from(index).unwrap_or(0));
        Ok(())
    }

    fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, Failure> {
        let silent = usize::try_from(self.silence).unwrap_or(usize::MAX).min(frames);
        out.resize(out.len() + silent * 2, 0.0);
        self.silence -= silent as u64;
        let start = out.len();
        out.resize(start + (frames - silent) * 2, 0.0);
        let got = self.sum.next(&mut out[start..])?;
        out.truncate(start + got * 2);
        Ok(silent + got)
    }
}

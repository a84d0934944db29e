//! The whole sound of an export as a stream of blocks: exactly as many samples as the plan says, in memory that does not
//! grow with them.

use super::decoder::Fallback;
use super::voice::Voice;
use crate::base::{Failure, Reason, printable};
use crate::timeline::sounds::{SoundClip, SoundPlan};

/// Raised when the same plan and sources give other samples.
pub const EPOCH: u32 = 1;

/// The mix of a plan. Its samples do not depend on the size of the blocks in which they are asked for.
pub struct Mixer<'a> {
    total: u64,
    done: u64,
    clipped: u64,
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

impl<'a> Mixer<'a> {
    /// Prepares the mix; a source is opened when its clip begins, but a missing one is told now.
    pub fn new(plan: &SoundPlan, fallback: &'a dyn Fallback) -> Result<Self, Failure> {
        for clip in &plan.clips {
            let facts = std::fs::metadata(&clip.source);
            let facts = facts.map_err(|error| Failure::io("opening the sound", &clip.source, &error))?;
            if !facts.is_file() {
                // Opening a pipe would wait for whoever writes into it.
                let told = format!("{}: this is no file, so it can't be heard", printable::path(&clip.source));
                return Err(Failure::new(Reason::SourceDamaged, told));
            }
        }
        let parts = plan.clips.iter().filter_map(|clip| {
            let end = i128::from(clip.start) + i128::from(clip.samples);
            let from = u64::try_from(clip.start.max(0)).unwrap_or(0);
            let to = u64::try_from(end.clamp(0, i128::from(plan.samples))).unwrap_or(0);
            (from < to).then(|| Part { clip: clip.clone(), from, to, voice: None })
        });
        Ok(Self { total: plan.samples, done: 0, clipped: 0, fallback, parts: parts.collect() })
    }

    /// Samples (stereo frames) of the whole mix.
    pub fn samples(&self) -> u64 {
        self.total
    }

    /// Samples given out so far.
    pub fn position(&self) -> u64 {
        self.done
    }

    /// How many single values so far were louder than full scale and were cut to it.
    pub fn clipped(&self) -> u64 {
        self.clipped
    }

    /// Fills interleaved stereo `out` as far as the mix goes and says how many frames that were; 0 at the end.
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
        for sample in out.iter_mut() {
            if sample.abs() > 1.0 {
                *sample = sample.clamp(-1.0, 1.0);
                self.clipped += 1;
            }
        }
        self.done = end;
        Ok(out.len() / 2)
    }
}

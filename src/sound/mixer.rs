//! The whole sound of an export as a stream of blocks: exactly as many samples as the plan says, in memory that does not
//! grow with them.

use super::decoder::Fallback;
use super::master::Mastering;
use super::sum::Sum;
use crate::base::{Failure, Reason, printable};
use crate::timeline::sounds::SoundPlan;

/// Raised when the same plan and sources give other samples.
pub const EPOCH: u32 = 2;

/// The mix of a plan. Its samples do not depend on the size of the blocks in which they are asked for.
///
/// Where the plan is mastered, the whole mix is measured first, in several passes. [`Mixer::settle`] does that step by step
/// for callers that have to tell how they get on; [`Mixer::next`] does all that is left of it.
pub struct Mixer<'a> {
    sum: Sum<'a>,
    mastering: Option<Mastering>,
    /// Mastered samples that were not given out.
    ready: Vec<f32>,
    given: usize,
    done: u64,
    clipped: u64,
}

impl<'a> Mixer<'a> {
    /// Prepares the mix; a source is opened when its clip begins, but a missing one is told now.
    pub fn new(plan: &SoundPlan, fallback: &'a dyn Fallback) -> Result<Self, Failure> {
        for (source, _) in plan.files() {
            let facts = std::fs::metadata(source);
            let facts = facts.map_err(|error| Failure::io("opening the sound", source, &error))?;
            if !facts.is_file() {
                // Opening a pipe would wait for whoever writes into it.
                let told = format!("{}: this is no file, so it can't be heard", printable::path(source));
                return Err(Failure::new(Reason::SourceDamaged, told));
            }
        }
        Ok(Self {
            sum: Sum::new(&plan.clips, plan.samples, fallback),
            mastering: plan.master.map(Mastering::new).transpose()?,
            ready: Vec::new(),
            given: 0,
            done: 0,
            clipped: 0,
        })
    }

    /// Samples (stereo frames) of the whole mix.
    pub fn samples(&self) -> u64 {
        self.sum.samples()
    }

    /// Samples given out so far.
    pub fn position(&self) -> u64 {
        self.done
    }

    /// How many single values so far were louder than full scale and were cut to it.
    pub fn clipped(&self) -> u64 {
        self.clipped
    }

    /// One step of what has to be known before the first sample; false when nothing is left to do.
    pub fn settle(&mut self) -> Result<bool, Failure> {
        match &mut self.mastering {
            Some(mastering) => mastering.step(&mut self.sum),
            None => Ok(false),
        }
    }

    /// Fills interleaved stereo `out` as far as the mix goes and says how many frames that were; 0 at the end.
    pub fn next(&mut self, out: &mut [f32]) -> Result<usize, Failure> {
        while self.settle()? {}
        let frames = match &mut self.mastering {
            None => self.sum.next(out)?,
            Some(_) => self.mastered(out)?,
        };
        for sample in &mut out[..frames * 2] {
            if sample.abs() > 1.0 {
                *sample = sample.clamp(-1.0, 1.0);
                self.clipped += 1;
            }
        }
        self.done += frames as u64;
        Ok(frames)
    }

    fn mastered(&mut self, out: &mut [f32]) -> Result<usize, Failure> {
        let left = usize::try_from(self.sum.samples() - self.done).unwrap_or(usize::MAX);
        let wanted = (out.len() / 2).min(left);
        let mut frames = 0;
        while frames < wanted {
            if self.given == self.ready.len() {
                self.ready.clear();
                self.given = 0;
                let Some(mastering) = &mut self.mastering else { break };
                let more = mastering.next(&mut self.sum, &mut self.ready)?;
                if !more && self.ready.is_empty() {
                    break;
                }
            }
            let count = (self.ready.len() - self.given).min((wanted - frames) * 2);
            out[frames * 2..frames * 2 + count].copy_from_slice(&self.ready[self.given..self.given + count]);
            self.given += count;
            frames += count / 2;
        }
        Ok(frames)
    }
}

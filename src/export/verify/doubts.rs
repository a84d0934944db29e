//! Frames that seem to show a neighbour: an encoder of low quality does that, too, where a fade begins. So they are told only
//! when the whole film is known, and only where they are worse than what is usual in it.

use super::verdict::{Fault, Verdict};

/// How unlike a frame is at least that a person sees to be another one, in mean squares of levels.
const SEEN: f32 = 0.6;
/// How much worse it must be than three quarters of the film.
const TIMES_WORSE: f32 = 2.5;
/// Where more than this part of a film is in doubt, it is not the encoder.
const TOO_MANY: f32 = 0.1;
/// Doubts that are kept.
const MOST: usize = 512;
/// How finely frames are counted: steps of the logarithm to the base 2.
const STEPS: f32 = 4.0;
const BUCKETS: usize = 96;
/// The bucket of what is as unlike as a mean square of 1.
const ONE: f32 = 48.0;

/// Counts how unlike frames are, and keeps the doubts.
pub struct Doubts {
    counts: [u64; BUCKETS],
    frames: u64,
    doubts: Vec<(f32, Fault)>,
    count: u64,
}

impl Default for Doubts {
    fn default() -> Self {
        Self { counts: [0; BUCKETS], frames: 0, doubts: Vec::new(), count: 0 }
    }
}

impl Doubts {
    /// A frame of the film, whatever it is.
    pub fn frame(&mut self, unlike: f32) {
        let bucket = unlike.max(1e-6).log2().mul_add(STEPS, ONE).clamp(0.0, (BUCKETS - 1) as f32);
        self.counts[bucket as usize] += 1;
        self.frames += 1;
    }

    pub fn doubt(&mut self, unlike: f32, fault: Fault) {
        self.count += 1;
        if self.doubts.len() < MOST {
            self.doubts.push((unlike, fault));
        }
    }

    /// Tells those that are faults.
    pub fn tell(self, verdict: &mut Verdict) {
        let least =
            if self.count as f32 > TOO_MANY * self.frames as f32 { SEEN } else { SEEN.max(TIMES_WORSE * self.usual()) };
        for (_, fault) in self.doubts.into_iter().filter(|(unlike, _)| *unlike > least) {
            verdict.put(fault);
        }
    }

    /// Three quarters of the frames are at most so unlike.
    fn usual(&self) -> f32 {
        let mut seen = 0;
        let bucket = self.counts.iter().position(|count| {
            seen += count;
            seen * 4 >= self.frames * 3
        });
        bucket.map_or(0.0, |bucket| ((bucket as f32 + 1.0 - ONE) / STEPS).exp2())
    }
}

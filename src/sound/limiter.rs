//! Holds the true peak of a mix under a ceiling: looks at the curve between the samples too, and turns down a moment before
//! it would go over, so smoothly that nothing clicks.

use std::collections::VecDeque;

use super::follow::bessel;

/// Samples to each side that say what lies between two of them.
const TAPS: usize = 16;
/// How long before a peak it begins to turn down.
const AHEAD: usize = 240;
/// What part of the way back to full is left after a sample: a time constant of 60 ms.
const RELEASE: f64 = 1.0 - 1.0 / (0.060 * 48_000.0);

/// Samples come out `AHEAD + TAPS` later than they go in.
pub struct Limiter {
    ceiling: f32,
    /// For three places between two samples, the weights of those around.
    between: [[f32; 2 * TAPS]; 3],
    /// Frames that have not come out yet.
    waiting: VecDeque<[f32; 2]>,
    /// The highest peak behind the newest sample that was judged.
    behind: f32,
    /// How much the follower lets through.
    follows: f64,
    /// The lowest factors of what is ahead, ascending, each with its place.
    lowest: VecDeque<(u64, f64)>,
    /// The latest of them, and their sum: the factor is their mean.
    mean: VecDeque<f64>,
    sum: f64,
    judged: u64,
    taken: u64,
}

impl Limiter {
    /// `ceiling` is a factor of full scale.
    pub fn new(ceiling: f32) -> Self {
        let weight = |place: usize, tap: usize| {
            let distance = tap as f64 - (TAPS as f64 - 1.0) - (place + 1) as f64 / 4.0;
            let angle = std::f64::consts::PI * distance;
            let along = distance / TAPS as f64;
            let window = bessel(7.0 * libm::sqrt((1.0 - along * along).max(0.0))) / bessel(7.0);
            (libm::sin(angle) / angle * window) as f32
        };
        let between = [0, 1, 2].map(|place| std::array::from_fn(|tap| weight(place, tap)));
        Self {
            ceiling,
            between,
            waiting: std::iter::repeat_n([0.0; 2], TAPS - 1).collect(),
            behind: 0.0,
            follows: 1.0,
            lowest: VecDeque::new(),
            mean: std::iter::repeat_n(1.0, AHEAD + 1).collect(),
            sum: (AHEAD + 1) as f64,
            judged: 0,
            taken: 0,
        }
    }

    /// Takes interleaved stereo samples and appends those that are ready.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        for frame in samples.chunks_exact(2) {
            self.waiting.push_back([frame[0], frame[1]]);
            self.taken += 1;
            if self.taken > TAPS as u64 {
                self.judge(out);
            }
        }
    }

    /// Gives what is still inside; the limiter is empty then.
    pub fn finish(&mut self, out: &mut Vec<f32>) {
        let wanted = out.len() + usize::try_from(self.inside()).unwrap_or(0) * 2;
        while out.len() < wanted {
            self.push(&[0.0; 2], out);
        }
        out.truncate(wanted);
    }

    /// Frames that went in and did not come out.
    fn inside(&self) -> u64 {
        self.taken - self.judged.saturating_sub(AHEAD as u64)
    }

    /// Judges the oldest frame that has all its neighbours, and lets out the one that is due.
    fn judge(&mut self, out: &mut Vec<f32>) {
        let newest = self.waiting.len() - 1;
        // The frame that is judged has TAPS newer ones.
        let first = newest + 1 - 2 * TAPS;
        let mut peak: [f32; 2] = self.waiting[newest - TAPS].map(f32::abs);
        let mut ahead = 0f32;
        for weights in &self.between {
            let mut sides = [0f32; 2];
            for (weight, frame) in weights.iter().zip(self.waiting.range(first..)) {
                sides[0] += frame[0] * weight;
                sides[1] += frame[1] * weight;
            }
            ahead = ahead.max(sides[0].abs()).max(sides[1].abs());
        }
        peak[0] = peak[0].max(peak[1]).max(self.behind).max(ahead);
        self.behind = ahead;
        let allowed = if peak[0] > self.ceiling { f64::from(self.ceiling) / f64::from(peak[0]) } else { 1.0 };
        self.follows = allowed.min(1.0 - (1.0 - self.follows) * RELEASE);
        while self.lowest.back().is_some_and(|(_, factor)| *factor >= self.follows) {
            self.lowest.pop_back();
        }
        self.lowest.push_back((self.judged, self.follows));
        while self.lowest.front().is_some_and(|(at, _)| at + (AHEAD as u64) < self.judged) {
            self.lowest.pop_front();
        }
        let least = self.lowest.front().map_or(1.0, |(_, factor)| *factor);
        self.mean.push_back(least);
        self.sum += least - self.mean.pop_front().unwrap_or(1.0);
        self.judged += 1;
        // Every one of the averaged factors covers the frame that comes out now.
        if self.judged > AHEAD as u64
            && let Some([left, right]) = self.out()
        {
            let factor = (self.sum / (AHEAD + 1) as f64).min(1.0) as f32;
            out.extend([left * factor, right * factor]);
        }
    }

    /// The oldest frame, once those that it is judged with are further on.
    fn out(&mut self) -> Option<[f32; 2]> {
        // The first TAPS - 1 are the silence before the beginning.
        let at = self.waiting.len().checked_sub(TAPS + 1 + AHEAD)?;
        let frame = *self.waiting.get(at)?;
        self.waiting.drain(..at.saturating_sub(2 * TAPS));
        Some(frame)
    }
}

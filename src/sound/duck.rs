//! Making room: a sound gets quieter while another one is heard.
//!
//! The other sound is taken with its gain and its fades. In blocks of 10 ms of the project's time it counts as heard where
//! one sample of it reaches -40 dBFS. The sound that makes room is down by all of `by` in those blocks and for 300 ms after
//! each, comes down to that in a straight line of decibels over the 150 ms before one, and goes up again over 500 ms.

use std::collections::VecDeque;

use super::decoder::Fallback;
use super::sum::Sum;
use crate::base::Failure;
use crate::timeline::sounds::{Ducking, SoundClip};

const BLOCK: i64 = 480;
/// -40 dBFS.
const HEARD: f32 = 0.01;
const DOWN: i64 = 7_200;
const STAYS: i64 = 14_400;
const UP: i64 = 24_000;

/// Asked for ascending samples of the plan.
pub struct Ducker<'a> {
    sum: Sum<'a>,
    by: f64,
    origin: i64,
    /// Whether the other sound is heard in the blocks from `first` on.
    heard: VecDeque<bool>,
    first: i64,
    /// The block that the last sample lay in, and what there is around it.
    block: Option<i64>,
    around: Around,
    /// The project's sample behind the last block that was heard and passed.
    last_end: Option<i64>,
}

#[derive(Clone, Copy)]
enum Around {
    Heard,
    /// Where the last block that was heard ended and where the next one begins, in samples of the project.
    Between(Option<i64>, Option<i64>),
}

impl<'a> Ducker<'a> {
    /// Ready for samples of the plan from `sample` on.
    pub fn new(ducking: &Ducking, sample: i64, fallback: &'a dyn Fallback) -> Result<Self, Failure> {
        let first = (sample.saturating_add(ducking.origin) - STAYS - UP).div_euclid(BLOCK);
        let begins = first * BLOCK - ducking.origin;
        let under: Vec<_> = ducking.under.iter().map(|clip| moved(clip, begins)).collect();
        Ok(Self {
            sum: Sum::new(&under, u64::MAX >> 16, fallback),
            by: ducking.by,
            origin: ducking.origin,
            heard: VecDeque::new(),
            first,
            block: None,
            around: Around::Between(None, None),
            last_end: None,
        })
    }

    /// The factor at a sample of the plan.
    pub fn factor(&mut self, sample: i64) -> Result<f32, Failure> {
        let place = sample.saturating_add(self.origin);
        let block = place.div_euclid(BLOCK);
        if self.block != Some(block) {
            self.look_around(block)?;
            self.block = Some(block);
        }
        let amount = match self.around {
            Around::Heard => 1.0,
            Around::Between(last, next) => {
                let going = last.map_or(0.0, |last| 1.0 - (place - last - STAYS) as f64 / UP as f64);
                let coming = next.map_or(0.0, |next| 1.0 - (next - place) as f64 / DOWN as f64);
                going.max(coming).clamp(0.0, 1.0)
            }
        };
        Ok(if amount == 0.0 { 1.0 } else { libm::pow(10.0, -self.by * amount / 20.0) as f32 })
    }

    fn look_around(&mut self, block: i64) -> Result<(), Failure> {
        let furthest = block + DOWN / BLOCK;
        let mut samples = [0f32; BLOCK as usize * 2];
        while self.first + (self.heard.len() as i64) <= furthest {
            self.sum.next(&mut samples)?;
            self.heard.push_back(samples.iter().any(|sample| sample.abs() >= HEARD));
        }
        while self.first < block {
            if self.heard.pop_front() == Some(true) {
                self.last_end = Some((self.first + 1) * BLOCK);
            }
            self.first += 1;
        }
        self.around = if self.heard.front() == Some(&true) {
            Around::Heard
        } else {
            let next = self.heard.iter().position(|heard| *heard);
            Around::Between(self.last_end, next.map(|ahead| (self.first + ahead as i64) * BLOCK))
        };
        Ok(())
    }
}

/// A clip in a plan that begins `by` samples later.
fn moved(clip: &SoundClip, by: i64) -> SoundClip {
    let mut clip = SoundClip { start: clip.start.saturating_sub(by), ..clip.clone() };
    clip.way.gain = clip.way.gain.map(|course| course.later(by));
    clip
}

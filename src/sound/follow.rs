//! A tape run faster or slower, its pitch with it: from the tape's own rate to 48 kHz in one step. Every output sample is a
//! closed form of its place, so that reading may begin anywhere.

use super::tape::Tape;
use crate::base::{Failure, Rational, Reason};
use crate::timeline::sounds::SAMPLE_RATE;

/// Zero crossings of the filter to each side.
const CROSSINGS: usize = 48;
/// Values of the filter between two crossings; what lies between is on a straight line.
const FINE: usize = 512;
/// Kaiser's beta: what is folded back lies 90 dB down.
const BETA: f64 = 9.0;
/// Where the filter lets half through, as part of the narrower of the two bands.
const CUTOFF: f64 = 0.94;
/// Output frames that are made at a time.
const BLOCK: i64 = 1024;

/// The frames of a tape at 48 kHz and another speed.
pub struct Follow<'a> {
    tape: Box<dyn Tape + 'a>,
    /// Frames of the tape for one of the output: `num / den`.
    num: i128,
    den: i128,
    /// How much the filter is stretched: tape frames to crossings.
    narrow: f64,
    reach: i64,
    filter: Vec<f32>,
    next: i64,
    input: Vec<f32>,
    input_at: i64,
}

impl<'a> Follow<'a> {
    /// Starts at output frame `index`; the tape runs at `speed`.
    pub fn new(mut tape: Box<dyn Tape + 'a>, speed: Rational, index: i64) -> Result<Self, Failure> {
        let step = speed.checked_mul(Rational::new(i64::from(tape.rate()), i64::from(SAMPLE_RATE)));
        let step = step.filter(|step| step.is_positive() && step.num() < 1 << 60 && step.den() < 1 << 60);
        let step = step.ok_or_else(|| Failure::new(Reason::InvalidProject, "a sound can't run at such a speed"))?;
        let narrow = CUTOFF * (1.0 / step.to_f64()).min(1.0);
        let reach = (CROSSINGS as f64 / narrow).ceil() as i64;
        let first = (i128::from(index) * step.num()).div_euclid(step.den());
        let input_at = i64::try_from(first).unwrap_or(i64::MAX / 2) - reach;
        tape.go_to(input_at)?;
        Ok(Self {
            tape,
            num: step.num(),
            den: step.den(),
            narrow,
            reach,
            filter: filter(),
            next: index,
            input: Vec::new(),
            input_at,
        })
    }

    /// Appends some more stereo frames to `out`.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<(), Failure> {
        let place = |index: i64| {
            let scaled = i128::from(index) * self.num;
            (scaled.div_euclid(self.den) as i64, scaled.rem_euclid(self.den) as f64 / self.den as f64)
        };
        let needed = place(self.next + BLOCK - 1).0 + self.reach + 1;
        let has = self.input_at + (self.input.len() / 2) as i64;
        if let Ok(more) = usize::try_from(needed - has) {
            let got = self.tape.read(more, &mut self.input)?;
            self.input.resize(self.input.len() + (more - got) * 2, 0.0);
        }
        for index in self.next..self.next + BLOCK {
            let (whole, part) = place(index);
            let first = whole - self.reach + 1;
            let at = usize::try_from(first - self.input_at).unwrap_or(0);
            let frames = &self.input[at * 2..(at + 2 * self.reach as usize) * 2];
            let (mut left, mut right) = (0f32, 0f32);
            for (tap, frame) in frames.chunks_exact(2).enumerate() {
                let distance = ((tap as i64 - self.reach + 1) as f64 - part).abs() * self.narrow * FINE as f64;
                let (cell, between) = (distance as usize, distance.fract() as f32);
                if cell + 1 >= self.filter.len() {
                    continue;
                }
                let weight = self.filter[cell] + (self.filter[cell + 1] - self.filter[cell]) * between;
                left += frame[0] * weight;
                right += frame[1] * weight;
            }
            out.extend([left * self.narrow as f32, right * self.narrow as f32]);
        }
        self.next += BLOCK;
        let passed = usize::try_from(place(self.next).0 - self.reach - self.input_at).unwrap_or(0);
        self.input.drain(..(passed * 2).min(self.input.len()));
        self.input_at += passed as i64;
        Ok(())
    }
}

/// One side of the filter, in crossings.
fn filter() -> Vec<f32> {
    let end = CROSSINGS * FINE;
    let value = |index: usize| {
        let crossings = index as f64 / FINE as f64;
        let angle = std::f64::consts::PI * crossings;
        let sinc = if index == 0 { 1.0 } else { libm::sin(angle) / angle };
        let along = index as f64 / end as f64;
        sinc * bessel(BETA * libm::sqrt((1.0 - along * along).max(0.0))) / bessel(BETA)
    };
    (0..=end).map(|index| value(index) as f32).collect()
}

/// The modified Bessel function of order zero.
pub(super) fn bessel(x: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-16 {
        term *= (x / (2.0 * k)) * (x / (2.0 * k));
        sum += term;
        k += 1.0;
    }
    sum
}

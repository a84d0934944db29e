//! By how much a sound comes too early or too late: where its course of loudness fits the rendered one best.

use crate::export::proof::Loudness;
use crate::export::proof::envelope::{BLOCK, value_of};
use crate::media::SOUND_RATE;

/// Blocks of a stretch that is looked at for itself, and how far it is moved either way: 5 s, 1 s.
const STRETCH: usize = 1000;
const REACH: i64 = 200;
/// Below this all is silence.
const QUIET_DB: f32 = -60.0;
/// Differences up to a decibel are an encoder's own.
const ITS_OWN: u8 = 3;
/// How much better it must fit elsewhere: three times, and by so many thirds of a decibel in sum.
const TIMES_BETTER: u64 = 3;
const BETTER: u64 = 150;
/// Fits nowhere.
const NOTHING: u64 = u64::MAX / 8;
/// Less than this nobody hears, and loudness does not show.
const LEAST_SECONDS: f64 = 0.004;

/// From `from` on, in seconds, the sound comes this much too late.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    pub from: f64,
    pub seconds: f64,
    pub blocks: i64,
}

/// Finds shifts, stretch for stretch.
pub struct Shifts<'a> {
    rendered: &'a [Loudness],
    heard: &'a [Loudness],
}

impl<'a> Shifts<'a> {
    pub fn find(rendered: &'a [Loudness], heard: &'a [Loudness]) -> Vec<Shift> {
        let shifts = Self { rendered, heard };
        let mut found: Vec<Shift> = Vec::new();
        let mut from = 0;
        while from < rendered.len() {
            let to = (from + STRETCH).min(rendered.len());
            let now = found.last().map_or(0, |shift| shift.blocks);
            if let Some(shift) = shifts.of_stretch((from, to), now) {
                found.push(shift);
            }
            from = to;
        }
        found
    }

    fn of_stretch(&self, (from, to): (usize, usize), now: i64) -> Option<Shift> {
        let misfits: Vec<u64> = (-REACH..=REACH).map(|lag| self.misfit((from, to), lag)).collect();
        let at = |lag: i64| usize::try_from(lag + REACH).ok().and_then(|at| misfits.get(at)).copied();
        let lags = (-REACH..=REACH).filter_map(|lag| Some((at(lag)?, lag)));
        let (best, lag) = lags.min_by_key(|(misfit, lag)| (*misfit, (lag - now).abs()))?;
        let here = at(now)?;
        if lag == now || here < TIMES_BETTER * best + BETTER {
            return None;
        }
        // Between blocks: where the two flanks of the valley meet.
        let (before, after) = (at(lag - 1).unwrap_or(best), at(lag + 1).unwrap_or(best));
        let deep = (before.max(after) - best).max(1) as f64;
        let part = 0.5 * (before as f64 - after as f64) / deep;
        let block = BLOCK as f64 / f64::from(SOUND_RATE);
        let seconds = (lag as f64 + part) * block;
        let begins = if from == 0 { 0.0 } else { self.begins((from, to), now, lag) as f64 * block };
        (seconds.abs() >= LEAST_SECONDS || now != 0).then_some(Shift { from: begins, seconds, blocks: lag })
    }

    /// The block from which on the stretch fits better elsewhere.
    fn begins(&self, (from, to): (usize, usize), now: i64, then: i64) -> usize {
        let mut best = (0i64, from);
        let mut gain = 0i64;
        for block in from..to {
            let now = i64::try_from(self.compared((block, block + 1), now).sum).unwrap_or(0);
            let then = i64::try_from(self.compared((block, block + 1), then).sum).unwrap_or(0);
            gain += then - now;
            if gain > best.0 {
                best = (gain, block + 1);
            }
        }
        best.1
    }

    /// How badly a stretch fits when it is heard `lag` blocks later, in thirds of a decibel.
    fn misfit(&self, stretch: (usize, usize), lag: i64) -> u64 {
        let Compared { sum, loud, lost } = self.compared(stretch, lag);
        // Where what can be heard is left out, everything fits.
        if lost * 4 > loud { NOTHING } else { sum }
    }

    fn compared(&self, (from, to): (usize, usize), lag: i64) -> Compared {
        let quiet = value_of(QUIET_DB);
        let mut compared = Compared::default();
        for (place, meant) in self.rendered[from..to].iter().enumerate() {
            let at = i64::try_from(from + place).unwrap_or(i64::MAX).saturating_add(lag);
            let is_loud = u64::from(meant.iter().any(|side| *side > quiet));
            compared.loud += is_loud;
            // What would stand before the beginning or behind the end is not known.
            let Some(is) = usize::try_from(at).ok().and_then(|at| self.heard.get(at)) else {
                compared.lost += is_loud;
                continue;
            };
            for side in 0..2 {
                let off = meant[side].max(quiet).abs_diff(is[side].max(quiet));
                compared.sum += u64::from(off.saturating_sub(ITS_OWN));
            }
        }
        compared
    }
}

/// How a stretch fits at one lag.
#[derive(Default)]
struct Compared {
    /// All that does not fit.
    sum: u64,
    /// Blocks that can be heard, and those of them that there is nothing to compare with.
    loud: u64,
    lost: u64,
}

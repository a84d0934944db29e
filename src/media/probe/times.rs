//! Stamps into frame times: a constant rate where the stamps are that rate rounded, the stamps themselves otherwise.

use crate::base::Rational;
use crate::base::facts::FrameTimes;

/// Rates that cameras and editors use. They are tried first, for a short clip's stamps fit many.
const USUAL_RATES: [(i64, i64); 16] = [
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (48_000, 1001),
    (48, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
    (90, 1),
    (100, 1),
    (120_000, 1001),
    (120, 1),
    (144, 1),
    (240, 1),
];

/// Stamps of a stream as they were found.
#[derive(Debug, Clone, Copy)]
pub struct TimedFrames<'a> {
    /// When each frame is shown, ascending, in units of the time base.
    pub stamps: &'a [i64],
    /// How long the last frame lasts in the same units; 0 where nothing says.
    pub last_duration: i64,
    pub time_base: Rational,
    /// Where the file's time line begins.
    pub origin: Rational,
}

/// The origin in units of a stream's time base, the nearest one.
pub fn origin_ticks(origin: Rational, time_base: Rational) -> i64 {
    origin.checked_div(time_base).and_then(|ticks| i64::try_from(ticks.round()).ok()).unwrap_or(0)
}

/// Frame times on the file's time line. `declared` are rates that the container names. `None` without frames, or where
/// stamps lie beyond what can be counted.
pub fn frame_times(found: &TimedFrames<'_>, declared: &[Rational]) -> Option<FrameTimes> {
    let (&first, &last) = (found.stamps.first()?, found.stamps.last()?);
    let count = found.stamps.len() as u64;
    let first_time = found.time_base.checked_mul(Rational::from_int(first))?.checked_sub(found.origin)?;
    if let Some(rate) = constant_rate(found, declared) {
        return Some(FrameTimes::Constant { rate, first: first_time, count });
    }
    let shift = origin_ticks(found.origin, found.time_base);
    let stamps: Option<Vec<i64>> = found.stamps.iter().map(|stamp| stamp.checked_sub(shift)).collect();
    let steps = i64::try_from(count).ok()? - 1;
    let usual = if steps > 0 { last.checked_sub(first)? / steps } else { 0 };
    let lasts = if found.last_duration > 0 { found.last_duration } else { usual.max(1) };
    Some(FrameTimes::Variable { stamps: stamps?, end: last.checked_sub(shift)?.checked_add(lasts)? })
}

fn constant_rate(found: &TimedFrames<'_>, declared: &[Rational]) -> Option<Rational> {
    let usual = USUAL_RATES.iter().map(|(num, den)| Rational::new(*num, *den));
    if found.stamps.len() < 2 {
        return declared.iter().copied().find(|rate| plausible(*rate));
    }
    // Exact steps win over steps that only fit when rounded, whatever the rate is called.
    let exact = exact_rate(found).filter(|rate| plausible(*rate));
    let candidates = exact.into_iter().chain(usual).chain(declared.iter().copied());
    candidates.filter(|rate| plausible(*rate)).find(|rate| fits(found, *rate))
}

fn plausible(rate: Rational) -> bool {
    rate >= Rational::new(1, 10) && rate <= Rational::from_int(1000) && rate.den() <= 1_000_000 && rate.num() < 1 << 40
}

/// The rate at which every step is the same whole number of ticks, in time bases fine enough for that to mean something.
fn exact_rate(found: &TimedFrames<'_>) -> Option<Rational> {
    let step = found.stamps.get(1)?.checked_sub(*found.stamps.first()?)?;
    let same = found.stamps.windows(2).all(|pair| pair[1].checked_sub(pair[0]) == Some(step));
    if !same || step <= 0 {
        return None;
    }
    let rate = found.time_base.checked_mul(Rational::from_int(step))?.recip()?;
    // Three frames of 33 ms are 30 frames a second in a clock of milliseconds, and not 30.303.
    let coarse = found.time_base >= Rational::new(1, 1000);
    let near = |usual: &Rational| fits(found, *usual);
    let usual_fits = USUAL_RATES.iter().map(|(num, den)| Rational::new(*num, *den)).any(|usual| near(&usual));
    (!(coarse && usual_fits && step > 1)).then_some(rate)
}

/// Whether every stamp is within one tick of that rate's.
fn fits(found: &TimedFrames<'_>, rate: Rational) -> bool {
    let Some(ticks) = found.time_base.checked_mul(rate).and_then(Rational::recip) else { return false };
    // A frame must be longer than twice what rounding can move it, or every rate would fit.
    if ticks < Rational::from_int(1) || (ticks < Rational::from_int(3) && ticks.den() != 1) {
        return false;
    }
    let (num, den) = (ticks.num(), ticks.den());
    let first = i128::from(found.stamps[0]);
    found.stamps.iter().enumerate().all(|(index, stamp)| {
        let real = (i128::from(*stamp) - first).checked_mul(den);
        let ideal = (index as i128).checked_mul(num);
        real.zip(ideal).is_some_and(|(real, ideal)| (real - ideal).abs() <= if den == 1 { 0 } else { den })
    })
}

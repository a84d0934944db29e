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

fn usual_rates() -> impl Iterator<Item = Rational> {
    USUAL_RATES.iter().map(|(num, den)| Rational::new(*num, *den))
}

fn constant_rate(found: &TimedFrames<'_>, declared: &[Rational]) -> Option<Rational> {
    let declared = || declared.iter().copied().filter(|rate| plausible(*rate));
    if found.stamps.len() < 2 {
        return declared().next();
    }
    // A short clip's rounded stamps fit several rates: first what the container names, then what fits best.
    let named = declared().filter(|rate| usual_rates().any(|usual| usual == *rate));
    if let Some(rate) = named.into_iter().find(|rate| worst_error(found, *rate).is_some()) {
        return Some(rate);
    }
    let fitting = usual_rates().filter_map(|rate| Some((worst_error(found, rate)?, rate)));
    if let Some((_, rate)) = fitting.min_by_key(|(error, _)| *error) {
        return Some(rate);
    }
    let exact = exact_rate(found).filter(|rate| plausible(*rate));
    exact.into_iter().chain(declared()).find(|rate| worst_error(found, *rate).is_some())
}

fn plausible(rate: Rational) -> bool {
    rate >= Rational::new(1, 10) && rate <= Rational::from_int(1000) && rate.den() <= 1_000_000 && rate.num() < 1 << 40
}

/// The rate at which every step is the same whole number of ticks.
fn exact_rate(found: &TimedFrames<'_>) -> Option<Rational> {
    let step = found.stamps.get(1)?.checked_sub(*found.stamps.first()?)?;
    let same = found.stamps.windows(2).all(|pair| pair[1].checked_sub(pair[0]) == Some(step));
    if !same || step <= 0 {
        return None;
    }
    found.time_base.checked_mul(Rational::from_int(step))?.recip()
}

/// How far the stamps stray from that rate's, in ticks; `None` where one is more than a tick away.
fn worst_error(found: &TimedFrames<'_>, rate: Rational) -> Option<Rational> {
    let ticks = found.time_base.checked_mul(rate)?.recip()?;
    // A frame must be longer than what rounding can move it both ways, or every rate would fit.
    if ticks < Rational::ONE || (ticks < Rational::from_int(3) && ticks.den() != 1) {
        return None;
    }
    let (num, den) = (ticks.num(), ticks.den());
    let allowed = if den == 1 { 0 } else { den };
    let first = i128::from(*found.stamps.first()?);
    let mut worst = 0;
    for (index, stamp) in found.stamps.iter().enumerate() {
        let real = (i128::from(*stamp) - first).checked_mul(den)?;
        let error = real.checked_sub(i128::try_from(index).ok()?.checked_mul(num)?)?.abs();
        if error > allowed {
            return None;
        }
        worst = worst.max(error);
    }
    Rational::checked(worst, den)
}

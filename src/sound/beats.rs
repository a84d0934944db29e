//! The beat of a sound: how fast it is, where its beats fall, and how sure that is.
//!
//! The growth of the sound is compared with itself at all distances; the distance at which beats of music are likely and
//! whose multiples fit as well is the tempo. Then the best way from beat to beat through the whole sound is found, and
//! where its steps are even the beats are put on one even grid.

use super::analysis::flux::{Novelty, RATE};
use super::analysis::onsets::peak;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Beats {
    pub bpm: f64,
    /// Seconds at which the first beat falls.
    pub first: f64,
    /// 0..1: how much of what begins in the sound begins on its beats.
    pub confidence: f64,
    /// All beats have one length.
    pub even: bool,
    /// Seconds of every beat, ascending.
    pub times: Vec<f64>,
}

/// Beats a minute that are looked for.
const SLOWEST: f64 = 55.0;
const FASTEST: f64 = 215.0;
/// Tempos are tried in steps of this factor.
const FINENESS: f64 = 1.004;
/// The tempo at which music is likeliest, and how many octaves away it is still likely.
const LIKELIEST: f64 = 118.0;
const OCTAVES: f64 = 1.0;
/// Where what lies between the beats fits nearly as well as they do, the tempo is twice as fast: by this share at least, and
/// up to so many beats a minute.
const NEARLY: f64 = 0.8;
const FASTEST_DOUBLED: f64 = 184.0;
/// Values on each side that say what is usual.
const AROUND: usize = 60;
/// How strongly the way from beat to beat holds on to the tempo.
const TIGHTNESS: f64 = 400.0;
/// Beats that stray less than this from an even grid are put on it.
const EVEN_SECONDS: f64 = 0.035;
/// Fewer beats than these are none.
const FEWEST: usize = 4;

/// The beats of a sound by its growth; `None` where nothing in it repeats.
pub fn detect(novelty: &Novelty) -> Option<Beats> {
    let all = standing_out(&novelty.all);
    let low = standing_out(&novelty.low);
    // Drums and basses carry the beat more than what plays between.
    let felt: Vec<f32> = all.iter().zip(&low).map(|(all, low)| all + low).collect();
    let period = period(&felt)?;
    let way = way(&felt, period);
    if way.len() < FEWEST {
        return None;
    }
    let fine: Vec<f64> = way.iter().map(|index| peak(&felt, *index)).collect();
    let grid = even_grid(&felt, &fine, period);
    let even = grid.is_some();
    let places = grid.unwrap_or(fine);
    let confidence = confidence(&felt, &places);
    let times: Vec<f64> = places.iter().map(|place| Novelty::time_of(*place)).filter(|time| *time >= -0.02).collect();
    let (first, last) = (*times.first()?, *times.last()?);
    let bpm = 60.0 * (times.len() - 1) as f64 / (last - first);
    // Where it falls before the sound, it is as fast all the same.
    let first = first.max(0.0);
    let times: Vec<f64> = times.into_iter().map(|time| time.max(0.0)).collect();
    bpm.is_finite().then_some(Beats { bpm, first, confidence, even, times })
}

/// What is above the usual around it, in units of how much it varies as a whole.
fn standing_out(values: &[f32]) -> Vec<f32> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0.0f64;
    sums.push(0.0);
    for value in values {
        sum += f64::from(*value);
        sums.push(sum);
    }
    let usual = |index: usize| {
        let (from, to) = (index.saturating_sub(AROUND), (index + AROUND + 1).min(values.len()));
        (sums[to] - sums[from]) / (to - from) as f64
    };
    let mut out: Vec<f32> =
        values.iter().enumerate().map(|(index, value)| (f64::from(*value) - usual(index)).max(0.0) as f32).collect();
    let power = out.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>() / out.len().max(1) as f64;
    // One loud crash must not drown all that is regular.
    let most = 4.0 * power.sqrt();
    if power > 0.0 {
        out.iter_mut().for_each(|value| *value = (f64::from(*value).min(most) / power.sqrt()) as f32);
    }
    out
}

/// The distance of beats, in values.
fn period(felt: &[f32]) -> Option<f64> {
    let longest = (RATE * 60.0 / SLOWEST * 4.0).ceil() as usize + 2;
    let alike = alike_at(&smoothed(felt), longest.min(felt.len() / 2));
    let mut best: Option<(f64, f64)> = None;
    let mut bpm = SLOWEST;
    while bpm <= FASTEST {
        let lag = RATE * 60.0 / bpm;
        let octaves = libm::log2(bpm / LIKELIEST) / OCTAVES;
        let likely = libm::exp(-0.5 * octaves * octaves);
        let fits = fit(&alike, lag) * likely;
        if fits > best.map_or(0.0, |(most, _)| most) {
            best = Some((fits, lag));
        }
        bpm *= FINENESS;
    }
    let (_, lag) = best?;
    let nearby = |lag: f64| [0.99, 0.993, 0.996, 1.0, 1.004, 1.007, 1.01].map(|by| (fit(&alike, lag * by), lag * by));
    let best_near = |lag: f64| nearby(lag).into_iter().fold((0.0, lag), |a, b| if b.0 > a.0 { b } else { a });
    let (halved, half) = best_near(lag / 2.0);
    let faster = halved > NEARLY * best_near(lag).0 && RATE * 60.0 / half <= FASTEST_DOUBLED;
    Some(if faster { half } else { lag })
}

/// How well a beat of this length goes with a sound: what is alike at one, two, three and four of them.
fn fit(alike: &[f64], lag: f64) -> f64 {
    const SHARES: [f64; 4] = [1.0, 0.8, 0.4, 0.6];
    let mut sum = 0.0;
    let mut shares = 0.0;
    for (times, share) in (1..).zip(SHARES) {
        let at = lag * f64::from(times);
        if at + 1.0 < alike.len() as f64 {
            sum += share * between(alike, at);
            shares += share;
        }
    }
    if shares > 0.0 { sum / shares } else { 0.0 }
}

/// How alike the values are to themselves so many later, 1 at none; what is alike at any distance does not count.
fn alike_at(values: &[f32], longest: usize) -> Vec<f64> {
    let sum_at = |lag: usize| {
        let pairs = values.iter().zip(&values[lag..]);
        let sum: f64 = pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        sum / (values.len() - lag) as f64
    };
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len().max(1) as f64;
    let whole = sum_at(0) - mean * mean;
    if whole <= 0.0 {
        return Vec::new();
    }
    (0..longest).map(|lag| (sum_at(lag) - mean * mean) / whole).collect()
}

/// Drums of a person, and lags that are no whole number, are never quite where they should be.
fn smoothed(values: &[f32]) -> Vec<f32> {
    const SHARES: [f32; 5] = [0.1, 0.2, 0.4, 0.2, 0.1];
    let at = |index: usize, by: usize| values.get((index + by).wrapping_sub(2)).copied().unwrap_or(0.0);
    (0..values.len()).map(|index| (0..5).map(|by| at(index, by) * SHARES[by]).sum()).collect()
}

fn between(values: &[f64], at: f64) -> f64 {
    let below = at.floor() as usize;
    let part = at - at.floor();
    let value = |index: usize| values.get(index).copied().unwrap_or(0.0);
    value(below) * (1.0 - part) + value(below + 1) * part
}

/// The way through a sound that meets the most of what begins in steps of about `period`: each value's best way is the one
/// to the best value before it, less what its step is off.
fn way(felt: &[f32], period: f64) -> Vec<usize> {
    let felt = smoothed(felt);
    let (nearest, farthest) = ((period * 0.6).round() as usize, (period * 1.6).round() as usize);
    let costs: Vec<f64> =
        (nearest..=farthest).map(|step| TIGHTNESS * libm::pow(libm::log(step as f64 / period), 2.0)).collect();
    let mut best = vec![0.0f64; felt.len()];
    let mut from = vec![usize::MAX; felt.len()];
    for index in 0..felt.len() {
        let mut most = 0.0;
        for (step, cost) in (nearest..=farthest).zip(&costs) {
            let Some(before) = index.checked_sub(step) else { break };
            let score = best[before] - cost;
            if score > most {
                (most, from[index]) = (score, before);
            }
        }
        best[index] = most + f64::from(felt[index]);
    }
    let end = best.len().saturating_sub(period.ceil() as usize);
    let last = (end..best.len()).max_by(|a, b| best[*a].total_cmp(&best[*b]));
    let mut way: Vec<usize> =
        std::iter::successors(last, |index| Some(from[*index]).filter(|before| *before != usize::MAX)).collect();
    way.reverse();
    way
}

/// The even grid that goes with beats, over the whole sound, if they are even.
fn even_grid(felt: &[f32], beats: &[f64], period: f64) -> Option<Vec<f64>> {
    let (mut offset, mut step) = line(beats)?;
    // Once more without those that are far off.
    let near: Vec<(f64, f64)> =
        numbered(beats).filter(|(n, at)| (at - offset - n * step).abs() < period * 0.12).collect();
    if near.len() * 4 < beats.len() * 3 {
        return None;
    }
    (offset, step) = line_through(&near)?;
    let off = near.iter().map(|(n, at)| (at - offset - n * step).powi(2)).sum::<f64>() / near.len() as f64;
    if off.sqrt() > EVEN_SECONDS * RATE {
        return None;
    }
    let sharp = smoothed(felt);
    let sharp: Vec<f64> = sharp.iter().map(|value| f64::from(*value)).collect();
    let met = |offset: f64, step: f64| {
        let count = ((sharp.len() as f64 - offset) / step).max(0.0) as usize;
        (0..count).map(|n| between(&sharp, offset + n as f64 * step)).sum::<f64>()
    };
    // The grid that meets the most, near the one that the beats lie on.
    let wide = step * 0.5 / beats.len() as f64;
    let mut best = (met(offset, step), offset, step);
    for tempo in -8..=8 {
        for phase in -12..=12 {
            let (offset, step) = (offset + f64::from(phase) * 0.25, step + wide * f64::from(tempo) / 8.0);
            let score = met(offset, step);
            if score > best.0 {
                best = (score, offset, step);
            }
        }
    }
    let (_, mut offset, step) = best;
    offset -= (offset / step).floor() * step;
    // A beat at the very start may stand a little before it.
    if offset > step - 2.0 {
        offset -= step;
    }
    let count = ((felt.len() as f64 - offset) / step).floor().max(0.0) as usize;
    Some((0..count).map(|n| offset + n as f64 * step).collect())
}

fn numbered(beats: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    beats.iter().enumerate().map(|(n, at)| (n as f64, *at))
}

/// Offset and step of the line through beats that follow each other.
fn line(beats: &[f64]) -> Option<(f64, f64)> {
    line_through(&numbered(beats).collect::<Vec<_>>())
}

fn line_through(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let across: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / across;
    slope.is_finite().then_some((y - slope * x, slope))
}

/// How much more begins on the beats than anywhere.
fn confidence(felt: &[f32], places: &[f64]) -> f64 {
    let sharp: Vec<f64> = smoothed(felt).iter().map(|value| f64::from(*value)).collect();
    let usual = sharp.iter().sum::<f64>() / sharp.len().max(1) as f64;
    let near = |place: f64| (-2..=2).map(|aside| between(&sharp, place + f64::from(aside))).fold(0.0, f64::max);
    let met = places.iter().map(|place| near(place.max(0.0))).sum::<f64>() / places.len().max(1) as f64;
    if met <= 0.0 { 0.0 } else { (1.0 - 1.6 * usual / met).clamp(0.0, 1.0) }
}

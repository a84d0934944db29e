//! Sudden beginnings: where a sound grows clearly more than it does around.

use super::flux::Novelty;

/// One sudden beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Onset {
    /// Seconds.
    pub time: f64,
    /// 0..1, where 1 is as strong as the strongest, but for a few.
    pub strength: f64,
}

/// Values on each side over which one must be the largest.
const REACH: usize = 3;
/// Values on each side that say what is usual.
const AROUND: usize = 40;
/// By how much of what is usual, and by how much at least, a beginning stands out.
const FACTOR: f32 = 1.6;
const LEAST: f32 = 0.06;
/// Values between two beginnings at least.
const APART: usize = 5;
/// Which part of all beginnings are not stronger than 1 says.
const LOUDEST: f64 = 0.95;

/// The beginnings of a sound, by time.
pub fn onsets(novelty: &Novelty) -> Vec<Onset> {
    let values = &novelty.all;
    let mut found: Vec<(usize, f32)> = Vec::new();
    let mut sum = 0.0f64;
    let mut summed = 0..0;
    for (index, value) in values.iter().enumerate() {
        let around = index.saturating_sub(AROUND)..(index + AROUND + 1).min(values.len());
        while summed.end < around.end {
            sum += f64::from(values[summed.end]);
            summed.end += 1;
        }
        while summed.start < around.start {
            sum -= f64::from(values[summed.start]);
            summed.start += 1;
        }
        let usual = (sum / around.len().max(1) as f64).max(0.0) as f32;
        let near = &values[index.saturating_sub(REACH)..(index + REACH + 1).min(values.len())];
        let highest = near.iter().all(|other| other <= value);
        let over = value - usual * FACTOR;
        if !highest || over < LEAST {
            continue;
        }
        match found.last_mut() {
            // Equal neighbours are one beginning, and of two that are too near the stronger counts.
            Some(last) if index - last.0 < APART => {
                if over > last.1 {
                    *last = (index, over);
                }
            }
            _ => found.push((index, over)),
        }
    }
    let mut sorted: Vec<f32> = found.iter().map(|(_, over)| *over).collect();
    sorted.sort_by(f32::total_cmp);
    let place = (sorted.len() as f64 * LOUDEST) as usize;
    let full = sorted.get(place.min(sorted.len().saturating_sub(1))).copied().unwrap_or(1.0).max(f32::MIN_POSITIVE);
    let told = found.iter().map(|(index, over)| Onset {
        time: Novelty::time_of(peak(values, *index)).max(0.0),
        strength: f64::from((over / full).min(1.0)),
    });
    told.collect()
}

/// Where between its neighbours a peak really stands: the top of the parabola through the three.
pub fn peak(values: &[f32], index: usize) -> f64 {
    let at = |index: usize| f64::from(values.get(index).copied().unwrap_or(0.0));
    let (before, here, after) = (at(index.wrapping_sub(1)), at(index), at(index + 1));
    let bend = before - 2.0 * here + after;
    let aside = if bend < 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
    index as f64 + aside
}

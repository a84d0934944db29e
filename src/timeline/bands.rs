//! What a spectrum says in one number: how loud a stretch of frequencies is, and how fresh the last beginning.

use super::hearing::Hearing;

/// The bands that have names, in hertz; each begins where the one before it ends.
pub const BASS: [f64; 2] = [20.0, 250.0];
pub const MID: [f64; 2] = [250.0, 4_000.0];
pub const TREBLE: [f64; 2] = [4_000.0, 16_000.0];

/// The mean of the analyser's bytes over 255 of those bins whose own frequency lies in `lo..hi`: a bin belongs to one of
/// two neighbouring bands only. A band between two bins is the bin nearest to its middle, and one above all bins is silent.
pub fn band(hearing: &dyn Hearing, frame: u64, lo: f64, hi: f64) -> f64 {
    let mut bytes = Vec::new();
    hearing.bytes(frame, &mut bytes);
    band_of(&bytes, hearing.bin_hz(), lo, hi)
}

/// As [`band`], of bytes that are at hand.
pub fn band_of(bytes: &[u8], bin_hz: f64, lo: f64, hi: f64) -> f64 {
    let (lo, hi) = if lo <= hi { (lo, hi) } else { (hi, lo) };
    let usable = bin_hz > 0.0 && lo.is_finite() && hi >= 0.0;
    if !usable || bytes.is_empty() {
        return 0.0;
    }
    let first = (lo / bin_hz).ceil().max(0.0) as usize;
    let end = ((hi / bin_hz).ceil() as usize).min(bytes.len());
    match bytes.get(first..end).filter(|inside| !inside.is_empty()) {
        Some(inside) => mean(inside),
        None => {
            let nearest = ((lo + hi) / 2.0 / bin_hz).round() as usize;
            bytes.get(nearest).map_or(0.0, |byte| f64::from(*byte) / 255.0)
        }
    }
}

/// One bin, from 0; one that is not there is silent, and between two it is a mixture.
pub fn bin(hearing: &dyn Hearing, frame: u64, index: f64) -> f64 {
    let mut bytes = Vec::new();
    hearing.bytes(frame, &mut bytes);
    bin_of(&bytes, index)
}

/// As [`bin`], of bytes that are at hand.
pub fn bin_of(bytes: &[u8], index: f64) -> f64 {
    if !(0.0..bytes.len() as f64).contains(&index) {
        return 0.0;
    }
    let (below, part) = (index.floor() as usize, index.fract());
    let here = f64::from(bytes[below]);
    let next = f64::from(bytes[(below + 1).min(bytes.len() - 1)]);
    (here + (next - here) * part) / 255.0
}

/// The mean of all bytes over 255, up to the highest frequency there is.
pub fn level(hearing: &dyn Hearing, frame: u64) -> f64 {
    let mut bytes = Vec::new();
    hearing.bytes(frame, &mut bytes);
    mean(&bytes)
}

/// The strongest of the last sudden beginnings, 0..1, each of them falling to 1/e in `decay` seconds.
pub fn onset(hearing: &dyn Hearing, frame: u64, decay: f64) -> f64 {
    let mut onsets = Vec::new();
    hearing.onsets(frame, &mut onsets);
    let left = |(since, strength): &(f64, f64)| match decay > 0.0 {
        true => strength * libm::exp(-since / decay),
        false if *since <= 0.0 => *strength,
        false => 0.0,
    };
    onsets.iter().map(left).fold(0.0, f64::max)
}

/// The mean of bytes over 255.
pub fn mean(bytes: &[u8]) -> f64 {
    let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
    if bytes.is_empty() { 0.0 } else { sum as f64 / (bytes.len() as f64 * 255.0) }
}

//! How what was struck comes to rest, as a closed form of time.

/// What is left of a strike while its note is held.
const HELD: f64 = 0.35;

/// The level, 0..1, of something struck once, `since` seconds ago, by a note that lasts `length` seconds. It falls from 1 as a
/// parabola within `release`, to [`HELD`] while the note lasts; from there it falls straight within another `release`.
pub fn struck(since: f64, length: f64, release: f64) -> f64 {
    if since.is_nan() || since < 0.0 || release <= 0.0 {
        return 0.0;
    }
    let left = 1.0 - (since / release).min(1.0);
    let over = ((since - length).max(0.0) / release).min(1.0);
    (left * left).max(HELD * (1.0 - over))
}

/// As [`struck`], of what has no length.
pub fn tapped(since: f64, release: f64) -> f64 {
    struck(since, f64::NEG_INFINITY, release)
}

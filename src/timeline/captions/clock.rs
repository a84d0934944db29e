//! Times as caption files write them, exact.

use crate::base::Rational;

/// Captions of a longer film are damage.
const MOST_HOURS: i64 = 1000;

/// `00:01:02,345`, `1:02.345`, `0:01:02.34`: hours are optional, the fraction has any number of digits.
pub(super) fn time(text: &str) -> Option<Rational> {
    let text = text.trim();
    let (whole, fraction) = match text.find([',', '.']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let mut parts = whole.split(':').map(number);
    let (first, second, third) = (parts.next()??, parts.next()??, parts.next());
    if parts.next().is_some() {
        return None;
    }
    let (hours, minutes, seconds) = match third {
        Some(third) => (first, second, third?),
        None => (0, first, second),
    };
    // Minutes and seconds beyond 59 are written by some tools and meant as they stand.
    let whole = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
    if whole > MOST_HOURS * 3600 {
        return None;
    }
    Rational::from_int(whole).checked_add(part(fraction.trim())?)
}

/// Both ends of `a --> b`, and what stands behind them.
pub(super) fn range(line: &str) -> Option<(Rational, Rational, &str)> {
    let (start, rest) = line.split_once("-->")?;
    let rest = rest.trim_start();
    let (end, settings) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((time(start)?, time(end)?, settings.trim()))
}

fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn part(digits: &str) -> Option<Rational> {
    if digits.is_empty() {
        return Some(Rational::ZERO);
    }
    // Finer than a microsecond is noise.
    let kept = digits.get(..digits.len().min(6))?;
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let scale = 10i64.checked_pow(u32::try_from(kept.len()).ok()?)?;
    if all_digits { Some(Rational::new(number(kept)?, scale)) } else { None }
}

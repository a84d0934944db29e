//! Numbers and times as a person says them in the environment: `4`, `90s`, `10min`.

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::base::{Failure, Reason, printable};

/// The number that a variable of the environment says; none where it is not set or empty.
pub fn said(variable: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Failure> {
    let Some(text) = text_of(variable) else { return Ok(None) };
    let number = text.trim().parse().ok().filter(|number| range.contains(number));
    number.map(Some).ok_or_else(|| {
        refused(variable, &text, &format!("no number from {} to {}", range.start(), range.end()), "as in `4`")
    })
}

/// The time that a variable of the environment says, from nothing to a year.
pub fn time_said(variable: &str) -> Result<Option<Duration>, Failure> {
    let Some(text) = text_of(variable) else { return Ok(None) };
    read_time(&text).map(Some).ok_or_else(|| refused(variable, &text, "no time", "as in `90s`, `10min` or `2h`"))
}

/// `None` where it is none. Without a unit it is seconds.
pub fn read_time(text: &str) -> Option<Duration> {
    const YEAR: f64 = 366.0 * 86_400.0;
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "s" => 1.0,
        "ms" => 1e-3,
        "min" | "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return None,
    };
    let seconds = number.parse::<f64>().ok()? * factor;
    (0.0..=YEAR).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// Whether a variable of the environment says yes or no; none where it is not set or empty.
pub fn yes_said(variable: &str) -> Result<Option<bool>, Failure> {
    let Some(text) = text_of(variable) else { return Ok(None) };
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "yes" | "on" | "true" => Ok(Some(true)),
        "0" | "no" | "off" | "false" => Ok(Some(false)),
        _ => Err(refused(variable, &text, "neither yes nor no", "as in `no`")),
    }
}

/// The picture size that a variable of the environment says, as `1920x1080`.
pub fn size_said(variable: &str) -> Result<Option<(u32, u32)>, Failure> {
    let Some(text) = text_of(variable) else { return Ok(None) };
    let sides = text.trim().split_once(['x', '×']);
    let size = sides.and_then(|(width, height)| Some((width.parse::<u32>().ok()?, height.parse::<u32>().ok()?)));
    let size = size.filter(|(width, height)| *width > 0 && *height > 0);
    size.map(Some).ok_or_else(|| refused(variable, &text, "no size", "as in `1920x1080`"))
}

fn text_of(variable: &str) -> Option<String> {
    let text = std::env::var_os(variable).filter(|text| !text.is_empty())?;
    Some(text.to_string_lossy().into_owned())
}

fn refused(variable: &str, text: &str, what: &str, like: &str) -> Failure {
    let text = printable::text(text);
    Failure::new(Reason::InvalidProject, format!("{variable}: `{text}` is {what}; write it {like}"))
}

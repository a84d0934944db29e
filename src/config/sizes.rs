//! Sizes in bytes as a person says them: `512MiB`, `2G`, `1.5 GB`.

use crate::base::{Failure, Reason, printable};

/// The size that a variable of the environment says; none where it is not set or empty.
pub fn said(variable: &str) -> Result<Option<u64>, Failure> {
    let Some(text) = std::env::var_os(variable).filter(|text| !text.is_empty()) else { return Ok(None) };
    let text = text.to_string_lossy();
    read(&text).map(Some).ok_or_else(|| {
        let text = printable::text(&text);
        Failure::new(
            Reason::InvalidProject,
            format!("{variable}: `{text}` is no size; write it as in `512MiB` or `2G`"),
        )
    })
}

/// As [`said`], and nothing at all is a size too.
pub fn said_or_nothing(variable: &str) -> Result<Option<u64>, Failure> {
    let nothing = std::env::var_os(variable).is_some_and(|text| text.to_str().is_some_and(|text| text.trim() == "0"));
    if nothing { Ok(Some(0)) } else { said(variable) }
}

/// `None` where it is none, or nothing.
pub fn read(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: f64 = number.parse().ok()?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kib" => 1024.0,
        "m" | "mib" => 1024.0 * 1024.0,
        "g" | "gib" => 1024.0 * 1024.0 * 1024.0,
        "kb" => 1e3,
        "mb" => 1e6,
        "gb" => 1e9,
        _ => return None,
    };
    let bytes = number * factor;
    (1.0..1e18).contains(&bytes).then_some(bytes as u64)
}

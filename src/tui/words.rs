//! Numbers and texts as the screens write them: widths that terminals agree with, times, counts, estimates.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text in at most `columns` columns; what doesn't fit is told by `ellipsis`.
pub fn cut(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut out = String::new();
    let mut taken = 0;
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if taken + wide > room {
            break;
        }
        taken += wide;
        out.push(letter);
    }
    if taken + width(ellipsis) <= columns {
        out.push_str(ellipsis);
    }
    out
}

/// The end of a path, which is the part that tells it from others, in at most `columns` columns.
pub fn cut_front(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut tail: Vec<char> = Vec::new();
    let mut taken = 0;
    for letter in text.chars().rev() {
        let wide = letter.width().unwrap_or(0);
        if taken + wide > room {
            break;
        }
        taken += wide;
        tail.push(letter);
    }
    let tail: String = tail.into_iter().rev().collect();
    if columns >= width(ellipsis) { format!("{ellipsis}{tail}") } else { tail }
}

/// Lines of at most `columns` columns, broken at spaces where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    if columns == 0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let joined = width(&line) + usize::from(!line.is_empty()) + width(word);
        if joined <= columns {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if width(&line) + letter.width().unwrap_or(0) > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

/// `05:02`, `1:05:02`, `2d 03h`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "?".to_owned();
    }
    let whole = seconds.round() as u64;
    let (days, hours, minutes, rest) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60);
    if days > 0 {
        format!("{days}d {hours:02}h")
    } else if hours > 0 {
        format!("{hours}:{minutes:02}:{rest:02}")
    } else {
        format!("{minutes:02}:{rest:02}")
    }
}

/// Time to go: `00:18` where both ends nearly agree, else a range in one unit: `2-3m`.
pub fn time_to_go(low: f64, high: f64) -> String {
    if high < 60.0 || high - low <= high * 0.15 {
        return duration(f64::midpoint(low, high));
    }
    let (unit, letter) = if high < 5400.0 {
        (60.0, 'm')
    } else if high < 172_800.0 {
        (3600.0, 'h')
    } else {
        (86_400.0, 'd')
    };
    let (from, to) = ((low / unit).floor() as u64, (high / unit).ceil() as u64);
    if from + 1 >= to && from == 0 { format!("<{to}{letter}") } else { format!("{from}-{to}{letter}") }
}

/// `12 480`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}

/// `41.2`, `134`; what is no number is nothing.
pub fn rate(value: f64) -> String {
    if !value.is_finite() || value < 0.0 {
        String::new()
    } else if value < 99.95 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

/// `1 job`, `3 jobs`.
pub fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{} {thing}s", grouped(number as u64)) }
}

/// A stretch of time in words: `40 seconds`, `37 minutes`, `5.2 hours`.
pub fn spoken(seconds: f64) -> String {
    let seconds = if seconds.is_finite() { seconds.max(0.0) } else { 0.0 };
    if seconds < 90.0 {
        count(seconds.round() as usize, "second")
    } else if seconds < 5400.0 {
        count((seconds / 60.0).round() as usize, "minute")
    } else {
        format!("{:.1} hours", seconds / 3600.0)
    }
}

/// Time of day as `21:04:11`.
pub fn clock(unix_ms: i64, zone: &TimeZone) -> String {
    match Timestamp::from_millisecond(unix_ms) {
        Ok(stamp) => {
            let at = stamp.to_zoned(zone.clone());
            format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
        }
        Err(_) => "--:--:--".to_owned(),
    }
}

//! A list of beat times, as beat trackers and patient people write it: a time a line, and in which place of its bar that
//! beat stands, if the line says it.

use serde::{Deserialize, Serialize};

use super::Rational;
use super::tempo::{Meter, TempoMap};

/// Endings of the files that are read as lists of beats.
pub const ENDINGS: [&str; 4] = ["txt", "csv", "tsv", "beats"];
/// No larger file is read.
pub const LARGEST_FILE: u64 = 10 << 20;
/// No list has more beats: a day of a thousand a minute.
const MOST_BEATS: usize = 1_440_000;
/// A beat is not shorter than this, in seconds.
const SHORTEST: (i64, i64) = (1, 1000);
const LONGEST: i64 = 24 * 3600;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BeatFacts {
    /// Seconds, ascending; at least two.
    pub times: Vec<Rational>,
    /// Which of the beats begin a bar; empty where the list does not say.
    pub downs: Vec<usize>,
}

impl BeatFacts {
    /// Reads a list, or says in a sentence why it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let (mut times, mut downs): (Vec<Rational>, Vec<usize>) = (Vec::new(), Vec::new());
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (index, line) in text.lines().enumerate() {
            let mut columns = line.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';'));
            let mut columns = columns.by_ref().filter(|column| !column.is_empty());
            let Some(first) = columns.next().filter(|first| !first.starts_with('#')) else { continue };
            let number = index + 1;
            let time = Rational::from_decimal(trimmed(first))
                .ok_or_else(|| format!("line {number}: found `{}`, expected a time in seconds", shown(first)))?;
            if time.is_negative() || time > Rational::from_int(LONGEST) {
                return Err(format!("line {number}: `{}` is not within 24 hours from 0", shown(first)));
            }
            let shortest = Rational::new(SHORTEST.0, SHORTEST.1);
            if times.last().is_some_and(|before| time < *before + shortest) {
                return Err(format!("line {number}: `{}` does not come after the beat before it", shown(first)));
            }
            if columns.next().and_then(Rational::from_decimal) == Some(Rational::ONE) {
                downs.push(times.len());
            }
            times.push(time);
            if times.len() > MOST_BEATS {
                return Err(format!("it has more than {MOST_BEATS} beats"));
            }
        }
        match times.len() {
            0 => Err("there are no beats in it".to_owned()),
            1 => Err("there is only one beat in it, which makes no tempo".to_owned()),
            _ => Ok(Self { times, downs }),
        }
    }

    /// When beats fall; `signature` holds where the list says nothing of bars.
    pub fn tempo(&self, signature: (u32, u32)) -> Option<TempoMap> {
        let map = TempoMap::through(&self.times, signature)?;
        if self.downs.is_empty() { Some(map) } else { map.with_meters(self.meters(signature)) }
    }

    fn meters(&self, (beats, part): (u32, u32)) -> Vec<Meter> {
        let beat = |index: usize| Rational::from_int(i64::try_from(index).unwrap_or(i64::MAX));
        let mut meters: Vec<Meter> = Vec::new();
        let first = self.downs.first().copied().unwrap_or(0);
        if first > 0 {
            // An upbeat is a bar of its own.
            meters.push(Meter { bar_beats: beat(first), ..Meter::first(beats, part) });
        }
        let upbeat = u64::from(first > 0);
        for (index, pair) in self.downs.windows(2).enumerate() {
            let bar_beats = beat(pair[1] - pair[0]);
            if meters.last().is_none_or(|last| last.bar_beats != bar_beats || (index == 0 && first > 0)) {
                let bar = upbeat + index as u64;
                meters.push(Meter { bar, beat: beat(pair[0]), bar_beats, ..Meter::first(beats, part) });
            }
        }
        if self.downs.len() == 1 {
            meters.push(Meter { bar: upbeat, beat: beat(first), ..Meter::first(beats, part) });
        }
        meters
    }
}

/// Finer times than a nanosecond are heard by nobody: programs print as many digits as they have.
fn trimmed(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.len() > 9 && fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            &text[..whole.len() + 10]
        }
        _ => text,
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).map(|letter| if letter.is_control() { '?' } else { letter }).collect()
}

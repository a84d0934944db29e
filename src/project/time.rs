//! The grammar of times: sums of `12` `12.5s` `500ms` `1m30s` `1:30` `00:01:30.500` `90f` `16b` `4bar`, all exact.

use std::sync::Arc;

use crate::base::Rational;
use crate::base::tempo::{Point, TempoMap};

/// Nothing lasts longer than a day.
pub const MAX_SECONDS: i64 = 24 * 3600;
/// Finer times than a nanosecond are refused, so that exact sums stay far from the edge of what can be held.
const FINEST: i128 = 1_000_000_000;

/// What frames and beats are worth in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    pub fps: Rational,
    pub tempo: Tempo,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Tempo {
    /// None said: beats mean nothing.
    Unset,
    Constant {
        bpm: Rational,
        offset: Rational,
        beats_per_bar: u32,
    },
    /// Read from a file, or found in a sound.
    Map(Arc<TempoMap>),
    /// It stands in a file that was not looked at yet, or is wrong itself, which is said there.
    Elsewhere,
}

/// What a time is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// A moment of the project's time line: beats count from the tempo's offset.
    Position,
    /// A length, or a moment in a source.
    Length,
}

/// Where the beats of a length are, which decides how long they are where the tempo changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// From the first beat on.
    Any,
    After(Rational),
    Before(Rational),
}

/// The exact seconds that `text` says; else what is wrong with it.
pub fn parse(text: &str, sense: Sense, measures: &Measures) -> Result<Rational, String> {
    let (sum, amount) = summed(text, measures)?;
    let seconds = match (sense, &measures.tempo) {
        (Sense::Position, Tempo::Constant { offset, .. }) if sum.musical => amount.seconds.checked_add(*offset),
        (Sense::Position, Tempo::Map(tempo)) if sum.musical => {
            let beat = tempo.beat_of(amount.point);
            beat.and_then(|beat| fine(tempo.seconds(beat)?.checked_add(amount.seconds)?))
        }
        (Sense::Length, _) => return sum.length(amount, Reach::Any),
        _ => Some(amount.seconds),
    };
    sum.bounded(seconds)
}

/// The exact seconds of a length that reaches from or to a place of the project's time line.
pub fn parse_length(text: &str, reach: Reach, measures: &Measures) -> Result<Rational, String> {
    let (sum, amount) = summed(text, measures)?;
    sum.length(amount, reach)
}

fn summed<'a>(text: &'a str, measures: &'a Measures) -> Result<(Sum<'a>, Amount), String> {
    let mut sum = Sum { rest: text.trim(), whole: text.trim(), measures, musical: false, depth: 0 };
    if sum.rest.is_empty() {
        return Err("found nothing, expected a time like `12.5s`, `1:30` or `90f`".into());
    }
    let amount = sum.expression()?;
    if sum.rest.is_empty() { Ok((sum, amount)) } else { Err(sum.lost()) }
}

/// Where beats of a map fall is rounded to the nanosecond where that is too coarse to say it.
fn fine(seconds: Rational) -> Option<Rational> {
    if seconds.den() <= FINEST {
        return Some(seconds);
    }
    Rational::checked(seconds.checked_mul(Rational::from_int(FINEST as i64))?.round(), FINEST)
}

/// The two ends of `a..b`; the second is `None` for a lone start.
pub fn parse_span(text: &str, sense: Sense, measures: &Measures) -> Result<(Rational, Option<Rational>), String> {
    let Some((start, end)) = text.split_once("..") else {
        return Ok((parse(text, sense, measures)?, None));
    };
    if start.trim().is_empty() || end.trim().is_empty() {
        return Err(format!("`{}` needs a time on both sides of `..`", text.trim()));
    }
    let (start, end) = (parse(start, sense, measures)?, parse(end, sense, measures)?);
    if end <= start {
        if measures.tempo == Tempo::Elsewhere && text.contains('b') {
            // Beats are guessed only: where it ends is told once they are known.
            return Ok((start, start.checked_add(Rational::ONE)));
        }
        return Err(format!("`{}` ends before it begins, or has no length", text.trim()));
    }
    Ok((start, Some(end)))
}

/// Seconds, and beats and bars that a map will make seconds of.
#[derive(Clone, Copy)]
struct Amount {
    seconds: Rational,
    point: Point,
}

impl Amount {
    fn seconds(seconds: Rational) -> Self {
        Self { seconds, point: Point { bars: Rational::ZERO, beats: Rational::ZERO } }
    }

    fn times(self, factor: Rational) -> Option<Self> {
        let point = Point { bars: self.point.bars.checked_mul(factor)?, beats: self.point.beats.checked_mul(factor)? };
        Some(Self { seconds: self.seconds.checked_mul(factor)?, point })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let point = Point {
            bars: self.point.bars.checked_add(other.point.bars)?,
            beats: self.point.beats.checked_add(other.point.beats)?,
        };
        Some(Self { seconds: self.seconds.checked_add(other.seconds)?, point })
    }
}

struct Sum<'a> {
    rest: &'a str,
    whole: &'a str,
    measures: &'a Measures,
    musical: bool,
    depth: usize,
}

impl Sum<'_> {
    fn length(&self, amount: Amount, reach: Reach) -> Result<Rational, String> {
        let Tempo::Map(tempo) = &self.measures.tempo else { return self.bounded(Some(amount.seconds)) };
        if !self.musical {
            return self.bounded(Some(amount.seconds));
        }
        let between = || {
            let (from, sign) = match reach {
                Reach::Any => (tempo.seconds(Rational::ZERO)?, Rational::ONE),
                Reach::After(from) => (from, Rational::ONE),
                Reach::Before(to) => (to, -Rational::ONE),
            };
            let beat = tempo.after(tempo.beat(from)?, amount.times(sign)?.point)?;
            let way = tempo.seconds(beat)?.checked_sub(from)?.checked_mul(sign)?;
            fine(way.checked_add(amount.seconds)?)
        };
        self.bounded(between())
    }

    fn bounded(&self, seconds: Option<Rational>) -> Result<Rational, String> {
        let seconds = seconds.ok_or_else(|| self.too_large())?;
        if seconds.den() > FINEST {
            return Err(format!("`{}` is finer than a nanosecond", self.whole));
        }
        let most = Rational::from_int(MAX_SECONDS);
        if seconds > most || seconds < -most {
            return Err(self.too_large());
        }
        Ok(seconds)
    }

    fn expression(&mut self) -> Result<Amount, String> {
        let mut total = match self.sign() {
            Some(sign) => self.term()?.times(sign),
            None => Some(self.term()?),
        };
        while let Some(sign) = self.sign() {
            let term = self.term()?.times(sign);
            total = total.zip(term).and_then(|(total, term)| total.plus(term));
        }
        total.ok_or_else(|| self.too_large())
    }

    fn sign(&mut self) -> Option<Rational> {
        self.rest = self.rest.trim_start();
        let (sign, rest) = match self.rest.strip_prefix('+') {
            Some(rest) => (Rational::ONE, rest),
            None => (-Rational::ONE, self.rest.strip_prefix('-')?),
        };
        self.rest = rest;
        Some(sign)
    }

    fn term(&mut self) -> Result<Amount, String> {
        self.rest = self.rest.trim_start();
        if let Some(inside) = self.rest.strip_prefix('(') {
            self.depth += 1;
            if self.depth > 16 {
                return Err(format!("`{}` has too many parentheses", self.whole));
            }
            self.rest = inside;
            let value = self.expression()?;
            self.rest = self.rest.trim_start();
            self.rest = self.rest.strip_prefix(')').ok_or_else(|| format!("`{}` lacks a `)`", self.whole))?;
            self.depth -= 1;
            self.rest = self.rest.trim_start();
            return Ok(value);
        }
        let end = self.rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':')));
        let (literal, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if literal.is_empty() {
            return Err(self.lost());
        }
        self.rest = rest.trim_start();
        if literal.contains(':') { self.clock(literal).map(Amount::seconds) } else { self.units(literal) }
    }

    /// `1:30` or `00:01:30.500`.
    fn clock(&self, literal: &str) -> Result<Rational, String> {
        let parts: Vec<&str> = literal.split(':').collect();
        let mut total = Rational::ZERO;
        let whole = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let (last, before) = parts.split_last().ok_or_else(|| self.lost())?;
        if parts.len() > 3 || !before.iter().all(|part| whole(part)) {
            return Err(format!("`{literal}` is no time; `1:30` is minutes and seconds, `00:01:30.500` has hours"));
        }
        for (index, part) in before.iter().chain([last]).enumerate() {
            let value = decimal(part).ok_or_else(|| format!("`{literal}` is no time"))?;
            if index > 0 && value >= Rational::from_int(60) {
                return Err(format!("`{literal}` has `{part}` where less than 60 is meant"));
            }
            total = total
                .checked_mul(Rational::from_int(60))
                .and_then(|total| total.checked_add(value))
                .ok_or_else(|| self.too_large())?;
        }
        Ok(total)
    }

    /// `12`, `12.5s`, `1h2m3s`, `90f`, `16b`.
    fn units(&mut self, literal: &str) -> Result<Amount, String> {
        if let Some(amount) = self.on_the_map(literal) {
            return Ok(amount);
        }
        let (mut rest, mut total, mut smallest) = (literal, Rational::ZERO, 5);
        while !rest.is_empty() {
            let digits = rest.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(rest.len());
            let (number, after) = rest.split_at(digits);
            let letters = after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len());
            let (unit, after) = after.split_at(letters);
            let value =
                decimal(number).ok_or_else(|| format!("`{literal}` is no time like `12.5s`, `1:30` or `90f`"))?;
            let (factor, rank) = self.unit(unit, literal)?;
            let alone = rest.len() == literal.len() && after.is_empty();
            if !alone && (rank >= smallest || rank == 0) {
                return Err(format!("`{literal}` is no time; units go from large to small, as in `1m30s`"));
            }
            smallest = rank;
            total =
                value.checked_mul(factor).and_then(|value| total.checked_add(value)).ok_or_else(|| self.too_large())?;
            rest = after;
        }
        Ok(Amount::seconds(total))
    }

    /// Beats or bars of a tempo that may change.
    fn on_the_map(&mut self, literal: &str) -> Option<Amount> {
        let Tempo::Map(_) = &self.measures.tempo else { return None };
        let none = Rational::ZERO;
        let point = match literal.strip_suffix("bar") {
            Some(bars) => Point { bars: decimal(bars)?, beats: none },
            None => Point { bars: none, beats: decimal(literal.strip_suffix('b')?)? },
        };
        self.musical = true;
        Some(Amount { seconds: none, point })
    }

    /// Seconds in one of a unit, and its rank among those that can be joined (0: none).
    fn unit(&mut self, unit: &str, literal: &str) -> Result<(Rational, u8), String> {
        Ok(match unit {
            "h" => (Rational::from_int(3600), 4),
            "m" => (Rational::from_int(60), 3),
            "s" => (Rational::ONE, 2),
            "ms" => (Rational::new(1, 1000), 1),
            "" => (Rational::ONE, 0),
            "f" => (self.measures.fps.recip().ok_or_else(|| self.too_large())?, 0),
            "b" => (self.beat(literal)?.0, 0),
            "bar" => {
                let (beat, beats) = self.beat(literal)?;
                (beat.checked_mul(Rational::from_int(i64::from(beats))).ok_or_else(|| self.too_large())?, 0)
            }
            "sec" | "second" | "seconds" => return Err(format!("`{literal}`: seconds are written `s`, as in `12.5s`")),
            "min" | "minute" | "minutes" => return Err(format!("`{literal}`: minutes are written `m`, as in `1m30s`")),
            "beat" | "beats" => return Err(format!("`{literal}`: beats are written `b`, as in `16b`")),
            "bars" => return Err(format!("`{literal}`: bars are written `bar`, as in `4bar`")),
            "frame" | "frames" => return Err(format!("`{literal}`: frames are written `f`, as in `90f`")),
            _ => return Err(format!("`{literal}` has the unknown unit `{unit}`; there are h, m, s, ms, f, b and bar")),
        })
    }

    fn beat(&mut self, literal: &str) -> Result<(Rational, u32), String> {
        self.musical = true;
        match &self.measures.tempo {
            Tempo::Constant { bpm, beats_per_bar, .. } => {
                let beat = Rational::from_int(60).checked_div(*bpm).ok_or_else(|| self.too_large())?;
                Ok((beat, *beats_per_bar))
            }
            Tempo::Unset => Err(format!("`{literal}` counts beats, but the project has no `tempo:`")),
            // Of a map, all but what is no number was read already.
            Tempo::Elsewhere | Tempo::Map(_) => Ok((Rational::new(1, 2), 4)),
        }
    }

    fn lost(&self) -> String {
        if self.rest.is_empty() {
            format!("`{}` ends where a time is expected", self.whole)
        } else if self.rest == self.whole {
            format!("`{}` is no time like `12.5s`, `1:30` or `90f`", self.whole)
        } else {
            format!("`{}` is no time from `{}` on", self.whole, self.rest)
        }
    }

    fn too_large(&self) -> String {
        format!("`{}` is more than 24 hours", self.whole)
    }
}

fn decimal(text: &str) -> Option<Rational> {
    let unsigned = text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '.');
    if unsigned { Rational::from_decimal(text) } else { None }
}

//! Tags and entities in the text of SubRip and WebVTT.

use crate::base::captions::{CueSpan, Letters};

use super::place;
use super::writer::Writer;

/// A longer tag is text that happens to hold a `<`.
const LONGEST_TAG: usize = 256;
/// Deeper nesting is damage.
const DEEPEST: usize = 32;

/// The dialect that tells what is a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Only what players know is a tag; anything else in brackets is text.
    SubRip,
    /// Everything in brackets is a tag.
    WebVtt,
}

/// What a cue's raw text says.
pub(super) struct Marked {
    pub text: String,
    pub spans: Vec<CueSpan>,
    /// `{\an8}` as SubRip has it from ASS.
    pub numpad: Option<u8>,
    pub too_long: bool,
}

pub(super) fn read(raw: &str, dialect: Dialect) -> Marked {
    let mut writer = Writer::default();
    let mut open: Vec<(String, Letters)> = Vec::new();
    let mut numpad = None;
    let mut rest = raw;
    while let Some(letter) = rest.chars().next() {
        let taken = match letter {
            '<' => tag(rest, dialect, &mut writer, &mut open),
            '{' if dialect == Dialect::SubRip => override_block(rest, &mut numpad),
            '&' => entity(rest).map(|(letter, length)| {
                writer.push(letter);
                length
            }),
            '\n' => {
                writer.line();
                Some(1)
            }
            _ => None,
        };
        let taken = taken.unwrap_or_else(|| {
            writer.push(letter);
            letter.len_utf8()
        });
        rest = &rest[taken..];
    }
    let too_long = writer.too_long;
    let (text, spans) = writer.finish();
    Marked { text, spans, numpad, too_long }
}

/// The part of a bounded beginning of `text` up to `end`.
fn inside(text: &str, end: char) -> Option<&str> {
    let most = text.char_indices().nth(LONGEST_TAG).map_or(text.len(), |(at, _)| at);
    text[..most].find(end).map(|at| &text[1..at])
}

/// Takes a tag at the start of `rest`, and says how long it is.
fn tag(rest: &str, dialect: Dialect, writer: &mut Writer, open: &mut Vec<(String, Letters)>) -> Option<usize> {
    let inside = inside(rest, '>')?;
    let length = inside.len() + 2;
    let (closing, body) = match inside.strip_prefix('/') {
        Some(body) => (true, body),
        None => (false, inside),
    };
    let end = body.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(body.len());
    let name = body[..end].to_ascii_lowercase();
    let known = matches!(name.as_str(), "b" | "i" | "u" | "s" | "font");
    if dialect == Dialect::SubRip && !known {
        return None;
    }
    if closing {
        let at = open.iter().rposition(|(other, _)| *other == name);
        if let Some((_, before)) = at.and_then(|at| open.drain(at..).next()) {
            writer.set(before);
        }
        return Some(length);
    }
    let mut letters = writer.letters().clone();
    let before = letters.clone();
    match name.as_str() {
        "b" => letters.bold = Some(true),
        "i" => letters.italic = Some(true),
        "u" => letters.underline = true,
        "font" => letters.color = attribute(body, "color").and_then(place::html_color).or(letters.color),
        "c" => {
            let classes = body[end..].split([' ', '\t']).next().unwrap_or("");
            letters.color = classes.split('.').find_map(place::class_color).or(letters.color);
        }
        // Voices, languages, ruby and times change nothing about the letters.
        _ => {}
    }
    if open.len() < DEEPEST && !name.is_empty() {
        open.push((name, before));
        writer.set(letters);
    }
    Some(length)
}

/// The value of an attribute, with or without quotes.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.to_ascii_lowercase().find(name)?;
    let value = tag.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split(' ').next(),
    }
}

/// `{\an8}` and its like at the start of `rest`; other marks in braces are dropped, other braces are text.
fn override_block(rest: &str, numpad: &mut Option<u8>) -> Option<usize> {
    let inside = inside(rest, '}')?;
    let marks = inside.strip_prefix('\\')?;
    for mark in marks.split('\\') {
        let digit = mark.trim().strip_prefix("an").and_then(|digit| digit.parse::<u8>().ok());
        if let Some(digit) = digit.filter(|digit| (1..=9).contains(digit)) {
            numpad.get_or_insert(digit);
        }
    }
    Some(inside.len() + 2)
}

/// The letter that an entity at the start of `rest` stands for, and how long it is.
fn entity(rest: &str) -> Option<(char, usize)> {
    let most = rest.char_indices().nth(12).map_or(rest.len(), |(at, _)| at);
    let end = rest[..most].find(';')?;
    let name = &rest[1..end];
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|letter| !letter.is_control())?
        }
    };
    Some((letter, end + 1))
}

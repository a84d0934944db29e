//! WebVTT: cues with their settings; notes, styles and regions are passed over.

use crate::base::captions::{Cue, CueAlign, CueLook, CuePlace};

use super::clock;
use super::markup::{self, Dialect};
use super::place::MARGIN;
use super::read::Cues;
use super::remarks::quoted;
use super::srt::LONGEST_RAW;

/// Lines that a picture has room for, which is what a line's number counts.
const LINES: f64 = 15.0;

pub(super) fn read(text: &str, cues: &mut Cues) {
    let mut lines = text.split('\n').enumerate().peekable();
    // The first block is the header.
    while lines.next_if(|(_, line)| line.trim().is_empty()).is_some() {}
    while lines.next_if(|(_, line)| !line.trim().is_empty() && !line.contains("-->")).is_some() {}
    while let Some((index, line)) = lines.next() {
        let number = index + 1;
        let word = line.trim_end();
        if word.trim().is_empty() {
            continue;
        }
        let block = |name: &str| word == name || word.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
        if block("NOTE") || block("STYLE") || block("REGION") {
            if !block("NOTE") {
                cues.remarks.ignore(number, if block("STYLE") { "style block" } else { "region" });
            }
            while lines.next_if(|(_, line)| !line.trim().is_empty()).is_some() {}
            continue;
        }
        // A name may stand above the time.
        let (number, timing) = match lines.peek() {
            Some((below, next)) if !line.contains("-->") && next.contains("-->") => {
                let found = (below + 1, *next);
                lines.next();
                found
            }
            _ => (number, line),
        };
        if !timing.contains("-->") {
            cues.remarks.say(number, format!("{} belongs to no caption and is left out", quoted(timing)));
            continue;
        }
        let mut raw = String::new();
        let mut cut = false;
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.trim().is_empty() && !line.contains("-->")) {
            cut |= raw.len() + line.len() > LONGEST_RAW;
            if !cut {
                raw.push_str(line.trim());
                raw.push('\n');
            }
        }
        let Some((start, end, settings)) = clock::range(timing) else {
            cues.remarks.say(number, format!("{} is no time like `00:01.000 --> 00:02.500`", quoted(timing)));
            continue;
        };
        let marked = markup::read(raw.trim(), Dialect::WebVtt);
        if marked.too_long || cut {
            cues.remarks.say(number, "the caption is too long; the rest of it is left out");
        }
        let place = place(settings, number, cues);
        let (text, spans) = (marked.text, marked.spans);
        cues.add(number, Cue { start, end, text, spans, look: CueLook::default(), place });
        if cues.full(number) {
            return;
        }
    }
}

/// Where the settings behind a cue's times put it.
fn place(settings: &str, number: usize, cues: &mut Cues) -> Option<CuePlace> {
    let mut line: Option<([f64; 2], bool)> = None;
    let (mut position, mut align, mut size) = (None, None, None);
    for setting in settings.split_whitespace() {
        let (name, value) = setting.split_once(':').unwrap_or((setting, ""));
        let (value, side) = value.split_once(',').unwrap_or((value, ""));
        let understood = match name {
            "line" => line_at(value, side).map(|found| line = Some(found)).is_some(),
            "position" => percent(value).map(|x| position = Some((x, side.to_owned()))).is_some(),
            "size" => percent(value).map(|part| size = Some(part)).is_some(),
            "align" => align_of(value).map(|found| align = Some(found)).is_some(),
            _ => false,
        };
        if !understood {
            cues.remarks.ignore(number, "cue setting");
        }
    }
    if line.is_none() && position.is_none() && align.is_none() && size.is_none() {
        return None;
    }
    let own = align.unwrap_or(CueAlign::Center);
    let side = match own {
        CueAlign::Left => 0.0,
        CueAlign::Center => 0.5,
        CueAlign::Right => 1.0,
    };
    let (x, held) = match position {
        None => (side, side),
        Some((x, word)) => match word.as_str() {
            "line-left" | "start" => (x, 0.0),
            "center" | "middle" => (x, 0.5),
            "line-right" | "end" => (x, 1.0),
            _ => (x, side),
        },
    };
    let ([y, anchor], fixed) = line.unwrap_or(([1.0, 1.0], false));
    let within = |part: f64| part.clamp(MARGIN, 1.0 - MARGIN);
    Some(CuePlace { at: [within(x), within(y)], anchor: [held, anchor], fixed, align: Some(own), width: size })
}

/// How far down a line is and which point of the text stands there, and whether it stays there.
fn line_at(value: &str, side: &str) -> Option<([f64; 2], bool)> {
    let anchor = match side {
        "center" | "middle" => Some(0.5),
        "end" => Some(1.0),
        _ => None,
    };
    if let Some(y) = percent(value) {
        return Some(([y, anchor.unwrap_or(0.0)], true));
    }
    let count: i32 = value.parse().ok().filter(|count: &i32| count.abs() <= 1000)?;
    let room = 1.0 - 2.0 * MARGIN;
    Some(match count {
        0.. => ([MARGIN + room * f64::from(count) / LINES, anchor.unwrap_or(0.0)], false),
        _ => ([1.0 - MARGIN - room * f64::from(-1 - count) / LINES, 1.0], false),
    })
}

fn percent(text: &str) -> Option<f64> {
    let value: f64 = text.strip_suffix('%')?.parse().ok()?;
    (0.0..=100.0).contains(&value).then_some(value / 100.0)
}

fn align_of(word: &str) -> Option<CueAlign> {
    Some(match word {
        "start" | "left" => CueAlign::Left,
        "center" | "middle" => CueAlign::Center,
        "end" | "right" => CueAlign::Right,
        _ => return None,
    })
}

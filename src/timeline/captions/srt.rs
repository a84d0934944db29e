//! SubRip, as tolerantly as players read it.

use crate::base::captions::{Cue, CueLook};

use super::markup::{self, Dialect};
use super::read::Cues;
use super::remarks::quoted;
use super::{clock, place};

/// Raw text of one caption, markup included, beyond which the rest is not looked at.
pub(super) const LONGEST_RAW: usize = 16 * 1024;

/// A caption whose text still comes.
struct Open<'a> {
    line: usize,
    start: crate::base::Rational,
    end: crate::base::Rational,
    lines: Vec<&'a str>,
}

pub(super) fn read(text: &str, cues: &mut Cues) {
    let mut open: Option<Open<'_>> = None;
    // Text below a time that is none belongs to nobody; it was told of with that.
    let mut lost = false;
    for (index, line) in text.split('\n').enumerate() {
        let number = index + 1;
        if !line.contains("-->") {
            match &mut open {
                Some(open) => open.lines.push(line),
                None if lost || line.trim().is_empty() || is_count(line) => {}
                None => {
                    cues.remarks.say(number, format!("{} stands before the first time and is left out", quoted(line)))
                }
            }
            continue;
        }
        let Some((start, end, _)) = clock::range(line) else {
            cues.remarks.say(number, format!("{} is no time like `00:00:01,000 --> 00:00:02,500`", quoted(line)));
            // Its text would be taken for the caption's before.
            if let Some(open) = open.take() {
                close(open, cues);
            }
            lost = true;
            continue;
        };
        lost = false;
        if let Some(open) = open.replace(Open { line: number, start, end, lines: Vec::new() }) {
            close(open, cues);
        }
        if cues.full(number) {
            return;
        }
    }
    if let Some(mut open) = open {
        // The last one has no count below it that is not its own.
        open.lines.push("");
        close(open, cues);
    }
}

fn is_count(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
}

fn close(mut open: Open<'_>, cues: &mut Cues) {
    // The number of the next one stands right above its time.
    if open.lines.last().is_some_and(|last| is_count(last)) {
        open.lines.pop();
    }
    let mut raw = String::new();
    for line in &open.lines {
        if raw.len() + line.len() > LONGEST_RAW {
            cues.remarks.say(open.line, "the caption is too long; the rest of it is left out");
            break;
        }
        raw.push_str(line.trim());
        raw.push('\n');
    }
    // Blank lines within a caption are kept apart as one break.
    let marked = markup::read(raw.trim(), Dialect::SubRip);
    if marked.too_long {
        cues.remarks.say(open.line, "the caption is too long; the rest of it is left out");
    }
    let place = marked.numpad.map(place::at_side);
    let (text, spans) = (marked.text, marked.spans);
    cues.add(open.line, Cue { start: open.start, end: open.end, text, spans, look: CueLook::default(), place });
}

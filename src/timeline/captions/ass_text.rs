//! The text of a dialogue line with its overrides in braces.

use crate::base::captions::{CueSpan, Letters};

use super::ass::{Script, Style, color, font_name, old_alignment};
use super::remarks::Remarks;
use super::writer::Writer;

/// What a dialogue line says.
pub(super) struct Said {
    pub text: String,
    pub spans: Vec<CueSpan>,
    pub numpad: Option<u8>,
    pub position: Option<[f64; 2]>,
}

struct Reader<'a> {
    writer: Writer,
    style: &'a Style,
    script: &'a Script,
    numpad: Option<u8>,
    position: Option<[f64; 2]>,
    /// What stands outside of braces is a drawing, not text.
    drawing: bool,
    drawn: bool,
}

pub(super) fn read(raw: &str, style: &Style, script: &Script, line: usize, remarks: &mut Remarks) -> Said {
    let mut reader =
        Reader { writer: Writer::default(), style, script, numpad: None, position: None, drawing: false, drawn: false };
    let mut rest = raw.trim();
    while let Some(letter) = rest.chars().next() {
        // A brace that is never closed is text; it is looked for once.
        if letter == '{' {
            let Some(end) = rest.find('}') else {
                rest.chars().for_each(|letter| reader.text(letter));
                break;
            };
            reader.block(&rest[1..end], line, remarks);
            rest = &rest[end + 1..];
            continue;
        }
        if letter == '\\' {
            let mut length = 2;
            match rest[1..].chars().next() {
                Some('N') => reader.line(),
                Some('n') => reader.text(' '),
                Some('h') => reader.text('\u{a0}'),
                _ => {
                    reader.text(letter);
                    length = 1;
                }
            }
            rest = &rest[length..];
            continue;
        }
        reader.text(letter);
        rest = &rest[letter.len_utf8()..];
    }
    if reader.drawn {
        remarks.ignore(line, "drawing");
    }
    if reader.writer.too_long {
        remarks.say(line, "the caption is too long; the rest of it is left out");
    }
    let (text, spans) = reader.writer.finish();
    Said { text, spans, numpad: reader.numpad, position: reader.position }
}

impl Reader<'_> {
    fn text(&mut self, letter: char) {
        if self.drawing {
            self.drawn = true;
        } else {
            self.writer.push(letter);
        }
    }

    fn line(&mut self) {
        if !self.drawing {
            self.writer.line();
        }
    }

    /// All overrides of one pair of braces; what is no override is somebody's note.
    fn block(&mut self, inside: &str, line: usize, remarks: &mut Remarks) {
        let Some((_, marks)) = inside.split_once('\\') else { return };
        let mut letters = self.writer.letters().clone();
        // Brackets hold marks of their own, which belong to the mark before them.
        let mut depth = 0usize;
        let parts = marks.split(move |letter| {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            letter == '\\' && depth == 0
        });
        for mark in parts {
            if !self.mark(mark.trim(), &mut letters) {
                remarks.ignore(line, "style override");
            }
        }
        self.writer.set(letters);
    }

    /// Follows one override; says whether it is one that is known.
    fn mark(&mut self, mark: &str, letters: &mut Letters) -> bool {
        let own = &self.style.letters;
        let number =
            |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite() && value.abs() < 1e6);
        if let Some(point) = mark.strip_prefix("pos").and_then(|rest| rest.trim().strip_prefix('(')) {
            let point = point.trim_end_matches(')').split_once(',');
            let point = point.and_then(|(x, y)| Some([number(x)?, number(y)?]));
            self.position = self.position.or(point);
            return point.is_some();
        }
        if let Some(digit) = mark.strip_prefix("an").and_then(|rest| rest.trim().parse::<u8>().ok()) {
            self.numpad = self.numpad.or(Some(digit).filter(|digit| (1..=9).contains(digit)));
            return true;
        }
        if let Some(value) = mark.strip_prefix('a').and_then(|rest| rest.trim().parse::<i64>().ok()) {
            self.numpad = self.numpad.or(Some(old_alignment(value)));
            return true;
        }
        if let Some(code) =
            mark.strip_prefix("1c").or_else(|| mark.strip_prefix('c')).filter(|_| !mark.starts_with("clip"))
        {
            let code = code.trim();
            let old = letters.color.or(own.color);
            letters.color = match color(code) {
                Some([r, g, b, _]) => Some([r, g, b, old.map_or(255, |[.., alpha]| alpha)]),
                None => own.color,
            };
            return true;
        }
        if let Some(size) = mark.strip_prefix("fs").filter(|rest| !rest.starts_with(['c', 'p'])) {
            let now = letters.size.or(self.script.letters_size(self.style.size));
            letters.size = match (size.strip_prefix(['+', '-']), number(size)) {
                (Some(_), Some(steps)) => now.map(|now| now * (1.0 + steps / 10.0)).filter(|size| *size > 0.0),
                (_, Some(size)) => self.script.letters_size(size),
                (_, None) => None,
            };
            return true;
        }
        if let Some(name) = mark.strip_prefix("fn") {
            letters.font = Some(font_name(name)).filter(|name| !name.is_empty());
            return true;
        }
        if let Some(scale) = mark.strip_prefix('p').and_then(number) {
            self.drawing = scale > 0.0;
            return true;
        }
        if let Some(weight) = mark.strip_prefix('b').and_then(number) {
            letters.bold = Some(weight == 1.0 || weight >= 600.0);
            return true;
        }
        if let Some(on) = mark.strip_prefix('i').and_then(number) {
            letters.italic = Some(on != 0.0);
            return true;
        }
        if let Some(on) = mark.strip_prefix('u').and_then(number) {
            letters.underline = on != 0.0;
            return true;
        }
        match mark {
            "b" => letters.bold = None,
            "i" => letters.italic = None,
            "u" => letters.underline = own.underline,
            "r" => *letters = Letters::default(),
            _ => match mark.strip_prefix('r') {
                // Another style from here on; its place and what is around its letters stay those of the line.
                Some(name) if self.script.styles.contains_key(name.trim()) => {
                    let style = self.script.style(name);
                    *letters = Letters { size: self.script.letters_size(style.size), ..style.letters };
                }
                _ => return false,
            },
        }
        true
    }
}

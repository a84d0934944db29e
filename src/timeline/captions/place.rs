//! Places and colours that several formats share.

use crate::base::captions::{CueAlign, CuePlace};

/// Captions keep this part of the picture free at its edges.
pub(super) const MARGIN: f64 = 0.05;

/// The point of a text and of the picture that a key of the number pad stands for: 1 is bottom left, 9 top right.
pub(super) fn numpad(key: u8) -> [f64; 2] {
    let key = key.clamp(1, 9) - 1;
    [f64::from(key % 3) / 2.0, 1.0 - f64::from(key / 3) / 2.0]
}

/// Where a text stands that only says to which side it goes.
pub(super) fn at_side(key: u8) -> CuePlace {
    let anchor = numpad(key);
    let at = anchor.map(|side| MARGIN + side * (1.0 - 2.0 * MARGIN));
    CuePlace { at, anchor, fixed: false, align: Some(align_of(anchor)), width: None }
}

/// How lines stand to each other in a text that is held at such a point.
pub(super) fn align_of(anchor: [f64; 2]) -> CueAlign {
    match anchor[0] {
        x if x < 0.25 => CueAlign::Left,
        x if x > 0.75 => CueAlign::Right,
        _ => CueAlign::Center,
    }
}

/// `#rrggbb`, `rrggbb`, or one of the names that HTML began with.
pub(super) fn html_color(text: &str) -> Option<[u8; 4]> {
    let text = text.trim();
    let digits = text.strip_prefix('#').unwrap_or(text);
    if digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        return Some([part(0)?, part(2)?, part(4)?, 255]);
    }
    NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, [r, g, b])| [*r, *g, *b, 255])
}

/// The colours that WebVTT defines as classes.
pub(super) fn class_color(class: &str) -> Option<[u8; 4]> {
    let known = ["white", "lime", "cyan", "red", "yellow", "magenta", "blue", "black"];
    if known.contains(&class) { html_color(class) } else { None }
}

const NAMED: [(&str, [u8; 3]); 21] = [
    ("aqua", [0, 255, 255]),
    ("black", [0, 0, 0]),
    ("blue", [0, 0, 255]),
    ("cyan", [0, 255, 255]),
    ("fuchsia", [255, 0, 255]),
    ("gray", [128, 128, 128]),
    ("green", [0, 128, 0]),
    ("grey", [128, 128, 128]),
    ("lime", [0, 255, 0]),
    ("magenta", [255, 0, 255]),
    ("maroon", [128, 0, 0]),
    ("navy", [0, 0, 128]),
    ("olive", [128, 128, 0]),
    ("orange", [255, 165, 0]),
    ("pink", [255, 192, 203]),
    ("purple", [128, 0, 128]),
    ("red", [255, 0, 0]),
    ("silver", [192, 192, 192]),
    ("teal", [0, 128, 128]),
    ("white", [255, 255, 255]),
    ("yellow", [255, 255, 0]),
];

//! Foreign text made safe to print: file names, titles and library messages can carry terminal commands.

use std::path::Path;

/// The text with control characters, escape sequences' introducers and direction overrides shown as `\u{..}`.
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for letter in raw.chars() {
        if dangerous(letter) {
            out.extend(letter.escape_default());
        } else {
            out.push(letter);
        }
    }
    out
}

/// A path as [`text`], with bytes that are no UTF-8 replaced.
pub fn path(raw: &Path) -> String {
    text(&raw.to_string_lossy())
}

fn dangerous(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

//! Text that appears unit by unit: which letters are there after how long. In closed form, so that every frame knows it by
//! itself.

use unicode_segmentation::UnicodeSegmentation;

use crate::base::Rational;
use crate::project::model::{Reveal, RevealBy};

/// Units that are there so long after the layer's start: the first one at once.
pub fn units_after(reveal: &Reveal, since: Rational) -> u32 {
    let passed = since.checked_div(reveal.every).map_or(i128::MAX, Rational::floor);
    u32::try_from(passed.max(0)).unwrap_or(u32::MAX).saturating_add(1)
}

/// Units of a text, at most: how many lines it has is known only once it is laid out.
pub fn most_units(text: &str, by: RevealBy) -> u32 {
    let by = if by == RevealBy::Line { RevealBy::Char } else { by };
    u32::try_from(starts(text, by).count()).unwrap_or(u32::MAX)
}

/// Where the letters end, in bytes, that are there with so many characters or words.
pub fn end_of(text: &str, by: RevealBy, units: u32) -> usize {
    starts(text, by).nth(units as usize).unwrap_or(text.len())
}

/// Where units begin. Line breaks are no characters of their own: nothing would appear in their turn.
fn starts(text: &str, by: RevealBy) -> Box<dyn Iterator<Item = usize> + '_> {
    match by {
        RevealBy::Word => {
            let mut after_space = true;
            Box::new(text.char_indices().filter_map(move |(at, letter)| {
                let first = after_space && !letter.is_whitespace();
                after_space = letter.is_whitespace();
                first.then_some(at)
            }))
        }
        RevealBy::Char | RevealBy::Line => {
            let graphemes = text.grapheme_indices(true);
            Box::new(graphemes.filter(|(_, letters)| !letters.starts_with(['\n', '\r'])).map(|(at, _)| at))
        }
    }
}

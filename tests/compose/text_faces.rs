//! Text against the bundled font file's own numbers.

use rushes::compose::text::Typesetter;
use rushes::project::model::Text;

use super::text::text;

const REGULAR: &[u8] = include_bytes!("../../src/compose/text/fonts/Inter-Regular.otf");

fn u16_at(at: usize) -> usize {
    usize::from(u16::from_be_bytes([REGULAR[at], REGULAR[at + 1]]))
}

fn u32_at(at: usize) -> usize {
    (u16_at(at) << 16) | u16_at(at + 2)
}

/// Where a table of the file begins.
fn table(name: &[u8]) -> usize {
    let at = (0..u16_at(4)).map(|index| 12 + index * 16).find(|at| &REGULAR[*at..at + 4] == name);
    u32_at(at.unwrap() + 8)
}

/// The glyph of a letter, by the character map's format 4.
fn glyph(letter: char) -> usize {
    let (cmap, code) = (table(b"cmap"), letter as usize);
    let maps = (0..u16_at(cmap + 2)).map(|index| cmap + u32_at(cmap + 4 + index * 8 + 4));
    let map = maps.into_iter().find(|map| u16_at(*map) == 4).unwrap();
    let segments = u16_at(map + 6) / 2;
    let (ends, starts) = (map + 14, map + 16 + segments * 2);
    let segment = (0..segments).find(|segment| u16_at(ends + segment * 2) >= code).unwrap();
    let start = u16_at(starts + segment * 2);
    assert!(start <= code, "{letter} is in the font");
    let delta = u16_at(starts + segments * 2 + segment * 2);
    let offset_at = starts + segments * 4 + segment * 2;
    match u16_at(offset_at) {
        0 => (code + delta) & 0xffff,
        offset => (u16_at(offset_at + offset + (code - start) * 2) + delta) & 0xffff,
    }
}

fn advance(letter: char) -> f64 {
    let metrics = u16_at(table(b"hhea") + 34);
    u16_at(table(b"hmtx") + glyph(letter).min(metrics - 1) * 4) as f64 / u16_at(table(b"head") + 18) as f64
}

#[test]
fn a_block_is_as_wide_as_the_font_s_advances() {
    let mut typesetter = Typesetter::default();
    for (word, size) in [("H", 100.0), ("HHHH", 40.0), ("nn", 33.3), ("H H", 64.0)] {
        let wanted: f64 = word.chars().map(|letter| advance(letter) * size).sum();
        let block = typesetter.block(&Text { size, ..text(word) }, 400.0);
        assert!((block.size()[0] - wanted).abs() < 0.05, "{word}: {} for {wanted}", block.size()[0]);
        assert!((block.size()[1] - size * 1.25).abs() < 0.01);
    }
    // Pairs of letters that stand closer are set closer.
    let pair = typesetter.block(&Text { size: 100.0, ..text("AV") }, 400.0).size()[0];
    assert!(pair < (advance('A') + advance('V')) * 100.0 - 3.0, "{pair}");
}

#[test]
fn letters_that_no_font_has_are_named() {
    let mut typesetter = Typesetter::default();
    // Two places of the private use area, which no font of a box that runs tests fills.
    let block = typesetter.block(&text("a\u{f5a01}b\u{f5a02}\u{f5a01}"), 400.0);
    assert_eq!(block.missing_glyphs(), ['\u{f5a01}', '\u{f5a02}']);
    assert!(block.fonts_used().iter().all(|font| !font.family.is_empty()), "{:?}", block.fonts_used());
}

//! Bytes to text, as players guess it: UTF-8, UTF-16, and Latin-1 for what is neither.

use super::remarks::Remarks;

/// As much as shows whether every other byte is zero.
const SAMPLE: usize = 512;

/// What Windows has where Latin-1 has control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text, its lines ended by `\n`, without control characters that nothing could show.
pub(super) fn text(bytes: &[u8], remarks: &mut Remarks) -> String {
    let raw = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, remarks),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ if mostly_zero(bytes, 1) => utf16(bytes, u16::from_le_bytes),
        _ if mostly_zero(bytes, 0) => utf16(bytes, u16::from_be_bytes),
        _ => utf8(bytes, remarks),
    };
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                text.push('\n');
            }
            '\t' => text.push(' '),
            letter if letter.is_control() && letter != '\n' => {}
            '\u{feff}' => {}
            letter => text.push(letter),
        }
    }
    text
}

fn utf8(bytes: &[u8], remarks: &mut Remarks) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(wrong) => {
            let line = 1 + bytes[..wrong.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            remarks.say(line, "this is no UTF-8 and is read as Latin-1; save the file as UTF-8 if letters look wrong");
            bytes
                .iter()
                .map(|byte| if let 0x80..=0x9f = *byte { WINDOWS[usize::from(byte - 0x80)] } else { char::from(*byte) })
                .collect()
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Whether nearly every second byte is zero, counted from `first`: text of Latin letters in UTF-16.
fn mostly_zero(bytes: &[u8], first: usize) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let pairs = sample.chunks_exact(2);
    let count = pairs.len();
    let zero = pairs.filter(|pair| pair[first] == 0 && pair[1 - first] != 0).count();
    count >= 4 && zero * 10 >= count * 7
}

//! Whether a Matroska file is as long as it says: libav reads a half-copied one to its torn end and calls that the end.

use std::fs::File;
use std::os::unix::fs::FileExt;

const EBML: u64 = 0x1a45_dfa3;
const SEGMENT: u64 = 0x1853_8067;

/// Whether the file's segment goes on beyond the file's end. `false` for other files, and for live recordings, whose
/// segments have no length.
pub fn is_cut_off(file: &File, size: u64) -> bool {
    let Some((EBML, head, from)) = element(file, 0) else { return false };
    let Some(next) = head.and_then(|length| from.checked_add(length)) else { return false };
    match element(file, next) {
        Some((SEGMENT, Some(length), from)) => from.saturating_add(length) > size,
        _ => false,
    }
}

/// Identifier, length (none where it is unknown) and the place of the content of the element at `at`.
fn element(file: &File, at: u64) -> Option<(u64, Option<u64>, u64)> {
    let mut head = [0u8; 12];
    let got = file.read_at(&mut head, at).ok()?;
    let head = &head[..got];
    let id_length = head.first()?.leading_zeros() as usize + 1;
    let id = number(head.get(..id_length.min(4))?);
    let rest = head.get(id_length..)?;
    let length = rest.first()?.leading_zeros() as usize + 1;
    let marked = number(rest.get(..length)?);
    // Each byte gives seven bits; all of them set means that nobody knew.
    let mask = 1u64.checked_shl(7 * u32::try_from(length).ok()?)?.checked_sub(1)?;
    let value = marked & mask;
    let from = at.checked_add((id_length + length) as u64)?;
    Some((id, (value != mask).then_some(value), from))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

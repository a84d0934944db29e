//! What can be held against the receipt without decoding: bytes, streams, counts and times.

use std::path::Path;

use super::expected::Expected;
use super::verdict::{FaultKind, Verdict};
use crate::base::{Failure, bytes};
use crate::export::publish;
use crate::media::{InspectedShape, InspectedStream, Inspection};

/// Whether the file is byte for byte what was published.
pub fn check_bytes(path: &Path, expected: &Expected, verdict: &mut Verdict, beat: &dyn Fn()) -> Result<(), Failure> {
    let Some(blake3) = expected.blake3 else { return Ok(()) };
    let size = std::fs::metadata(path).map_err(|error| Failure::io("opening", path, &error))?.len();
    let same = size == expected.bytes;
    verdict.line("bytes", expected.bytes.to_string(), size.to_string(), same);
    if size < expected.bytes {
        let share = size as f64 / expected.bytes.max(1) as f64 * 100.0;
        let message = format!(
            "it has {size} bytes and not the {} that were published ({share:.1} %): it was cut off, or written anew",
            expected.bytes
        );
        verdict.fault(FaultKind::ChangedBytes, message);
    } else if !same {
        let more = bytes::short(size - expected.bytes);
        verdict.fault(FaultKind::ChangedBytes, format!("it has {more} more than what was published"));
    } else {
        let hash = publish::hash(path, beat)?;
        let same = hash == blake3;
        verdict.line("hash", blake3.to_hex(), hash.to_hex(), same);
        if !same {
            verdict.fault(FaultKind::ChangedBytes, "its bytes are not those that were published");
        }
    }
    Ok(())
}

/// The first stream of pictures.
pub fn pictures(found: &Inspection) -> Option<(&InspectedStream, u64)> {
    found.streams.iter().find_map(|stream| match &stream.shape {
        InspectedShape::Video { frames, .. } => Some((stream, *frames)),
        _ => None,
    })
}

pub fn has_sound(found: &Inspection) -> bool {
    found.streams.iter().any(|stream| matches!(stream.shape, InspectedShape::Audio { .. }))
}

/// How many frames fewer than rendered fit between the first and the last one's time.
pub fn lacks(found: &Inspection, expected: &Expected) -> i64 {
    let count = pictures(found).and_then(|(stream, _)| {
        let span = stream.last?.checked_sub(stream.first?)?;
        i64::try_from(span.checked_mul(expected.rate)?.round()).ok()?.checked_add(1)
    });
    let rendered = i64::try_from(expected.frames).unwrap_or(i64::MAX);
    count.map_or(0, |count| rendered.saturating_sub(count))
}

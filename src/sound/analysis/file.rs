//! The file in which an analysis is kept: every frame's bytes and the sound itself as fields that can be read at any place,
//! and the beginnings, which are few.
//!
//! ```text
//! "rushears"  version u32  header length u32  header (JSON)
//! frames × bins bytes
//! samples × i16
//! { time f64  strength f64 }*
//! BLAKE3 of each of the four parts above  "rushdone"
//! ```
//! Numbers are little-endian. A file without a right end is none.

use serde::{Deserialize, Serialize};

use crate::base::Digest;

pub(super) const MAGIC: &[u8; 8] = b"rushears";
pub(super) const END_MAGIC: &[u8; 8] = b"rushdone";
pub(super) const VERSION: u32 = 1;
pub(super) const PREFIX_BYTES: u64 = 16;
pub(super) const HASHES: usize = 4;
pub(super) const END_BYTES: u64 = (HASHES * 32 + 8) as u64;
pub(super) const ONSET_BYTES: u64 = 16;
const MAX_HEADER_BYTES: u64 = 64 << 10;
/// A day of sound, 20 beginnings a second.
const MAX_ONSETS: u64 = 24 * 3600 * 20;
/// What 24 hours at 240 frames a second and 16384 bins come to is refused before; this only keeps sums from running over.
const MAX_PART: u64 = 1 << 46;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub key: Digest,
    pub frames: u64,
    pub bins: u64,
    pub bin_hz: f64,
    pub samples: u64,
    /// Frames a second.
    pub fps: crate::base::Rational,
    /// How many of the samples that a frame is asked for lie before its time, in halves of them: 2 all, 1 half, 0 none.
    pub halves_before: u8,
}

/// Where the parts of a file begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub spectra: u64,
    pub wave: u64,
    pub onsets: u64,
}

impl Layout {
    pub fn new(header: &Header, header_bytes: u64) -> Option<Self> {
        let spectra = PREFIX_BYTES + header_bytes;
        let bytes = header.frames.checked_mul(header.bins).filter(|bytes| *bytes < MAX_PART)?;
        let wave = spectra + bytes;
        let bytes = header.samples.checked_mul(2).filter(|bytes| *bytes < MAX_PART)?;
        Some(Self { spectra, wave, onsets: wave + bytes })
    }

    /// How many beginnings a file of this length holds, if it can be one.
    pub fn onset_count(&self, file_bytes: u64) -> Option<u64> {
        let bytes = file_bytes.checked_sub(self.onsets)?.checked_sub(END_BYTES)?;
        let count = bytes / ONSET_BYTES;
        (bytes % ONSET_BYTES == 0 && count <= MAX_ONSETS).then_some(count)
    }
}

/// The length of the header that a file's first bytes announce.
pub(super) fn header_bytes(prefix: &[u8; PREFIX_BYTES as usize]) -> Option<u64> {
    let version = u32::from_le_bytes([prefix[8], prefix[9], prefix[10], prefix[11]]);
    let bytes = u64::from(u32::from_le_bytes([prefix[12], prefix[13], prefix[14], prefix[15]]));
    (&prefix[..8] == MAGIC && version == VERSION && bytes <= MAX_HEADER_BYTES).then_some(bytes)
}

/// A sample as it is kept. Rounded down in steps that divide those of AnalyserNode's bytes, which stay exactly as they are.
pub(super) fn kept(sample: f32) -> i16 {
    let steps = ((1.0 + sample) * 32_768.0).floor() - 32_768.0;
    // A cast stays inside of its bounds, and makes nothing of what is no number.
    steps as i16
}

pub(super) fn sample(kept: [u8; 2]) -> f32 {
    f32::from(i16::from_le_bytes(kept)) / 32_768.0
}

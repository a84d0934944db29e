//! What a chunk file looks like: a header that says what it is, a log of packets and signatures, and a footer that only a
//! whole file has. The footer is the record: a file without a right one is not a chunk.
//!
//! ```text
//! "rushchnk"  version u32  header length u32  header (JSON)
//! 1  pts i64  dts i64  duration i64  key u8  length u32  sides u16  bytes  { kind u32  length u32  bytes }*
//! 2  512 bytes of signature
//! 0
//! frames u64  packets u64  signatures u64  length of everything before u64  BLAKE3 of all above  "rushdone"
//! ```
//! Numbers are little-endian. Packets keep their times in the stream's own time base, which no container does for every codec.

use serde::{Deserialize, Serialize};

use crate::base::Digest;
use crate::media::packet::{StreamParameters, StreamShape};

pub(super) const MAGIC: &[u8; 8] = b"rushchnk";
pub(super) const END_MAGIC: &[u8; 8] = b"rushdone";
pub(super) const VERSION: u32 = 2;
pub(super) const PREFIX_BYTES: usize = 16;
/// The counts at the beginning of the footer, which its hash covers.
pub(super) const COUNTS_BYTES: usize = 4 * 8;
pub(super) const FOOTER_BYTES: usize = COUNTS_BYTES + 32 + 8;
/// Codec headers are a few hundred bytes; JSON makes them four times as long.
pub(super) const MAX_HEADER_BYTES: u32 = 4 << 20;
/// An intra-coded 8K frame stays below this.
pub(super) const MAX_PACKET_BYTES: u32 = 256 << 20;
pub(super) const MAX_SIDES: u16 = 64;

pub(super) const TAG_END: u8 = 0;
pub(super) const TAG_PACKET: u8 = 1;
pub(super) const TAG_SIGNATURE: u8 = 2;

/// Bytes of a signature: what one frame looks like, or what a stretch of sound sounds like.
pub const SIGNATURE_BYTES: usize = 512;

/// Bytes of a signature's record, and of what stands before a packet's bytes.
pub(super) const SIGNATURE_RECORD: u64 = 1 + SIGNATURE_BYTES as u64;
pub(super) const PACKET_HEAD: u64 = 1 + 3 * 8 + 1 + 4 + 2;

/// What was handed to the encoder, in short, so that a finished film can be checked against it.
pub type Signature = [u8; SIGNATURE_BYTES];

/// Samples that one signature of sound is about: two bytes for each 5 ms of 48 kHz.
pub const SAMPLES_SIGNED: u64 = 240 * (SIGNATURE_BYTES as u64 / 2);

/// What a chunk is, known before its first packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkHeader {
    pub key: Digest,
    pub parameters: StreamParameters,
    /// The first export frame that it shows; of sound, the first sample.
    pub first_frame: u64,
    /// How many frames, or samples, it holds.
    pub frames: u64,
}

impl ChunkHeader {
    /// How many signatures a whole chunk has: one a frame, of sound one for each stretch that was begun.
    pub fn signatures(&self) -> u64 {
        match self.parameters.shape {
            StreamShape::Video { .. } => self.frames,
            StreamShape::Audio { .. } => self.frames.div_ceil(SAMPLES_SIGNED),
        }
    }
}

/// What a chunk turned out to be, written after its last packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkFooter {
    pub frames: u64,
    pub packets: u64,
    pub signatures: u64,
    /// Bytes of the file before the footer.
    pub length: u64,
    /// BLAKE3 of the file up to here.
    pub hash: Digest,
}

impl ChunkFooter {
    /// The part of the footer that its hash covers.
    pub(super) fn counts(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (place, number) in bytes.chunks_exact_mut(8).zip([self.frames, self.packets, self.signatures, self.length])
        {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    pub(super) fn to_bytes(self) -> [u8; FOOTER_BYTES] {
        let mut bytes = [0; FOOTER_BYTES];
        bytes[..32].copy_from_slice(&self.counts());
        bytes[32..64].copy_from_slice(self.hash.as_bytes());
        bytes[64..].copy_from_slice(END_MAGIC);
        bytes
    }

    /// The footer of a file of `file_bytes`, if it has the right shape. Says nothing of the hash yet.
    pub(super) fn parse(bytes: &[u8; FOOTER_BYTES], file_bytes: u64) -> Option<Self> {
        let number = |at: usize| {
            let mut eight = [0; 8];
            eight.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(eight)
        };
        let mut hash = [0; 32];
        hash.copy_from_slice(&bytes[32..64]);
        let footer = Self {
            frames: number(0),
            packets: number(8),
            signatures: number(16),
            length: number(24),
            hash: Digest::from_bytes(hash),
        };
        let fits = footer.length.checked_add(FOOTER_BYTES as u64) == Some(file_bytes);
        (fits && &bytes[64..] == END_MAGIC).then_some(footer)
    }
}

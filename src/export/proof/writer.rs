//! Packs signatures. What one frame has over the one before is mostly nothing or little, and deflates well.
//!
//! ```text
//! "rushprf1"  then deflated:
//! 1  count u8  planes of bytes: each byte of all frames of the group in turn, as differences from the frame before
//! 2  512 bytes of loudness
//! 0  frames u64  records of sound u64
//! ```

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;

use crate::export::signature::{CHROMA_CELLS, TEXTURE_AT};
use crate::export::store::{SIGNATURE_BYTES, Signature};

pub(super) const MAGIC: &[u8; 8] = b"rushprf1";
pub(super) const TAG_END: u8 = 0;
pub(super) const TAG_FRAMES: u8 = 1;
pub(super) const TAG_SOUND: u8 = 2;
/// Frames that are packed together.
pub(super) const GROUP: usize = 64;
/// Means are kept in 16ths of a level: finer than what any encoder keeps.
const FINEST: u16 = 16;

/// Takes signatures as they come and writes them packed.
pub struct ProofWriter<W: Write> {
    out: DeflateEncoder<W>,
    group: Vec<Signature>,
    before: Signature,
    frames: u64,
    sounds: u64,
}

impl<W: Write> ProofWriter<W> {
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        let out = DeflateEncoder::new(out, Compression::default());
        Ok(Self { out, group: Vec::with_capacity(GROUP), before: [0; SIGNATURE_BYTES], frames: 0, sounds: 0 })
    }

    /// The signature of the next frame in the order in which they are shown.
    pub fn frame(&mut self, signature: &Signature) -> io::Result<()> {
        self.frames += 1;
        self.group.push(coarse(signature));
        if self.group.len() == GROUP { self.flush_group() } else { Ok(()) }
    }

    /// The next stretch of sound.
    pub fn sound(&mut self, record: &Signature) -> io::Result<()> {
        self.sounds += 1;
        self.flush_group()?;
        self.out.write_all(&[TAG_SOUND])?;
        self.out.write_all(record)
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.flush_group()?;
        self.out.write_all(&[TAG_END])?;
        self.out.write_all(&self.frames.to_le_bytes())?;
        self.out.write_all(&self.sounds.to_le_bytes())?;
        self.out.finish()
    }

    fn flush_group(&mut self) -> io::Result<()> {
        let Some(last) = self.group.last().copied() else { return Ok(()) };
        let count = u8::try_from(self.group.len()).unwrap_or(u8::MAX);
        self.out.write_all(&[TAG_FRAMES, count])?;
        let mut bytes = Vec::with_capacity(self.group.len() * SIGNATURE_BYTES);
        for place in 0..SIGNATURE_BYTES {
            let mut before = self.before;
            for signature in &self.group {
                bytes.push(differs(&before, signature)[place]);
                before = *signature;
            }
        }
        self.out.write_all(&bytes)?;
        self.before = last;
        self.group.clear();
        Ok(())
    }
}

/// A signature with means as fine as they are kept.
fn coarse(signature: &Signature) -> Signature {
    let mut out = *signature;
    for mean in out[..TEXTURE_AT].as_chunks_mut::<2>().0 {
        let value = u16::from_le_bytes(*mean).saturating_add(FINEST / 2) / FINEST;
        *mean = value.to_le_bytes();
    }
    out
}

/// What `signature` has over `before`: means as zigzag numbers, so that their upper bytes are mostly 0.
fn differs(before: &Signature, signature: &Signature) -> Signature {
    let mut out = [0; SIGNATURE_BYTES];
    for at in (0..TEXTURE_AT).step_by(2) {
        let word = |from: &Signature| i16::from_le_bytes([from[at], from[at + 1]]);
        let difference = word(signature).wrapping_sub(word(before));
        let zigzag = (difference << 1) ^ (difference >> 15);
        out[at..at + 2].copy_from_slice(&zigzag.to_le_bytes());
    }
    for at in TEXTURE_AT..SIGNATURE_BYTES {
        out[at] = signature[at].wrapping_sub(before[at]);
    }
    out
}

/// The signature that has `difference` over `before`; both as they are packed.
pub(super) fn added(before: &Signature, difference: &Signature) -> Signature {
    let mut out = [0; SIGNATURE_BYTES];
    for at in (0..TEXTURE_AT).step_by(2) {
        let zigzag = u16::from_le_bytes([difference[at], difference[at + 1]]);
        let step = (zigzag >> 1).cast_signed() ^ -(zigzag & 1).cast_signed();
        let value = i16::from_le_bytes([before[at], before[at + 1]]).wrapping_add(step);
        out[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for at in TEXTURE_AT..SIGNATURE_BYTES {
        out[at] = before[at].wrapping_add(difference[at]);
    }
    out
}

/// A packed signature with its means in 256ths of a level again.
pub(super) fn fine(packed: &Signature) -> Signature {
    let mut out = *packed;
    for mean in out[..TEXTURE_AT].as_chunks_mut::<2>().0 {
        *mean = u16::from_le_bytes(*mean).saturating_mul(FINEST).to_le_bytes();
    }
    out
}

const _: () = assert!(TEXTURE_AT / 2 * 3 + CHROMA_CELLS == SIGNATURE_BYTES);

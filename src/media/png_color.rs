//! A PNG says what its colours mean by numbers of H.273 in a chunk `cICP`, which older builds of libav don't write.

use crate::base::facts::ColorFacts;

const SIGNATURE_AND_HEAD: usize = 8 + 12 + 13;
/// What every reader takes a PNG to be; libav says it in words of its own.
const SRGB_TRANSFER: u8 = 13;

/// The file with the chunk in it, where the colours are not the usual ones and it does not say so yet.
pub fn said(png: Vec<u8>, color: ColorFacts) -> Vec<u8> {
    let begins = png.get(SIGNATURE_AND_HEAD..SIGNATURE_AND_HEAD + 160).unwrap_or(&png);
    if color.transfer == SRGB_TRANSFER || png.len() < SIGNATURE_AND_HEAD || has(begins) {
        return png;
    }
    let body = [b'c', b'I', b'C', b'P', color.primaries, color.transfer, 0, 1];
    let mut sum = flate2::Crc::new();
    sum.update(&body);
    let mut out = Vec::with_capacity(png.len() + 16);
    out.extend_from_slice(&png[..SIGNATURE_AND_HEAD]);
    out.extend_from_slice(&4u32.to_be_bytes());
    out.extend_from_slice(&body);
    out.extend_from_slice(&sum.sum().to_be_bytes());
    out.extend_from_slice(&png[SIGNATURE_AND_HEAD..]);
    out
}

fn has(bytes: &[u8]) -> bool {
    bytes.windows(4).any(|window| window == b"cICP")
}

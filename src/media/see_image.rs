//! What the head of a picture's file says, for the files that exports write.

use super::libav::SingleDecoder;

/// A picture as its file declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenImage {
    pub width: u32,
    pub height: u32,
}

/// Reads the head of a whole file of the codec that libav calls so (`png`, `mjpeg`, `tiff`, `exr`), and decodes it where that
/// is asked for. The sentence says what is wrong.
pub fn see_image(codec: &str, bytes: &[u8], decode: bool) -> Result<SeenImage, String> {
    let head = match codec {
        "png" => png(bytes),
        "mjpeg" => jpeg(bytes),
        "tiff" => tiff(bytes),
        "exr" => exr(bytes),
        _ => None,
    };
    let seen = head.ok_or_else(|| format!("no whole {codec} picture"))?;
    if decode {
        let frame = SingleDecoder::open(codec)?.decode(bytes)?;
        if (frame.width(), frame.height()) != (seen.width, seen.height) || frame.damaged() {
            return Err(format!("a {codec} picture that does not decode"));
        }
    }
    Ok(seen)
}

fn png(bytes: &[u8]) -> Option<SeenImage> {
    let ends = bytes.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82");
    let head = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let size = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    ends.then_some(SeenImage { width: size(0)?, height: size(4)? })
}

fn jpeg(bytes: &[u8]) -> Option<SeenImage> {
    if !bytes.starts_with(&[0xff, 0xd8]) || !bytes.ends_with(&[0xff, 0xd9]) {
        return None;
    }
    let word = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let mut at = 2;
    loop {
        let marker = word(at)?;
        match marker {
            // The frame's head: its length, the depth, height and width.
            0xffc0..=0xffc2 => {
                return Some(SeenImage { width: word(at + 7)?.into(), height: word(at + 5)?.into() });
            }
            0xff01..=0xfffe => at += 2 + usize::from(word(at + 2)?),
            _ => return None,
        }
    }
}

fn tiff(bytes: &[u8]) -> Option<SeenImage> {
    let body = bytes.strip_prefix(b"II\x2a\0")?;
    let word = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let long = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let table = u32::from_le_bytes(body.get(..4)?.try_into().ok()?) as usize;
    let mut size = [None; 2];
    for entry in 0..usize::from(word(table)?) {
        let at = table + 2 + entry * 12;
        let value = match word(at + 2)? {
            3 => u32::from(word(at + 8)?),
            _ => long(at + 8)?,
        };
        match word(at)? {
            256 => size[0] = Some(value),
            257 => size[1] = Some(value),
            _ => {}
        }
    }
    Some(SeenImage { width: size[0]?, height: size[1]? })
}

fn exr(bytes: &[u8]) -> Option<SeenImage> {
    const WINDOW: &[u8] = b"dataWindow\0box2i\0\x10\0\0\0";
    let head = bytes.strip_prefix(b"\x76\x2f\x31\x01")?;
    let at = head.windows(WINDOW.len()).take(4096).position(|window| window == WINDOW)? + WINDOW.len();
    let side = |index: usize| Some(i32::from_le_bytes(head.get(at + 4 * index..at + 4 * index + 4)?.try_into().ok()?));
    let length = |from: i32, to: i32| u32::try_from(to.checked_sub(from)?.checked_add(1)?).ok();
    Some(SeenImage { width: length(side(0)?, side(2)?)?, height: length(side(1)?, side(3)?)? })
}

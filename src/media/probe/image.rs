//! Still images, told by their content and measured by their header.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::base::facts::Content;
use crate::media::libav::{MAX_PIXELS, unreadable};

/// The image in `file`, or `None` where its first bytes are no image's.
pub fn examine(path: &Path, file: &mut File) -> std::io::Result<Option<Content>> {
    let mut head = [0u8; 16];
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..])? {
            0 => break,
            count => length += count,
        }
    }
    file.seek(SeekFrom::Start(0))?;
    let Some(format) = format_of(&head[..length]) else { return Ok(None) };
    let reader = ImageReader::with_format(BufReader::new(&mut *file), format);
    let content = match measure(reader) {
        Ok((width, height, _)) if u64::from(width) * u64::from(height) > MAX_PIXELS => Content::Unreadable(unreadable(
            path,
            &format!("the image has {width}×{height} pixels; 8192×8192 is the most"),
        )),
        Ok((width, height, alpha)) => Content::Image { width, height, alpha },
        Err(error) => {
            let why = crate::base::printable::text(&error.to_string());
            Content::Unreadable(unreadable(path, &format!("the image is damaged: {why}")))
        }
    };
    file.seek(SeekFrom::Start(0))?;
    Ok(Some(content))
}

fn format_of(head: &[u8]) -> Option<ImageFormat> {
    match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

fn measure(mut reader: ImageReader<BufReader<&mut File>>) -> image::ImageResult<(u32, u32, bool)> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 << 20);
    reader.limits(limits);
    let decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    Ok((width, height, decoder.color_type().has_alpha()))
}

//! Images, told by their content and measured by their header; drawings are read whole.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use image::{ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::base::facts::Content;
use crate::base::printable;
use crate::base::svg::{self, Svg};
use crate::media::libav::{MAX_PIXELS, MOST_SIDE, unreadable};

/// So many bytes at a file's beginning tell what it is; a drawing may begin with words about itself.
const HEAD_BYTES: u64 = 4096;

/// The image in `file`, or `None` where its first bytes are no image's.
pub fn examine(path: &Path, file: &mut File, beat: &dyn Fn()) -> std::io::Result<Option<Content>> {
    let mut head = Vec::with_capacity(HEAD_BYTES as usize);
    (&mut *file).take(HEAD_BYTES).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    // A torn one is told by its name only, and has its own sentence then.
    let drawn = if svg::is_compressed(&head) {
        svg::inflated(head.as_slice(), HEAD_BYTES).is_ok_and(|head| svg::is_svg(&head)) || is_named_svg(path)
    } else {
        svg::is_svg(&head)
    };
    if drawn {
        return drawing(path, file).map(Some);
    }
    let Some(format) = format_of(&head) else { return Ok(None) };
    match super::animation::examine(path, file.try_clone()?, format, &head, beat) {
        Ok(Some(content)) => return Ok(Some(content)),
        Ok(None) => {}
        Err(error) => return Ok(Some(damaged(path, &error))),
    }
    file.seek(SeekFrom::Start(0))?;
    let reader = ImageReader::with_format(BufReader::new(&mut *file), format);
    let content = match measure(reader) {
        Ok((width, height, _))
            if width.max(height) > MOST_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS =>
        {
            Content::Unreadable(unreadable(
                path,
                &format!("the image has {width}×{height} pixels; 8192×8192 is the most"),
            ))
        }
        Ok((width, height, alpha)) => Content::Image { width, height, alpha },
        Err(error) => damaged(path, &error),
    };
    file.seek(SeekFrom::Start(0))?;
    Ok(Some(content))
}

fn damaged(path: &Path, error: &image::ImageError) -> Content {
    let why = printable::text(&error.to_string());
    Content::Unreadable(unreadable(path, &format!("the image is damaged: {why}")))
}

fn is_named_svg(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("svgz") || end.eq_ignore_ascii_case("svg"))
}

/// Parsed as whoever draws it will, but without letters: what is wrong with it is known now.
fn drawing(path: &Path, file: &mut File) -> std::io::Result<Content> {
    let mut bytes = Vec::new();
    (&mut *file).take(svg::MOST_BYTES + 1).read_to_end(&mut bytes)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(match svg::parse(&bytes, Arc::default()) {
        Ok(Svg { width, height, left_out, .. }) => Content::Drawing { width, height, left_out },
        Err(why) => Content::Unreadable(unreadable(path, &printable::text(&why))),
    })
}

fn format_of(head: &[u8]) -> Option<ImageFormat> {
    match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(ImageFormat::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(ImageFormat::Gif),
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

//! SVG files: read within limits and parsed with nothing fetched from outside, alike for the probe that measures one and
//! for whoever draws it.

use std::io::{Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use resvg::usvg::{self, ImageHrefResolver, ImageKind, roxmltree};

/// Bytes of a file, and of what a compressed one becomes.
pub const MOST_BYTES: u64 = 16 << 20;
const MOST_NODES: u32 = 500_000;
/// Pixels of a picture that lies in the file itself.
const MOST_PICTURE_PIXELS: u64 = 64 << 20;
/// Of all those pictures together, so that many small bombs are as harmless as one.
const MOST_PICTURE_BYTES: usize = MOST_BYTES as usize;
/// What CSS gives a picture that says nothing of its size.
const DEFAULT_SIZE: [f32; 2] = [300.0, 150.0];
/// Documents nest up to a thousand levels deep, and each is a call.
const STACK_BYTES: usize = 256 << 20;

pub use usvg::Tree;
pub use usvg::fontdb::{Database as Fonts, Source as FontSource};

/// A parsed document.
#[derive(Debug)]
pub struct Svg {
    pub tree: Tree,
    /// In CSS pixels.
    pub width: f32,
    pub height: f32,
    /// Pictures outside of the file that it names; they are not shown.
    pub left_out: u32,
}

/// Whether a file that begins with these bytes may be an SVG. A compressed one is told by what it holds, see [`inflated`].
pub fn is_svg(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let Some(first) = head.iter().position(|byte| !byte.is_ascii_whitespace()) else { return false };
    head[first] == b'<' && head.windows(4).any(|part| part == b"<svg" || part == b":svg")
}

/// Whether a file that begins with these bytes is compressed.
pub fn is_compressed(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

/// What a compressed file holds, no more than `most` bytes of it.
pub fn inflated(bytes: impl Read, most: u64) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes).take(most).read_to_end(&mut text)?;
    Ok(text)
}

/// Parses a file's bytes; the error says why it can't be.
pub fn parse(bytes: &[u8], fonts: Arc<Fonts>) -> Result<Svg, String> {
    with_stack(|| parse_here(bytes, fonts))?
}

/// Does something with a document on a stack that is deep enough for any that was parsed.
pub fn with_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("svg".into()).stack_size(STACK_BYTES).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| format!("there is no thread to read it on: {error}"))?;
        thread.join().map_err(|_| "its drawing is beyond what can be drawn here".to_owned())
    })
}

fn parse_here(bytes: &[u8], fonts: Arc<Fonts>) -> Result<Svg, String> {
    let too_large = || format!("the drawing has more than {} MiB", MOST_BYTES >> 20);
    let unpacked;
    let bytes = if is_compressed(bytes) {
        unpacked =
            inflated(bytes, MOST_BYTES + 1).map_err(|error| format!("the compressed drawing is damaged: {error}"))?;
        &unpacked
    } else {
        bytes
    };
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "the drawing is no UTF-8 text".to_owned())?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if entities_swell(text) {
        return Err("the drawing's entities would expand too far".to_owned());
    }
    let limits =
        roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(text, limits)
        .map_err(|error| format!("the drawing is damaged: {error}"))?;
    if document.root_element().tag_name().name() != "svg" {
        return Err("it is XML, but no SVG drawing".to_owned());
    }
    let left_out = AtomicU32::new(0);
    let tree = usvg::Tree::from_xmltree(&document, &options(fonts, &left_out)).map_err(|error| match error {
        usvg::Error::ElementsLimitReached => "the drawing has too many elements, or nests them too deep".to_owned(),
        usvg::Error::InvalidSize => "the drawing has no size".to_owned(),
        other => format!("the drawing is damaged: {other}"),
    })?;
    let [width, height] = size_of(document.root_element(), &tree);
    if !(width >= 0.01 && height >= 0.01 && width <= 1e6 && height <= 1e6) {
        return Err(format!("the drawing says that it is {width}×{height}; 1000000 pixels a side are the most"));
    }
    Ok(Svg { tree, width, height, left_out: left_out.load(Ordering::Relaxed) })
}

fn options<'a>(fonts: Arc<Fonts>, left_out: &'a AtomicU32) -> usvg::Options<'a> {
    let within = ImageHrefResolver::default_data_resolver();
    let taken = AtomicU32::new(0);
    let resolve_data = move |mime: &str, data: Arc<Vec<u8>>, options: &usvg::Options<'_>| {
        let before = taken.fetch_add(u32::try_from(data.len()).unwrap_or(u32::MAX), Ordering::Relaxed) as usize;
        if before.saturating_add(data.len()) > MOST_PICTURE_BYTES || is_compressed(&data) {
            return None;
        }
        // A document within the document is parsed within the same limits of elements, but brings no further ones.
        if is_svg(&data) {
            let inner = usvg::Options {
                image_href_resolver: nothing(),
                fontdb: Arc::clone(&options.fontdb),
                ..usvg::Options::default()
            };
            return usvg::Tree::from_data(&data, &inner).ok().map(ImageKind::SVG);
        }
        let (width, height) = image::ImageReader::new(Cursor::new(data.as_slice()))
            .with_guessed_format()
            .ok()
            .and_then(|reader| reader.into_dimensions().ok())?;
        (u64::from(width) * u64::from(height) <= MOST_PICTURE_PIXELS).then(|| within(mime, data, options)).flatten()
    };
    let resolve_string = move |_: &str, _: &usvg::Options<'_>| {
        left_out.fetch_add(1, Ordering::Relaxed);
        None
    };
    usvg::Options {
        font_family: "sans-serif".to_owned(),
        default_size: usvg::Size::from_wh(DEFAULT_SIZE[0], DEFAULT_SIZE[1])
            .unwrap_or_else(|| usvg::Options::default().default_size),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(resolve_data),
            resolve_string: Box::new(resolve_string),
        },
        fontdb: fonts,
        ..usvg::Options::default()
    }
}

fn nothing() -> ImageHrefResolver<'static> {
    ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) }
}

/// The size that the document says; where it says none, CSS's default, and not the bounds of what is drawn.
fn size_of(root: roxmltree::Node<'_, '_>, tree: &Tree) -> [f32; 2] {
    let found = [tree.size().width(), tree.size().height()];
    if root.has_attribute("viewBox") {
        return found;
    }
    let sides = ["width", "height"].map(|side| root.attribute(side).map(str::trim));
    if sides.iter().all(|side| side.is_some_and(|side| !side.ends_with('%'))) {
        return found;
    }
    let side = |written: Option<&str>, default: f32| match written {
        None => default,
        Some(written) => match written.strip_suffix('%') {
            Some(percent) => percent.trim().parse::<f32>().map_or(default, |percent| default * percent / 100.0),
            None => written.trim_end_matches("px").trim().parse().unwrap_or(default),
        },
    };
    [side(sides[0], DEFAULT_SIZE[0]), side(sides[1], DEFAULT_SIZE[1])]
}

/// Whether what the document declares, put in wherever it is named, could take more than some hundred megabytes.
fn entities_swell(text: &str) -> bool {
    const KNOWN: [&str; 6] = ["#", "amp;", "lt;", "gt;", "quot;", "apos;"];
    const MOST: usize = 256 << 20;
    if !text.contains("<!ENTITY") {
        return false;
    }
    let declared = text.find("]>").unwrap_or(text.len());
    let named =
        |part: &str| part.split('&').skip(1).filter(|name| !KNOWN.iter().any(|known| name.starts_with(known))).count();
    let (inside, outside) = text.split_at(declared);
    // Entities within entities multiply; each level is counted as if all of it stood there.
    let once = declared.saturating_mul(named(inside).saturating_add(1));
    once.saturating_mul(named(outside)) > MOST
}

//! How the pixel formats of this libav are built.
#![expect(unsafe_code, reason = "descriptions of pixel formats are static structures of libav's")]

use std::ffi::c_int;

use ffmpeg_next::ffi;

use super::stream::{number_of, text};

/// What a pixel format is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PixelSketch {
    pub name: String,
    pub alpha: bool,
    pub rgb: bool,
    pub gray: bool,
    pub palette: bool,
    /// Samples are whole numbers in memory, so that they can be read one by one.
    pub readable: bool,
    pub big_endian: bool,
    /// Steps and offsets count bits.
    pub bits: bool,
    /// How often chroma is halved across and down.
    pub across: u8,
    pub down: u8,
    /// R, G, B or Y, Cb, Cr or gray; alpha is last.
    pub parts: Vec<Part>,
}

/// Where one component's samples lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub plane: usize,
    pub step: usize,
    pub offset: usize,
    pub shift: u8,
    pub depth: u8,
}

/// The number of a pixel format as frames carry it, by name; -1 where libav has none of that name.
pub fn pixel_number(name: &str) -> i32 {
    let Ok(name) = std::ffi::CString::new(name) else { return -1 };
    // SAFETY: the name is a C string that lives through the call.
    let format = unsafe { ffi::av_get_pix_fmt(name.as_ptr()) };
    number_of!(format)
}

/// libav's name of the pixel format of that number; empty where it has none.
pub fn pixel_name(number: i32) -> String {
    pixel(number).name
}

/// What libav knows of a pixel format, by its number.
pub fn pixel(number: i32) -> PixelSketch {
    let last = ffi::AVPixelFormat::AV_PIX_FMT_NB as i32;
    if number < 0 || number >= last {
        return PixelSketch::default();
    }
    // SAFETY: the number was checked to be one of this library's formats; descriptors are static.
    let described = unsafe {
        let format = std::mem::transmute::<i32, ffi::AVPixelFormat>(number);
        let described = ffi::av_pix_fmt_desc_get(format);
        if described.is_null() {
            return PixelSketch::default();
        }
        &*described
    };
    let has = |flag: c_int| described.flags & u64::try_from(flag).unwrap_or(0) != 0;
    let palette = has(ffi::AV_PIX_FMT_FLAG_PAL);
    let name = text(described.name);
    let foreign = has(ffi::AV_PIX_FMT_FLAG_HWACCEL)
        || has(ffi::AV_PIX_FMT_FLAG_FLOAT)
        || has(ffi::AV_PIX_FMT_FLAG_BAYER)
        || name.starts_with("xyz");
    let part = |part: &ffi::AVComponentDescriptor| {
        Some(Part {
            plane: usize::try_from(part.plane).ok()?,
            step: usize::try_from(part.step).ok()?,
            offset: usize::try_from(part.offset).ok()?,
            shift: u8::try_from(part.shift).ok()?,
            depth: u8::try_from(part.depth).ok().filter(|depth| (1..=16).contains(depth))?,
        })
    };
    let parts: Option<Vec<Part>> = described.comp.iter().take(described.nb_components.into()).map(part).collect();
    PixelSketch {
        name,
        alpha: has(ffi::AV_PIX_FMT_FLAG_ALPHA) || palette,
        rgb: has(ffi::AV_PIX_FMT_FLAG_RGB) || palette,
        gray: described.nb_components < 3 && !palette,
        palette,
        readable: !foreign && parts.as_ref().is_some_and(|parts| !parts.is_empty()),
        big_endian: has(ffi::AV_PIX_FMT_FLAG_BE),
        bits: has(ffi::AV_PIX_FMT_FLAG_BITSTREAM),
        across: described.log2_chroma_w,
        down: described.log2_chroma_h,
        parts: parts.unwrap_or_default(),
    }
}

impl PixelSketch {
    /// Bits of a sample once all components are brought to one depth.
    pub fn depth(&self) -> u8 {
        self.parts.iter().map(|part| part.depth).max().unwrap_or(8)
    }

    /// The planes of the components where each has one for itself, sample after sample in the machine's order.
    pub fn planes(&self) -> Option<Vec<usize>> {
        let depth = self.depth();
        let size = usize::from(depth.div_ceil(8));
        let plain = |part: &Part| part.step == size && part.offset == 0 && part.shift == 0 && part.depth == depth;
        let native = size == 1 || self.big_endian == cfg!(target_endian = "big");
        let plain = native && !self.bits && !self.palette && self.parts.iter().all(plain);
        let planes: Vec<usize> = self.parts.iter().map(|part| part.plane).collect();
        (plain && depth > 1 && planes.iter().enumerate().all(|(at, plane)| !planes[..at].contains(plane)))
            .then_some(planes)
    }
}

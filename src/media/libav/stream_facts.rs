//! What containers say of a stream beside its parameters: the codec's tag, and the screen that it was made for.
#![expect(unsafe_code, reason = "side data of streams is handed to muxers as libav's own structures")]

use std::ffi::CStr;

use ffmpeg_next::ffi;

use crate::media::hdr::{CHROMATICITY_STEPS, HdrMetadata, LUMINANCE_STEPS};
use crate::media::packet::StreamParameters;

/// The four letters by which players know a codec, where the muxer would not choose them; 0 leaves it to the muxer.
pub(super) fn codec_tag(format: &CStr, stream: &StreamParameters) -> u32 {
    let quick_time = matches!(format.to_bytes(), b"mp4" | b"mov");
    let letters: &[u8; 4] = match stream.codec.as_str() {
        // Parameter sets are in the header alone; Apple's players take nothing else.
        "hevc" if quick_time => b"hvc1",
        "prores" => match stream.profile {
            0 => b"apco",
            1 => b"apcs",
            2 => b"apcn",
            4 => b"ap4h",
            5 => b"ap4x",
            _ => b"apch",
        },
        _ => return 0,
    };
    u32::from_le_bytes(*letters)
}

/// libav's AVMasteringDisplayMetadata, whose layout is part of its interface.
#[repr(C)]
struct MasteringMetadata {
    display_primaries: [[ffi::AVRational; 2]; 3],
    white_point: [ffi::AVRational; 2],
    min_luminance: ffi::AVRational,
    max_luminance: ffi::AVRational,
    has_primaries: i32,
    has_luminance: i32,
}

/// libav's AVContentLightMetadata.
#[repr(C)]
struct LightMetadata {
    max: u32,
    average: u32,
}

/// Adds the screen's description to a stream; `false` where there is no memory for it.
///
/// # Safety
/// `stream` must belong to an output context whose head is not written yet.
pub(super) unsafe fn say_hdr(stream: *mut ffi::AVStream, hdr: &HdrMetadata) -> bool {
    let part = |value: u32, steps: u32| ffi::AVRational {
        num: i32::try_from(value).unwrap_or(i32::MAX),
        den: i32::try_from(steps).unwrap_or(1),
    };
    let place = |[x, y]: [u32; 2]| [part(x, CHROMATICITY_STEPS), part(y, CHROMATICITY_STEPS)];
    let screen = hdr.mastering;
    let mastering = MasteringMetadata {
        display_primaries: [place(screen.red), place(screen.green), place(screen.blue)],
        white_point: place(screen.white),
        min_luminance: part(screen.min_luminance, LUMINANCE_STEPS),
        max_luminance: part(screen.max_luminance, LUMINANCE_STEPS),
        has_primaries: 1,
        has_luminance: 1,
    };
    let light = LightMetadata { max: hdr.light.max, average: hdr.light.average };
    use ffi::AVPacketSideDataType::{AV_PKT_DATA_CONTENT_LIGHT_LEVEL, AV_PKT_DATA_MASTERING_DISPLAY_METADATA};
    // SAFETY: both are plain structures of integers; libav copies nothing, it takes over the blocks that `add` makes.
    unsafe {
        add(stream, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, &raw const mastering)
            && add(stream, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, &raw const light)
    }
}

/// libav 5 and 6 keep such data with the stream, later ones with its parameters; the function is looked for by name, so that
/// the program links to either. Without it the description stands in the stream's own headers only.
///
/// # Safety
/// `stream` must be alive, and `value` a whole `T` without pointers in it.
unsafe fn add<T>(stream: *mut ffi::AVStream, kind: ffi::AVPacketSideDataType, value: *const T) -> bool {
    type Add = unsafe extern "C" fn(*mut ffi::AVStream, ffi::AVPacketSideDataType, *mut u8, usize) -> i32;
    // SAFETY: the name is a C string, and the function has had this shape in every version that has it; the block is given
    // over only where libav took it.
    unsafe {
        let found = libc::dlsym(libc::RTLD_DEFAULT, c"av_stream_add_side_data".as_ptr());
        if found.is_null() {
            return true;
        }
        let add_side_data = std::mem::transmute::<*mut libc::c_void, Add>(found);
        let block = ffi::av_mallocz(size_of::<T>()).cast::<u8>();
        if block.is_null() {
            return false;
        }
        std::ptr::copy_nonoverlapping(value.cast::<u8>(), block, size_of::<T>());
        if add_side_data(stream, kind, block, size_of::<T>()) < 0 {
            ffi::av_free(block.cast());
            return false;
        }
        true
    }
}

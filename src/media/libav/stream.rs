//! What a container says of one stream, copied out of libav's structures.
#![expect(unsafe_code, reason = "libav's stream structures have fields that no safe layer reads")]

use std::ffi::{CStr, c_char};

use ffmpeg_next::codec::packet::Packet;
use ffmpeg_next::codec::packet::traits::Ref;
use ffmpeg_next::ffi;
use ffmpeg_next::format::stream::Stream;

use super::pixels::{PixelSketch, pixel};
use crate::base::Rational;

/// Which of the streams that matter here it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    Video,
    Audio,
    Other,
}

/// One stream as its container declares it. Colour fields are H.273 numbers; 2 is "unspecified".
#[derive(Debug, Clone)]
pub struct StreamSketch {
    pub index: usize,
    pub kind: StreamKind,
    pub codec: String,
    /// libav's word for the profile: `High`, `LC`.
    pub profile_name: String,
    pub time_base: Rational,
    pub start: Option<i64>,
    pub duration: Option<i64>,
    pub average_rate: Option<Rational>,
    pub guessed_rate: Option<Rational>,
    pub cover_art: bool,
    pub width: u32,
    pub height: u32,
    pub pixel: PixelSketch,
    pub sample_aspect: Option<Rational>,
    pub primaries: u8,
    pub transfer: u8,
    pub matrix: u8,
    /// libav's number: 0 unknown, 1 limited, 2 full.
    pub range: u8,
    pub chroma_location: u8,
    pub interlaced: bool,
    /// Its alpha travels beside its packets, as VP8 and VP9 have it in WebM.
    pub alpha_beside: bool,
    pub rotation: u16,
    pub rate: u32,
    pub channels: u16,
    /// libav's numbers of the speakers that its channels are for, where the file says it.
    pub speakers: Vec<u8>,
}

/// Reads a C enum's number without claiming that Rust knows the variant: files and newer libraries bring others.
macro_rules! number_of {
    ($place:expr) => {
        unsafe { (&raw const $place).cast::<i32>().read() }
    };
}
pub(super) use number_of;

/// Reads all that matters of one stream.
pub fn sketch(stream: &Stream<'_>) -> StreamSketch {
    // SAFETY: libav keeps the stream and its parameters alive as long as the format context that `stream` borrows.
    let (raw, par) = unsafe {
        let raw = &*stream.as_ptr();
        (raw, &*raw.codecpar)
    };
    let kind = match number_of!(par.codec_type) {
        0 => StreamKind::Video,
        1 => StreamKind::Audio,
        _ => StreamKind::Other,
    };
    let colour = |number: i32| u8::try_from(number).unwrap_or(2);
    StreamSketch {
        index: stream.index(),
        kind,
        codec: codec_name(par),
        // SAFETY: the codec identifier comes from libav itself; names are static.
        profile_name: text(unsafe { ffi::avcodec_profile_name(par.codec_id, par.profile) }),
        time_base: rational(raw.time_base).unwrap_or(Rational::ONE),
        start: stamp(raw.start_time),
        duration: stamp(raw.duration).filter(|ticks| *ticks > 0),
        average_rate: rational(raw.avg_frame_rate),
        guessed_rate: rational(raw.r_frame_rate),
        cover_art: raw.disposition & ffi::AV_DISPOSITION_ATTACHED_PIC != 0,
        width: u32::try_from(par.width).unwrap_or(0),
        height: u32::try_from(par.height).unwrap_or(0),
        pixel: if kind == StreamKind::Video { pixel(par.format) } else { PixelSketch::default() },
        sample_aspect: rational(raw.sample_aspect_ratio).or_else(|| rational(par.sample_aspect_ratio)),
        primaries: colour(number_of!(par.color_primaries)),
        transfer: colour(number_of!(par.color_trc)),
        matrix: colour(number_of!(par.color_space)),
        range: colour(number_of!(par.color_range)),
        chroma_location: colour(number_of!(par.chroma_location)),
        // 0 unknown, 1 progressive, the rest are ways to interlace.
        interlaced: number_of!(par.field_order) > 1,
        alpha_beside: stream.metadata().get("alpha_mode") == Some("1"),
        rotation: rotation(stream),
        rate: u32::try_from(par.sample_rate).unwrap_or(0),
        channels: u16::try_from(par.ch_layout.nb_channels).unwrap_or(0),
        speakers: speakers(&par.ch_layout),
    }
}

/// The speakers of a layout in the order of their numbers; nothing where it is in another order or none.
fn speakers(layout: &ffi::AVChannelLayout) -> Vec<u8> {
    const NATIVE: i32 = 1;
    if number_of!(layout.order) != NATIVE {
        return Vec::new();
    }
    // SAFETY: layouts of the native order hold a mask there.
    let mask = unsafe { layout.u.mask };
    (0..64).filter(|bit| (mask >> bit) & 1 == 1).collect()
}

/// What a packet asks to be taken off a sound: samples at its start and at its end. And whether it is decoded for others'
/// sake only and never shown.
pub fn packet_trim(packet: &Packet) -> (u32, u32, bool) {
    // SAFETY: the packet is alive.
    let hidden = unsafe { (*packet.as_ptr()).flags } & ffi::AV_PKT_FLAG_DISCARD != 0;
    for side in packet.side_data() {
        // SAFETY: the iterator yields entries of the borrowed packet.
        let raw = unsafe { &*side.as_ptr() };
        let kind = number_of!(raw.type_);
        if kind == ffi::AVPacketSideDataType::AV_PKT_DATA_SKIP_SAMPLES as i32 {
            let word = |at: usize| {
                let bytes = side.data().get(at..at + 4).and_then(|four| four.try_into().ok());
                u32::from_le_bytes(bytes.unwrap_or_default())
            };
            return (word(0), word(4), hidden);
        }
    }
    (0, 0, hidden)
}

/// A positive fraction of libav's, or none.
pub fn rational(raw: ffi::AVRational) -> Option<Rational> {
    if raw.num <= 0 || raw.den <= 0 {
        return None;
    }
    Rational::checked(i128::from(raw.num), i128::from(raw.den))
}

/// A time stamp, or none where libav has none.
pub fn stamp(raw: i64) -> Option<i64> {
    (raw != ffi::AV_NOPTS_VALUE).then_some(raw)
}

/// A static C string of libav's.
pub fn text(raw: *const c_char) -> String {
    if raw.is_null() {
        return String::new();
    }
    // SAFETY: libav's names are static, terminated strings.
    unsafe { CStr::from_ptr(raw) }.to_string_lossy().into_owned()
}

fn codec_name(par: &ffi::AVCodecParameters) -> String {
    // SAFETY: the identifier comes from libav itself; names are static.
    text(unsafe { ffi::avcodec_get_name(par.codec_id) })
}

/// Degrees clockwise, from the display matrix, to the nearest quarter turn.
fn rotation(stream: &Stream<'_>) -> u16 {
    for side in stream.side_data() {
        // SAFETY: the iterator yields entries of the stream that is borrowed.
        let raw = unsafe { &*side.as_ptr() };
        let kind = number_of!(raw.type_);
        if kind != ffi::AVPacketSideDataType::AV_PKT_DATA_DISPLAYMATRIX as i32 || side.data().len() < 36 {
            continue;
        }
        let cell = |at: usize| {
            let bytes = side.data().get(at * 4..at * 4 + 4).and_then(|four| four.try_into().ok());
            f64::from(i32::from_ne_bytes(bytes.unwrap_or_default()))
        };
        let (a, b, c, d) = (cell(0), cell(1), cell(3), cell(4));
        let (left, right) = (a.hypot(c), b.hypot(d));
        if left == 0.0 || right == 0.0 {
            return 0;
        }
        let degrees = (b / right).atan2(a / left).to_degrees();
        let quarters = ((degrees / 90.0).round() as i64).rem_euclid(4);
        return u16::try_from(quarters * 90).unwrap_or(0);
    }
    0
}

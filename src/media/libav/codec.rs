//! A decoder of one stream, and the frames that come out.
#![expect(unsafe_code, reason = "decoders are opened and frames read through libav's own structures")]

use std::ffi::{CStr, c_int};

use ffmpeg_next::codec::context::Context;
use ffmpeg_next::codec::decoder::Opened;
use ffmpeg_next::codec::packet::Packet;
use ffmpeg_next::frame::Video as RawFrame;
use ffmpeg_next::{Dictionary, Error, ffi};

use super::input::{MAX_PIXELS, unreadable};
use super::stream::{number_of, stamp};
use super::{Input, StreamSketch, fault};
use crate::base::Failure;

/// Decoder threads are a constant: the box's size must not show in what is decoded, nor in how much memory it takes.
const THREADS: &str = "2";

/// An open decoder.
pub struct Decoder {
    opened: Opened,
}

/// What asking a decoder gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    Frame,
    /// It wants another packet first.
    Hungry,
    End,
    Broken(String),
}

impl Decoder {
    /// A decoder for one stream of `input`.
    pub fn open(input: &Input, stream: &StreamSketch) -> Result<Self, Failure> {
        let missing = || unreadable(input.path(), &format!("its codec {} can't be decoded here", stream.codec));
        let parameters = input.parameters(stream.index).ok_or_else(missing)?;
        let mut context = Context::new();
        // SAFETY: `parameters` belongs to `input`, which is borrowed; the context copies them. The codec is static.
        let codec = unsafe {
            let raw = context.as_mut_ptr();
            let code = ffi::avcodec_parameters_to_context(raw, parameters);
            if code < 0 {
                return Err(unreadable(input.path(), &fault::sentence(Error::from(code))));
            }
            let codec = decoder_of((*raw).codec_id, stream);
            if codec.is_null() {
                return Err(missing());
            }
            (*raw).pkt_timebase = av_rational(stream.time_base);
            ffmpeg_next::Codec::wrap(codec.cast_mut())
        };
        let mut options = Dictionary::new();
        options.set("threads", THREADS);
        options.set("max_pixels", &MAX_PIXELS.to_string());
        let opened = context.decoder().open_as_with(codec, options).map_err(|error| {
            unreadable(
                input.path(),
                &format!("its {} stream can't be opened: {}", stream.codec, fault::sentence(error)),
            )
        })?;
        Ok(Self { opened })
    }

    /// Hands a packet in; `Hungry` means it was taken, `Frame` that frames must be received first.
    pub fn send(&mut self, packet: &Packet) -> Received {
        match self.opened.send_packet(packet) {
            Ok(()) => Received::Hungry,
            Err(error) => received(error, Received::Frame),
        }
    }

    /// Says that no packet follows.
    pub fn send_end(&mut self) {
        let _ = self.opened.send_eof();
    }

    /// Takes the next frame into `frame`, replacing what it held.
    pub fn receive(&mut self, frame: &mut DecodedFrame) -> Received {
        match self.opened.receive_frame(&mut frame.0) {
            Ok(()) => Received::Frame,
            Err(error) => received(error, Received::Hungry),
        }
    }

    /// Forgets all that was begun, after a seek. A decoder of pictures with alpha beside them keeps the alpha's old
    /// references then: open a new one instead.
    pub fn flush(&mut self) {
        self.opened.flush();
    }
}

/// libav's own VP8 and VP9 decoders pass over the alpha that lies beside the packets; libvpx's read it.
fn decoder_of(codec: ffi::AVCodecID, stream: &StreamSketch) -> *const ffi::AVCodec {
    let by_name = match stream.codec.as_str() {
        "vp8" if stream.alpha_beside => Some(c"libvpx"),
        "vp9" if stream.alpha_beside => Some(c"libvpx-vp9"),
        _ => None,
    };
    // SAFETY: names are C strings, and libav's codecs are static.
    unsafe {
        let named = by_name.map_or(std::ptr::null(), |name| ffi::avcodec_find_decoder_by_name(name.as_ptr()));
        if named.is_null() { ffi::avcodec_find_decoder(codec) } else { named }
    }
}

fn received(error: Error, again: Received) -> Received {
    match error {
        Error::Eof => Received::End,
        Error::Other { errno: ffmpeg_next::error::EAGAIN } => again,
        other => Received::Broken(fault::sentence(other)),
    }
}

/// libav's fraction of ours; 0/1 where it can't hold the value.
pub fn av_rational(value: crate::base::Rational) -> ffi::AVRational {
    match (c_int::try_from(value.num()), c_int::try_from(value.den())) {
        (Ok(num), Ok(den)) => ffi::AVRational { num, den },
        _ => ffi::AVRational { num: 0, den: 1 },
    }
}

/// A frame of pictures or sound; its buffers go back to the decoder's pool when it is filled again.
pub struct DecodedFrame(RawFrame);

impl DecodedFrame {
    pub fn empty() -> Self {
        Self(RawFrame::empty())
    }

    /// A picture with buffers of its own, in the pixel format of that number.
    pub fn picture(pixel: i32, width: u32, height: u32) -> Option<Self> {
        let mut frame = RawFrame::empty();
        // SAFETY: the frame is empty and alive; libav allocates its planes by the three fields.
        let code = unsafe {
            let raw = frame.as_mut_ptr();
            (*raw).format = pixel;
            (*raw).width = c_int::try_from(width).ok()?;
            (*raw).height = c_int::try_from(height).ok()?;
            ffi::av_frame_get_buffer(raw, 64)
        };
        (code >= 0).then_some(Self(frame))
    }

    /// The stamp that the container gave, or the decoder's best guess.
    pub fn stamp(&self) -> Option<i64> {
        stamp(self.raw().pts).or_else(|| stamp(self.raw().best_effort_timestamp))
    }

    pub fn width(&self) -> u32 {
        u32::try_from(self.raw().width).unwrap_or(0)
    }

    pub fn height(&self) -> u32 {
        u32::try_from(self.raw().height).unwrap_or(0)
    }

    /// The number of the pixel or sample format.
    pub fn format(&self) -> i32 {
        self.raw().format
    }

    pub fn samples(&self) -> usize {
        usize::try_from(self.raw().nb_samples).unwrap_or(0)
    }

    pub fn channels(&self) -> usize {
        usize::try_from(self.raw().ch_layout.nb_channels).unwrap_or(0)
    }

    pub fn rate(&self) -> u32 {
        u32::try_from(self.raw().sample_rate).unwrap_or(0)
    }

    /// Whether the decoder had to make up parts of it.
    pub fn damaged(&self) -> bool {
        self.raw().decode_error_flags != 0 || self.raw().flags & ffi::AV_FRAME_FLAG_CORRUPT != 0
    }

    /// Whether it holds two fields of different moments, and then whether the upper rows are the earlier ones.
    pub fn fields(&self) -> Option<bool> {
        self.0.is_interlaced().then(|| self.0.is_top_first())
    }

    /// libav's number of where chroma samples lie; 1 is left of a pair of pixels, and 0 where nobody says.
    pub fn chroma_location(&self) -> i32 {
        number_of!(self.raw().chroma_location)
    }

    /// What the decoder says of its colours: H.273 numbers, and libav's of the range (1 limited, 2 full).
    pub fn colors(&self) -> [u8; 4] {
        let raw = self.raw();
        let numbers = [
            number_of!(raw.color_primaries),
            number_of!(raw.color_trc),
            number_of!(raw.colorspace),
            number_of!(raw.color_range),
        ];
        numbers.map(|number| u8::try_from(number).unwrap_or(2))
    }

    /// How much memory its samples take.
    pub fn bytes(&self) -> usize {
        let buffers = self.raw().buf.iter().filter(|buffer| !buffer.is_null());
        // SAFETY: buffer references are alive as long as the frame.
        buffers.map(|buffer| unsafe { (**buffer).size }).sum()
    }

    /// The first `bytes` bytes of row `y` of a plane, also where the rows run upwards. None where a row is shorter.
    pub fn row(&self, plane: usize, y: usize, bytes: usize) -> Option<&[u8]> {
        let data = *self.raw().data.get(plane)?;
        let stride = isize::try_from(*self.raw().linesize.get(plane)?).ok()?;
        let rows = usize::try_from(self.raw().height).ok()?;
        if data.is_null() || y >= rows || stride.unsigned_abs() < bytes {
            return None;
        }
        // SAFETY: a plane has at most as many rows as the picture, each `linesize` bytes from the one before; callers ask
        // only for rows that the pixel format has in this plane.
        Some(unsafe { std::slice::from_raw_parts(data.offset(stride.checked_mul(isize::try_from(y).ok()?)?), bytes) })
    }

    /// The colours of a picture that has a palette: 256 of them as the machine's own 32-bit ARGB.
    pub fn palette(&self) -> Option<&[u8]> {
        let data = self.raw().data[1];
        // SAFETY: formats with a palette have 256 entries of four bytes there.
        (!data.is_null()).then(|| unsafe { std::slice::from_raw_parts(data, 1024) })
    }

    /// One plane of `rows` rows and its stride in bytes; none where the rows run upwards or there is no such plane.
    pub fn plane(&self, index: usize, rows: usize) -> Option<(&[u8], usize)> {
        let data = *self.raw().data.get(index)?;
        let stride = usize::try_from(*self.raw().linesize.get(index)?).ok().filter(|stride| *stride > 0)?;
        if data.is_null() {
            return None;
        }
        let wanted = stride.checked_mul(rows)?;
        // A picture that is cropped begins within its memory, so that its last row may end before a whole stride.
        let within = |buffer: &&mut ffi::AVBufferRef| {
            let (start, at) = (buffer.data as usize, data as usize);
            (at >= start && at < start + buffer.size).then(|| start + buffer.size - at)
        };
        let has = self.raw().buf.iter().find_map(|buffer| {
            // SAFETY: buffers that a frame names are alive as long as the frame is.
            unsafe { buffer.as_mut() }.as_ref().and_then(within)
        });
        // SAFETY: libav allocates every plane with at least `linesize` bytes for each of its rows; where it tells how many
        // bytes there are, no more are taken.
        Some((unsafe { std::slice::from_raw_parts(data, wanted.min(has.unwrap_or(wanted))) }, stride))
    }

    /// One plane of a picture made by [`DecodedFrame::picture`], to write into.
    pub fn plane_mut(&mut self, index: usize, rows: usize) -> Option<(&mut [u8], usize)> {
        // SAFETY: the frame is alive; where an encoder still holds its buffers, libav gives it new ones first.
        let raw = unsafe {
            if ffi::av_frame_make_writable(self.0.as_mut_ptr()) < 0 {
                return None;
            }
            &*self.0.as_mut_ptr()
        };
        let data = *raw.data.get(index)?;
        let stride = usize::try_from(*raw.linesize.get(index)?).ok().filter(|stride| *stride > 0)?;
        if data.is_null() {
            return None;
        }
        // SAFETY: as in `plane`, and the exclusive borrow keeps other views away.
        Some((unsafe { std::slice::from_raw_parts_mut(data, stride.checked_mul(rows)?) }, stride))
    }

    /// One plane of samples as bytes. Planar formats have a plane per channel, packed ones have all in the first.
    pub fn sample_plane(&self, index: usize, bytes: usize) -> Option<&[u8]> {
        let raw = self.raw();
        if index >= self.channels().max(1) || raw.extended_data.is_null() {
            return None;
        }
        // SAFETY: audio frames have an `extended_data` pointer per plane; the caller asks for planes that the format has,
        // and every plane holds `nb_samples` samples of it.
        unsafe {
            let data = *raw.extended_data.add(index);
            (!data.is_null()).then(|| std::slice::from_raw_parts(data, bytes))
        }
    }

    pub fn set_stamp(&mut self, stamp: i64) {
        self.0.set_pts(Some(stamp));
    }

    /// Asks the encoder for a key frame here, or leaves the choice to it.
    pub fn set_key(&mut self, key: bool) {
        use ffmpeg_next::picture::Type;
        self.0.set_kind(if key { Type::I } else { Type::None });
    }

    /// How fine an encoder that is told so frame by frame works on this one; libav's own scale.
    pub fn set_quality(&mut self, quality: u32) {
        // SAFETY: the frame is alive.
        unsafe { (*self.0.as_mut_ptr()).quality = c_int::try_from(quality).unwrap_or(c_int::MAX) };
    }

    /// What the samples mean, in the numbers of H.273.
    pub fn set_color(&mut self, color: crate::base::facts::ColorFacts) {
        // SAFETY: the frame is alive; the fields are C enums that take any number.
        unsafe {
            let raw = self.0.as_mut_ptr();
            (&raw mut (*raw).color_primaries).cast::<i32>().write(i32::from(color.primaries));
            (&raw mut (*raw).color_trc).cast::<i32>().write(i32::from(color.transfer));
            (&raw mut (*raw).colorspace).cast::<i32>().write(i32::from(color.matrix));
            (&raw mut (*raw).color_range).cast::<i32>().write(if color.full_range { 2 } else { 1 });
        }
    }

    pub(super) fn inner(&self) -> &RawFrame {
        &self.0
    }

    pub(super) fn raw(&self) -> &ffi::AVFrame {
        // SAFETY: the frame is allocated for as long as `self` lives.
        unsafe { &*self.0.as_ptr() }
    }

    pub(super) fn raw_mut(&mut self) -> *mut ffi::AVFrame {
        // SAFETY: only hands the pointer on.
        unsafe { self.0.as_mut_ptr() }
    }
}

/// libav's name of a sample format: `fltp`, `s16`.
pub fn sample_format_name(number: i32) -> &'static str {
    if !(0..ffi::AVSampleFormat::AV_SAMPLE_FMT_NB as i32).contains(&number) {
        return "";
    }
    // SAFETY: the number was checked to be one of this library's formats; names are static.
    unsafe {
        let name = ffi::av_get_sample_fmt_name(std::mem::transmute::<i32, ffi::AVSampleFormat>(number));
        if name.is_null() { "" } else { CStr::from_ptr(name).to_str().unwrap_or_default() }
    }
}

/// Whether the stream's own number says that it is decodable at all.
pub fn has_decoder(input: &Input, stream: usize) -> bool {
    let Some(parameters) = input.parameters(stream) else { return false };
    // SAFETY: the parameters belong to the borrowed input.
    unsafe { !ffi::avcodec_find_decoder((*parameters).codec_id).is_null() }
}

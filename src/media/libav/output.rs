//! A container being written.
#![expect(unsafe_code, reason = "muxers are set up through libav's own structures")]

use std::ffi::{CString, c_int};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

use ffmpeg_next::codec::packet::Packet as RawPacket;
use ffmpeg_next::codec::packet::traits::Mut;
use ffmpeg_next::{Dictionary, Error, ffi};

use super::codec::av_rational;
use super::fault;
use super::pixels::pixel_number;
use super::stream_facts::{codec_tag, say_hdr};
use crate::base::Rational;
use crate::media::packet::{Packet, StreamParameters, StreamShape};

/// A file that a muxer writes to.
pub struct Output {
    context: *mut ffi::AVFormatContext,
    packet: RawPacket,
    time_bases: Vec<Rational>,
}

// SAFETY: the context is owned by this value alone and used through `&mut self` only.
unsafe impl Send for Output {}

/// libav's error code for what could not be done, as the number that the operating system uses where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub errno: Option<i32>,
    pub sentence: String,
}

impl From<c_int> for Refusal {
    fn from(code: c_int) -> Self {
        let error = Error::from(code);
        let errno = match error {
            Error::Other { errno } => Some(errno),
            _ => None,
        };
        Self { errno, sentence: fault::sentence(error) }
    }
}

fn refuse(sentence: &str) -> Refusal {
    Refusal { errno: None, sentence: sentence.to_owned() }
}

fn done(code: c_int) -> Result<(), Refusal> {
    if code < 0 { Err(code.into()) } else { Ok(()) }
}

impl Output {
    /// Creates `path` and writes the container's head. What stands at `path` is overwritten.
    pub fn create(
        path: &Path,
        format: &str,
        streams: &[StreamParameters],
        title: Option<&str>,
        options: &[(&str, String)],
    ) -> Result<Self, Refusal> {
        fault::quiet();
        let zero = |_| refuse("a name has a zero byte in it");
        let format = CString::new(format).map_err(zero)?;
        // The prefix keeps a name such as `pipe:1` or `https://…` a name.
        let mut url = b"file:".to_vec();
        url.extend_from_slice(path.as_os_str().as_bytes());
        let url = CString::new(url).map_err(zero)?;
        let mut context = ptr::null_mut();
        // SAFETY: all pointers live through the calls; `output` frees the context on every way out.
        unsafe {
            done(ffi::avformat_alloc_output_context2(&raw mut context, ptr::null(), format.as_ptr(), url.as_ptr()))?;
            let mut output = Self { context, packet: RawPacket::empty(), time_bases: Vec::new() };
            // No version, no date: the same packets give the same file.
            (*context).flags |= ffi::AVFMT_FLAG_BITEXACT;
            for stream in streams {
                add_stream(context, stream, codec_tag(&format, stream))?;
                output.time_bases.push(stream.time_base);
            }
            if let Some(title) = title {
                let title = CString::new(title.replace('\0', " ")).map_err(zero)?;
                done(ffi::av_dict_set(&raw mut (*context).metadata, c"title".as_ptr(), title.as_ptr(), 0))?;
            }
            done(ffi::avio_open(&raw mut (*context).pb, url.as_ptr(), ffi::AVIO_FLAG_WRITE))?;
            let mut given = Dictionary::new();
            for (key, value) in options {
                given.set(key, value);
            }
            let mut raw = given.disown();
            let code = ffi::avformat_write_header(context, &raw mut raw);
            drop(Dictionary::own(raw));
            done(code)?;
            Ok(output)
        }
    }

    /// Writes one packet of a stream. Streams are interleaved by time, so they must be fed side by side.
    pub fn write(&mut self, stream: usize, packet: &Packet) -> Result<(), Refusal> {
        let Some(time_base) = self.time_bases.get(stream).copied() else { return Err(refuse("no such stream")) };
        let index = c_int::try_from(stream).map_err(|_| refuse("no such stream"))?;
        let size = c_int::try_from(packet.bytes.len()).map_err(|_| refuse("a packet is too large"))?;
        // SAFETY: the new packet has `size` bytes; the muxer takes its reference over and leaves the packet blank.
        unsafe {
            let raw = self.packet.as_mut_ptr();
            done(ffi::av_new_packet(raw, size))?;
            ptr::copy_nonoverlapping(packet.bytes.as_ptr(), (*raw).data, packet.bytes.len());
            (*raw).pts = packet.pts;
            (*raw).dts = packet.dts;
            (*raw).duration = packet.duration;
            (*raw).stream_index = index;
            (*raw).flags = if packet.key { ffi::AV_PKT_FLAG_KEY } else { 0 };
            for side in &packet.side {
                add_side(raw, side.kind, &side.bytes)?;
            }
            let target = (**(*self.context).streams.add(stream)).time_base;
            ffi::av_packet_rescale_ts(raw, av_rational(time_base), target);
            done(ffi::av_interleaved_write_frame(self.context, raw))
        }
    }

    /// Writes the container's end and closes the file.
    pub fn finish(self) -> Result<(), Refusal> {
        // SAFETY: the head was written; after closing, `pb` is null and dropping frees the rest.
        unsafe {
            let end = ffi::av_write_trailer(self.context);
            let closed = ffi::avio_closep(&raw mut (*self.context).pb);
            done(end)?;
            done(closed)
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // SAFETY: the context was allocated by libavformat and is freed once; closing a null `pb` does nothing.
        unsafe {
            ffi::avio_closep(&raw mut (*self.context).pb);
            ffi::avformat_free_context(self.context);
        }
    }
}

/// # Safety
/// `packet` must be alive and hold data.
unsafe fn add_side(packet: *mut ffi::AVPacket, kind: u32, bytes: &[u8]) -> Result<(), Refusal> {
    let known = ffi::AVPacketSideDataType::AV_PKT_DATA_NB as u32;
    if kind >= known {
        return Err(refuse("a packet carries side data that this build does not know"));
    }
    // SAFETY: the kind is below the library's own count; the new block has room for the bytes.
    unsafe {
        let kind = std::mem::transmute::<u32, ffi::AVPacketSideDataType>(kind);
        let block = ffi::av_packet_new_side_data(packet, kind, bytes.len());
        if block.is_null() {
            return Err(refuse("no memory for side data"));
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), block, bytes.len());
    }
    Ok(())
}

/// # Safety
/// `context` must be an output context whose head is not written yet.
unsafe fn add_stream(context: *mut ffi::AVFormatContext, stream: &StreamParameters, tag: u32) -> Result<(), Refusal> {
    let name = CString::new(stream.codec.as_str()).map_err(|_| refuse("a codec's name has a zero byte in it"))?;
    let number = |value: u32| c_int::try_from(value).map_err(|_| refuse("a number is too large for libav"));
    // SAFETY: libav allocates stream and parameters; extradata gets the padding that libav reads beyond its end.
    unsafe {
        let described = ffi::avcodec_descriptor_get_by_name(name.as_ptr());
        if described.is_null() {
            return Err(refuse(&format!("{} is no codec", stream.codec)));
        }
        let raw = ffi::avformat_new_stream(context, ptr::null());
        if raw.is_null() {
            return Err(refuse("no memory for a stream"));
        }
        (*raw).time_base = av_rational(stream.time_base);
        if let StreamShape::Video { hdr: Some(hdr), .. } = &stream.shape
            && !say_hdr(raw, hdr)
        {
            return Err(refuse("no memory for what a stream says of its screen"));
        }
        let par = &mut *(*raw).codecpar;
        par.codec_tag = tag;
        par.codec_id = (*described).id;
        par.codec_type = (*described).type_;
        par.bit_rate = stream.bit_rate;
        par.profile = stream.profile;
        par.level = stream.level;
        if !stream.extradata.is_empty() {
            let padding = usize::try_from(ffi::AV_INPUT_BUFFER_PADDING_SIZE).unwrap_or(64);
            let block = ffi::av_mallocz(stream.extradata.len() + padding).cast::<u8>();
            if block.is_null() {
                return Err(refuse("no memory for a stream's headers"));
            }
            ptr::copy_nonoverlapping(stream.extradata.as_ptr(), block, stream.extradata.len());
            par.extradata = block;
            par.extradata_size =
                c_int::try_from(stream.extradata.len()).map_err(|_| refuse("a stream's headers are too large"))?;
        }
        match &stream.shape {
            StreamShape::Video { width, height, pixel_format, frame_rate, color, chroma_location, hdr: _ } => {
                par.width = number(*width)?;
                par.height = number(*height)?;
                par.format = pixel_number(pixel_format);
                par.sample_aspect_ratio = ffi::AVRational { num: 1, den: 1 };
                (*raw).sample_aspect_ratio = ffi::AVRational { num: 1, den: 1 };
                (*raw).avg_frame_rate = av_rational(*frame_rate);
                (*raw).r_frame_rate = av_rational(*frame_rate);
                (&raw mut par.color_primaries).cast::<i32>().write(i32::from(color.primaries));
                (&raw mut par.color_trc).cast::<i32>().write(i32::from(color.transfer));
                (&raw mut par.color_space).cast::<i32>().write(i32::from(color.matrix));
                (&raw mut par.color_range).cast::<i32>().write(if color.full_range { 2 } else { 1 });
                (&raw mut par.chroma_location).cast::<i32>().write(i32::from(*chroma_location));
            }
            StreamShape::Audio { rate, channels, frame_size, initial_padding } => {
                par.sample_rate = number(*rate)?;
                par.frame_size = number(*frame_size)?;
                par.initial_padding = number(*initial_padding)?;
                par.format = ffi::AVSampleFormat::AV_SAMPLE_FMT_FLTP as i32;
                ffi::av_channel_layout_default(&raw mut par.ch_layout, c_int::from(*channels));
            }
        }
    }
    Ok(())
}

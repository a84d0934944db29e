//! A decoder of pictures that each are one packet, with no container around them.
#![expect(unsafe_code, reason = "the decoder is found by a codec's name through libav's own calls")]

use std::ffi::CString;

use ffmpeg_next::codec::context::Context;
use ffmpeg_next::codec::decoder::Opened;
use ffmpeg_next::codec::packet::{self, Packet};
use ffmpeg_next::{Dictionary, Error, ffi};

use super::codec::DecodedFrame;
use super::fault;
use super::input::MAX_PIXELS;

pub struct SingleDecoder {
    opened: Opened,
}

impl SingleDecoder {
    /// A decoder for the codec that libav calls so: `png`, `exr`.
    pub fn open(codec: &str) -> Result<Self, String> {
        fault::quiet();
        let missing = || format!("this box's FFmpeg can't decode {codec}");
        let name = CString::new(codec).map_err(|_| missing())?;
        // SAFETY: the name is a C string; descriptors and codecs are static.
        let codec = unsafe {
            let described = ffi::avcodec_descriptor_get_by_name(name.as_ptr());
            if described.is_null() {
                return Err(missing());
            }
            let codec = ffi::avcodec_find_decoder((*described).id);
            if codec.is_null() {
                return Err(missing());
            }
            ffmpeg_next::Codec::wrap(codec.cast_mut())
        };
        let mut options = Dictionary::new();
        // More threads would hold pictures back.
        options.set("threads", "1");
        options.set("max_pixels", &MAX_PIXELS.to_string());
        let opened = Context::new().decoder().open_as_with(codec, options).map_err(fault::sentence)?;
        Ok(Self { opened })
    }

    /// The picture that the bytes are.
    pub fn decode(&mut self, bytes: &[u8]) -> Result<DecodedFrame, String> {
        let mut frame = DecodedFrame::empty();
        let mut packet = Packet::copy(bytes);
        // A PNG that is not marked so is taken for the difference to the one before.
        packet.set_flags(packet::Flags::KEY);
        self.opened.send_packet(&packet).map_err(fault::sentence)?;
        // SAFETY: decoder and frame are alive; libav fills the frame or leaves it empty.
        let code = unsafe { ffi::avcodec_receive_frame(self.opened.as_mut_ptr(), frame.raw_mut()) };
        if code < 0 { Err(fault::sentence(Error::from(code))) } else { Ok(frame) }
    }
}

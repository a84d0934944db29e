//! The one place that calls into libav. Owns every unsafe line of the house; hands out owned, checked values.
//!
//! Must not know what a probe, a chunk or an export is.

mod codec;
mod device;
mod encoder;
mod fault;
mod graph;
mod input;
mod output;
mod pixels;
mod single;
mod source;
mod stream;
mod stream_facts;
mod watch;

pub(super) use codec::{DecodedFrame, Decoder, Received, has_decoder, sample_format_name};
pub(super) use device::DeviceFrames;
pub(super) use encoder::{
    CantOpen, Encoder, EncoderShape, SoundSamples, fill_sound, has_encoder, sound_frame, versions,
};
pub(super) use fault::quiet_libraries;
pub(super) use ffmpeg_next::codec::packet::Packet as RawPacket;
pub(super) use graph::{FilterInput, Filters};
pub(super) use input::{Input, MAX_PIXELS, MOST_SIDE, PacketRead, unreadable};
pub(super) use output::{Output, Refusal};
pub(super) use pixels::{Part, PixelSketch, pixel, pixel_name, pixel_number};
pub(super) use single::SingleDecoder;
pub(super) use source::open_regular;
pub(super) use stream::{StreamKind, StreamSketch, packet_trim};

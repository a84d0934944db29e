//! libav, and nothing else knows libav: probe, decode, encode, mux.
//!
//! Owns the one place where unsafe calls into FFmpeg happen (`libav/`). Must not know projects, timelines or the GPU.

mod animation;
mod audio_decoder;
mod audio_encoder;
mod codecs;
mod deinterlace;
mod encoders;
mod frame_reader;
mod hdr;
mod inspect;
mod libav;
pub mod memory;
mod muxer;
pub mod packet;
mod picture;
mod planes;
mod probe;
mod samples;
mod shelf;
mod video_decoder;
mod video_encoder;

pub use animation::AnimationReader;
pub use audio_decoder::{AudioDecoder, Block};
pub use audio_encoder::{AudioCodec, AudioEncoder, SOUND_CHANNELS, SOUND_RATE};
pub use codecs::{DnxHr, Ffv1, ProRes, SvtAv1, VideoCodec, Vp9, X264, X264_THREADS, X265};
pub use encoders::{KNOWN_ENCODERS, Versions, build, has_encoder, keep_quiet, library, smoke_encode, versions};
pub use hdr::{CHROMATICITY_STEPS, HdrMetadata, LUMINANCE_STEPS, LightLevels, MasteringDisplay};
pub use inspect::{InspectedShape, InspectedStream, Inspection, inspect, inspect_telling};
pub use muxer::Muxer;
pub use packet::{EPOCH, Packet, SideData, StreamParameters, StreamShape};
pub use picture::{Chroma, ChromaSite, Picture};
pub use probe::{TimedFrames, frame_times, probe, probe_telling};
pub use samples::SampleFormat;
pub use video_decoder::VideoDecoder;
pub use video_encoder::{BT709, FramePlanes, PacketSink, VideoEncoder, VideoEncoderSettings};

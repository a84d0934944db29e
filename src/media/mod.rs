//! libav, and nothing else knows libav: probe, decode, encode, mux.
//!
//! Owns the one place where unsafe calls into FFmpeg happen (`libav/`). Must not know projects, timelines or the GPU.

mod animation;
mod audio_decoder;
mod audio_encoder;
mod deinterlace;
mod encoders;
mod frame_reader;
pub mod index_room;
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
pub use encoders::{KNOWN_ENCODERS, Versions, build, smoke_encode, versions};
pub use inspect::{InspectedShape, InspectedStream, Inspection, inspect, inspect_telling};
pub use muxer::{Index, Muxer};
pub use packet::{EPOCH, Packet, SideData, StreamParameters, StreamShape};
pub use picture::{Chroma, ChromaSite, Picture};
pub use probe::{TimedFrames, frame_times, probe, probe_telling};
pub use samples::SampleFormat;
pub use video_decoder::VideoDecoder;
pub use video_encoder::{BT709, FramePlanes, PacketSink, VideoEncoder, VideoEncoderSettings, X264_THREADS};

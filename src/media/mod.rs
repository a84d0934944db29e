//! libav, and nothing else knows libav: probe, decode, encode, mux.
//!
//! Owns the one place where unsafe calls into FFmpeg happen (`libav/`). Must not know projects, timelines or the GPU.

mod animation;
mod any_encoder;
mod audio_decoder;
mod audio_encoder;
mod codecs;
mod deinterlace;
mod encoders;
mod frame_reader;
mod gif;
mod hardware;
mod hardware_encoder;
mod hdr;
mod image_encoder;
mod image_pixels;
pub mod index_room;
mod inspect;
mod libav;
pub mod memory;
mod muxer;
pub mod packet;
mod picture;
mod planes;
mod png_color;
mod probe;
mod reel;
mod samples;
mod see_image;
mod shelf;
mod smoke;
mod video_decoder;
mod video_encoder;

pub use animation::AnimationReader;
pub use any_encoder::VideoEncoder;
pub use audio_decoder::{AudioDecoder, Block};
pub use audio_encoder::{AudioCodec, AudioEncoder, SOUND_CHANNELS, SOUND_RATE};
pub use codecs::{Demanding, DnxHr, Ffv1, ProRes, Still, SvtAv1, VideoCodec, Vp9, X264, X264_THREADS, X265};
pub use encoders::{KNOWN_ENCODERS, Versions, build, has_encoder, keep_quiet, library, smoke_encode, versions};
pub use gif::{Dither, GifSettings, GifWriter, Hundredths, Palette, PaletteFinder};
pub use hardware::{Effort, Hardware, HardwareRate, HardwareSettings, hardware_codec, hardware_for};
pub use hdr::{CHROMATICITY_STEPS, HdrMetadata, LUMINANCE_STEPS, LightLevels, MasteringDisplay};
pub use image_encoder::{ImageCodec, ImageEffort, ImageEncoder, ImageEncoderSettings, SRGB};
pub use inspect::{ColorTags, InspectedShape, InspectedStream, Inspection, container_colors, inspect, inspect_telling};
pub use muxer::{Index, Muxer};
pub use packet::{EPOCH, Packet, SideData, StreamParameters, StreamShape};
pub use picture::{Chroma, ChromaSite, Picture};
pub use probe::{TimedFrames, frame_times, probe, probe_telling};
pub use reel::{Reel, Shown};
pub use samples::SampleFormat;
pub use see_image::{SeenImage, see_image};
pub use smoke::encode_grey;
pub use video_decoder::VideoDecoder;
pub use video_encoder::{BT709, FramePlanes, PacketSink, VideoEncoderSettings};

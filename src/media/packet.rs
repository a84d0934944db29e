//! What an encoder makes and a muxer takes: packets, and the parameters of the stream that they belong to. Plain data, so
//! that chunk files can keep both.

use serde::{Deserialize, Serialize};

use crate::base::Rational;
use crate::base::facts::ColorFacts;

use super::hdr::HdrMetadata;

/// Raised when the same pictures or samples give other packets, or a file decodes otherwise.
pub const EPOCH: u32 = 2;

/// One encoded packet; times are in the time base of its stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packet {
    pub pts: i64,
    pub dts: i64,
    pub duration: i64,
    pub key: bool,
    pub bytes: Vec<u8>,
    pub side: Vec<SideData>,
}

/// Side data of a packet, by libav's own number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideData {
    pub kind: u32,
    pub bytes: Vec<u8>,
}

/// All that a muxer must know of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamParameters {
    /// libav's name of the codec: `h264`, `aac`.
    pub codec: String,
    pub time_base: Rational,
    /// Codec headers (SPS/PPS, AudioSpecificConfig).
    pub extradata: Vec<u8>,
    pub bit_rate: i64,
    /// libav's numbers, or -99 where unknown.
    pub profile: i32,
    pub level: i32,
    pub shape: StreamShape,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StreamShape {
    Video {
        width: u32,
        height: u32,
        /// libav's name: `yuv420p`.
        pixel_format: String,
        frame_rate: Rational,
        color: ColorFacts,
        /// H.273 chroma location as libav numbers it (1: left).
        chroma_location: u8,
        /// Said of the screen that it was made for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hdr: Option<HdrMetadata>,
    },
    Audio {
        rate: u32,
        channels: u16,
        /// Samples per packet.
        frame_size: u32,
        /// Samples that the encoder put before the first one it was given.
        initial_padding: u32,
    },
}

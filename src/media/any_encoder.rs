//! The encoder that settings ask for: in software, of single pictures, or in a graphics device.

use crate::base::Failure;

use super::codecs::VideoCodec;
use super::hardware_encoder::HardwareEncoder;
use super::image_encoder::ImageEncoder;
use super::packet::StreamParameters;
use super::video_encoder::{FramePlanes, PacketSink, SoftwareEncoder, VideoEncoderSettings};

/// An encoder of pictures.
#[allow(clippy::large_enum_variant, reason = "there is one for each lane, and sizes differ from build to build")]
pub enum VideoEncoder {
    #[expect(private_interfaces, reason = "made and used here alone")]
    Software(SoftwareEncoder),
    Image(ImageEncoder),
    Hardware(HardwareEncoder),
}

impl VideoEncoder {
    pub fn open(settings: &VideoEncoderSettings) -> Result<Self, Failure> {
        settings.check()?;
        Ok(match &settings.codec {
            VideoCodec::Still(still) => Self::Image(ImageEncoder::open(&still.settings(settings))?),
            VideoCodec::Hardware(hardware) => Self::Hardware(HardwareEncoder::open(&hardware.settings(settings))?),
            _ => Self::Software(SoftwareEncoder::open(settings)?),
        })
    }

    /// What a muxer must know. The same settings always give the same, so chunks can be joined.
    pub fn parameters(&self) -> StreamParameters {
        match self {
            Self::Software(encoder) => encoder.parameters(),
            Self::Image(encoder) => encoder.parameters(),
            Self::Hardware(encoder) => encoder.parameters(),
        }
    }

    /// Encodes the picture that is shown as frame `index`; indexes count up by one. Packets come when there are any.
    pub fn push(&mut self, picture: &FramePlanes<'_>, index: i64, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        let ([first, second, third, _], [a, b, c, _]) = (picture.planes, picture.strides);
        match self {
            Self::Software(encoder) => encoder.push(picture, index, sink),
            Self::Image(encoder) => encoder.push((first, a), index, sink),
            Self::Hardware(encoder) => encoder.push(([first, second, third], [a, b, c]), index, sink),
        }
    }

    /// Gives all packets that the encoder still holds.
    pub fn finish(self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        match self {
            Self::Software(encoder) => encoder.finish(sink),
            Self::Image(encoder) => encoder.finish(sink),
            Self::Hardware(encoder) => encoder.finish(sink),
        }
    }
}

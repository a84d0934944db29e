//! An encoder of pictures, set up so that the same frames always give the same bytes.

use serde::{Deserialize, Serialize};

use crate::base::facts::ColorFacts;
use crate::base::{Failure, Rational, Reason};

use super::codecs::{Options, VideoCodec};
use super::hdr::HdrMetadata;
use super::libav::{CantOpen, DecodedFrame, Encoder, EncoderShape, pixel_number};
use super::packet::{Packet, StreamParameters, StreamShape};
use super::samples::SampleFormat;

/// Chroma samples lie left of their pair, as H.264 assumes.
const CHROMA_LEFT: u8 = 1;

/// BT.709 in limited range, the colour of what is exported.
pub const BT709: ColorFacts = ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false };

/// All that decides a stream, besides its pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoEncoderSettings {
    pub width: u32,
    pub height: u32,
    pub frame_rate: Rational,
    pub codec: VideoCodec,
    /// Every so many frames stands a key frame from which decoding can start; scene cuts may add others.
    pub gop_frames: u32,
    pub color: ColorFacts,
    #[serde(default)]
    pub samples: SampleFormat,
    /// Said of the screen that it was made for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hdr: Option<HdrMetadata>,
}

/// One picture to encode, as it was composed for the settings' samples: a plane for luma and each colour, and one for alpha
/// where there is one; or one plane of red, green, blue and alpha. Strides are bytes from one row to the next.
#[derive(Debug, Clone, Copy)]
pub struct FramePlanes<'a> {
    pub planes: [&'a [u8]; 4],
    pub strides: [usize; 4],
}

impl<'a> FramePlanes<'a> {
    pub fn yuv(planes: [&'a [u8]; 3], strides: [usize; 3]) -> Self {
        let ([y, u, v], [luma, cb, cr]) = (planes, strides);
        Self { planes: [y, u, v, &[]], strides: [luma, cb, cr, 0] }
    }

    pub fn packed(pixels: &'a [u8], stride: usize) -> Self {
        Self { planes: [pixels, &[], &[], &[]], strides: [stride, 0, 0, 0] }
    }
}

/// Takes what an encoder makes.
pub type PacketSink<'a> = dyn FnMut(Packet) -> Result<(), Failure> + 'a;

impl VideoEncoderSettings {
    /// The settings as the encoder gets them, in order.
    pub fn options(&self) -> Options {
        self.codec.recipe().options(self)
    }

    /// libav's name of the finished stream's profile; `None` where nothing is promised of it.
    pub fn profile_name(&self) -> Option<&'static str> {
        self.codec.recipe().profile_name(self)
    }

    /// libav's name of the samples that decoders of the finished stream give.
    pub fn decoded_samples(&self) -> &'static str {
        self.codec.recipe().decoded_samples(self)
    }

    /// Why no encoder takes them, as far as that can be told without one.
    pub fn check(&self) -> Result<(), Failure> {
        let recipe = self.codec.recipe();
        let refuse =
            |why: &str| Err(Failure::new(Reason::InvalidProject, format!("{} can't be made: {why}", recipe.name())));
        let [across, down] = self.samples.shared();
        if self.width == 0
            || self.height == 0
            || !self.width.is_multiple_of(across)
            || !self.height.is_multiple_of(down)
        {
            return refuse("width and height must be even numbers above zero");
        }
        if self.width > 8192 || self.height > 8192 {
            return refuse("width and height go up to 8192");
        }
        if !self.frame_rate.is_positive() {
            return refuse("the frame rate must be above zero");
        }
        if self.gop_frames == 0 {
            return refuse("key frames need a distance of one frame or more");
        }
        recipe.check(self).or_else(|why| refuse(&why))
    }
}

/// An encoder of pictures that takes them as they were composed, or nearly so.
pub(super) struct SoftwareEncoder {
    settings: VideoEncoderSettings,
    encoder: Encoder,
    frame: DecodedFrame,
    pushed: u64,
}

impl SoftwareEncoder {
    pub fn open(settings: &VideoEncoderSettings) -> Result<Self, Failure> {
        let time_base = settings.frame_rate.recip().unwrap_or(Rational::ONE);
        let shape = EncoderShape::Video {
            width: settings.width,
            height: settings.height,
            pixel: settings.samples.name(),
            frame_rate: settings.frame_rate,
            time_base,
        };
        let name = settings.codec.encoder();
        let encoder = Encoder::open(name, &shape, &settings.options()).map_err(|why| cant_open(name, &why))?;
        let mut frame = DecodedFrame::picture(pixel_number(settings.samples.name()), settings.width, settings.height)
            .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a frame"))?;
        // Some encoders ask each frame and not the settings.
        frame.set_color(settings.color);
        Ok(Self { settings: settings.clone(), encoder, frame, pushed: 0 })
    }

    /// What a muxer must know. The same settings always give the same, so chunks can be joined.
    pub fn parameters(&self) -> StreamParameters {
        StreamParameters {
            codec: self.encoder.codec(),
            time_base: self.settings.frame_rate.recip().unwrap_or(Rational::ONE),
            extradata: self.encoder.extradata(),
            bit_rate: 0,
            profile: self.settings.codec.recipe().profile_number().unwrap_or_else(|| self.encoder.profile()),
            level: self.encoder.level(),
            shape: StreamShape::Video {
                width: self.settings.width,
                height: self.settings.height,
                pixel_format: self.settings.samples.name().to_owned(),
                frame_rate: self.settings.frame_rate,
                color: self.settings.color,
                chroma_location: if self.settings.samples.shared()[0] == 2 { CHROMA_LEFT } else { 0 },
                hdr: self.settings.hdr,
            },
        }
    }

    /// Encodes the picture that is shown as frame `index`; indexes count up by one. Packets come when there are any.
    pub fn push(&mut self, picture: &FramePlanes<'_>, index: i64, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        for plane in 0..self.settings.samples.planes() {
            self.copy_plane(plane, picture.planes[plane], picture.strides[plane])?;
        }
        self.frame.set_stamp(index);
        let on_grid = self.pushed.is_multiple_of(u64::from(self.settings.gop_frames));
        self.frame.set_key(on_grid && self.settings.codec.recipe().marks_keys());
        self.pushed += 1;
        self.encoder.send(Some(&self.frame)).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    /// Gives all packets that the encoder still holds.
    pub fn finish(mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        self.encoder.send(None).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    fn drain(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        while let Some(mut packet) = self.encoder.receive().map_err(|why| failed(&why))? {
            packet.duration = 1;
            sink(packet)?;
        }
        Ok(())
    }

    fn copy_plane(&mut self, plane: usize, source: &[u8], stride: usize) -> Result<(), Failure> {
        let short = || Failure::new(Reason::EncoderFailed, "a frame is smaller than the picture to encode");
        let VideoEncoderSettings { width, height, samples, .. } = self.settings;
        let (columns, rows) = samples.plane_bytes((width, height), plane);
        let (target, target_stride) = self.frame.plane_mut(plane, rows).ok_or_else(short)?;
        if stride < columns || source.len() < stride * (rows - 1) + columns {
            return Err(short());
        }
        for (to, from) in target.chunks_mut(target_stride).zip(source.chunks(stride)) {
            samples.write_row(&from[..columns], to);
        }
        Ok(())
    }
}

fn failed(why: &str) -> Failure {
    Failure::new(Reason::EncoderFailed, format!("the video encoder failed: {why}"))
}

/// The failure behind an encoder that did not open.
pub(super) fn cant_open(name: &str, why: &CantOpen) -> Failure {
    match why {
        CantOpen::Missing => Failure::new(
            Reason::EncoderMissing,
            format!("this box's FFmpeg has no encoder {name}; install an FFmpeg that has it"),
        ),
        CantOpen::Refused(why) => Failure::new(Reason::EncoderFailed, format!("{name} did not start: {why}")),
    }
}

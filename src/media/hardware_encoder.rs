//! An encoder in a graphics device: takes 4:2:0 of 8 or 10 bits, and puts it into the device's memory where it has to be.

use crate::base::{Failure, Rational, Reason};

use super::hardware::{HardwareSettings, Maker};
use super::libav::{DecodedFrame, DeviceFrames, Encoder, EncoderShape, has_encoder, pixel_number};
use super::packet::{Packet, StreamParameters, StreamShape};
use super::video_encoder::{PacketSink, cant_open};

const CHROMA_LEFT: u8 = 1;

pub struct HardwareEncoder {
    settings: HardwareSettings,
    encoder: Encoder,
    frame: DecodedFrame,
    /// Where its frames must lie, if not in ordinary memory.
    device: Option<DeviceFrames>,
    pushed: u64,
}

impl HardwareEncoder {
    pub fn open(settings: &HardwareSettings) -> Result<Self, Failure> {
        let HardwareSettings { hardware, width, height, frame_rate, gop_frames, ten_bits, color } = settings;
        let name = hardware.encoder.as_str();
        let (width, height) = (*width, *height);
        let (_, codec, maker) = hardware.known().ok_or_else(|| cant_open(name, &super::libav::CantOpen::Missing))?;
        let refused = |why: &str| Failure::new(Reason::EncoderFailed, format!("{name} did not start: {why}"));
        if *ten_bits && codec == "h264" {
            return Err(refused("it makes no H.264 of 10 bits"));
        }
        if !width.is_multiple_of(2) || !height.is_multiple_of(2) || width == 0 || height == 0 {
            return Err(refused("width and height must be even numbers above zero"));
        }
        let pixel = if *ten_bits { "p010le" } else { "nv12" };
        let time_base = frame_rate.recip().unwrap_or(Rational::ONE);
        let shape = EncoderShape::Video { width, height, pixel, frame_rate: *frame_rate, time_base };
        let options = hardware.device_options(*gop_frames, *ten_bits, *color);
        if !has_encoder(name) {
            return Err(cant_open(name, &super::libav::CantOpen::Missing));
        }
        let device = match maker {
            Maker::Vaapi => Some(DeviceFrames::open(pixel, width, height).map_err(|why| refused(&why))?),
            _ => None,
        };
        let encoder = Encoder::open_on(name, &shape, &options, device.as_ref()).map_err(|why| cant_open(name, &why))?;
        let frame = DecodedFrame::picture(pixel_number(pixel), width, height)
            .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a frame"))?;
        Ok(Self { settings: settings.clone(), encoder, frame, device, pushed: 0 })
    }

    pub fn parameters(&self) -> StreamParameters {
        let pixel_format = if self.settings.ten_bits { "yuv420p10le" } else { "yuv420p" };
        StreamParameters {
            codec: self.encoder.codec(),
            time_base: self.settings.frame_rate.recip().unwrap_or(Rational::ONE),
            extradata: self.encoder.extradata(),
            bit_rate: 0,
            profile: self.encoder.profile(),
            level: self.encoder.level(),
            shape: StreamShape::Video {
                width: self.settings.width,
                height: self.settings.height,
                pixel_format: pixel_format.to_owned(),
                frame_rate: self.settings.frame_rate,
                color: self.settings.color,
                chroma_location: CHROMA_LEFT,
                hdr: None,
            },
        }
    }

    /// Encodes planes of luma and of both colours; 10 bits lie in the lower bits of two bytes.
    pub fn push(
        &mut self,
        (planes, strides): ([&[u8]; 3], [usize; 3]),
        index: i64,
        sink: &mut PacketSink<'_>,
    ) -> Result<(), Failure> {
        self.fill(planes, strides).ok_or_else(|| self.failed("a frame is smaller than the picture to encode"))?;
        self.frame.set_stamp(index);
        self.frame.set_key(self.pushed.is_multiple_of(u64::from(self.settings.gop_frames.max(1))));
        self.pushed += 1;
        let sent = match &self.device {
            None => self.encoder.send(Some(&self.frame)),
            Some(device) => device.upload(&self.frame).and_then(|uploaded| self.encoder.send(Some(&uploaded))),
        };
        sent.map_err(|why| self.failed(&why))?;
        self.drain(sink)
    }

    pub fn finish(mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        self.encoder.send(None).map_err(|why| self.failed(&why))?;
        self.drain(sink)
    }

    fn drain(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        while let Some(packet) = self.encoder.receive().map_err(|why| self.failed(&why))? {
            sink(Packet { duration: 1, ..packet })?;
        }
        Ok(())
    }

    /// Luma as it is, both colours side by side; 10 bits in the upper bits.
    fn fill(&mut self, planes: [&[u8]; 3], strides: [usize; 3]) -> Option<()> {
        let (width, height) = (self.settings.width as usize, self.settings.height as usize);
        let sample = 1 + usize::from(self.settings.ten_bits);
        let raise = |to: &mut [u8]| {
            for pair in to.as_chunks_mut::<2>().0 {
                // Ten bits of a sample; what lies above is none of it.
                *pair = (u16::from_le_bytes(*pair) << 6).to_le_bytes();
            }
        };
        let row = |plane: usize, y: usize, samples: usize| {
            planes.get(plane)?.get(y * strides[plane]..)?.get(..samples * sample)
        };
        let ten_bits = self.settings.ten_bits;
        let (luma, stride) = self.frame.plane_mut(0, height)?;
        for (y, to) in luma.chunks_mut(stride).take(height).enumerate() {
            let to = to.get_mut(..width * sample)?;
            to.copy_from_slice(row(0, y, width)?);
            if ten_bits {
                raise(to);
            }
        }
        let (colors, stride) = self.frame.plane_mut(1, height / 2)?;
        for (y, to) in colors.chunks_mut(stride).take(height / 2).enumerate() {
            let to = to.get_mut(..width * sample)?;
            let (blue, red) = (row(1, y, width / 2)?, row(2, y, width / 2)?);
            let pairs = blue.chunks_exact(sample).zip(red.chunks_exact(sample));
            for (to, (blue, red)) in to.chunks_exact_mut(2 * sample).zip(pairs) {
                to[..sample].copy_from_slice(blue);
                to[sample..].copy_from_slice(red);
            }
            if ten_bits {
                raise(to);
            }
        }
        Some(())
    }

    /// A device that goes away in mid-film is a failure that another attempt may get over; nothing else steps in, so that
    /// no film is made by two encoders.
    fn failed(&self, why: &str) -> Failure {
        Failure::new(Reason::EncoderFailed, format!("{} failed: {why}", self.settings.hardware.encoder))
    }
}

//! AAC, 48 kHz stereo, with every sample accounted for.

use crate::base::{Failure, Rational, Reason};

use super::libav::{DecodedFrame, Encoder, EncoderShape, fill_sound, sound_frame};
use super::packet::{StreamParameters, StreamShape};
use super::video_encoder::{PacketSink, cant_open};

/// The rate that all sound is mixed and encoded at.
pub const SOUND_RATE: u32 = 48_000;
/// Left and right.
pub const SOUND_CHANNELS: u16 = 2;

/// An AAC encoder.
pub struct AudioEncoder {
    encoder: Encoder,
    bit_rate: u32,
    frame: DecodedFrame,
    planes: [Vec<f32>; 2],
    block: usize,
    sent: i64,
}

impl AudioEncoder {
    /// `bit_rate` in bits per second.
    pub fn open(bit_rate: u32) -> Result<Self, Failure> {
        let shape = EncoderShape::Audio { rate: SOUND_RATE, channels: SOUND_CHANNELS, bit_rate: i64::from(bit_rate) };
        // Without `bitexact` the encoder writes its version into the stream.
        let options = [("flags", "+global_header+bitexact".to_owned()), ("threads", "1".to_owned())];
        let encoder = Encoder::open("aac", &shape, &options).map_err(|why| cant_open("aac", &why))?;
        let block = encoder.frame_size().max(1) as usize;
        let frame = sound_frame(SOUND_RATE, SOUND_CHANNELS, block)
            .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a block of sound"))?;
        let planes = [Vec::with_capacity(block), Vec::with_capacity(block)];
        Ok(Self { encoder, bit_rate, frame, planes, block, sent: 0 })
    }

    pub fn parameters(&self) -> StreamParameters {
        StreamParameters {
            codec: self.encoder.codec(),
            time_base: Rational::new(1, i64::from(SOUND_RATE)),
            extradata: self.encoder.extradata(),
            bit_rate: i64::from(self.bit_rate),
            profile: self.encoder.profile(),
            level: self.encoder.level(),
            shape: StreamShape::Audio {
                rate: SOUND_RATE,
                channels: SOUND_CHANNELS,
                frame_size: self.encoder.frame_size(),
                initial_padding: self.encoder.initial_padding(),
            },
        }
    }

    /// Encodes interleaved samples: left, right, left, right. Any number of pairs at a time.
    pub fn push(&mut self, interleaved: &[f32], sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        for pair in interleaved.chunks_exact(2) {
            for (plane, sample) in self.planes.iter_mut().zip(pair) {
                // NaN and infinity would spread through the whole block.
                plane.push(if sample.is_finite() { *sample } else { 0.0 });
            }
            if self.planes[0].len() == self.block {
                self.send_block(sink)?;
            }
        }
        Ok(())
    }

    /// Encodes what is left and gives all packets that the encoder still holds.
    pub fn finish(mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        if !self.planes[0].is_empty() {
            self.send_block(sink)?;
        }
        self.encoder.send(None).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    fn send_block(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        let count = self.planes[0].len();
        if !fill_sound(&mut self.frame, &self.planes, count) {
            return Err(failed("a block of sound could not be handed over"));
        }
        self.frame.set_stamp(self.sent);
        self.sent += i64::try_from(count).unwrap_or(0);
        self.planes.iter_mut().for_each(Vec::clear);
        self.encoder.send(Some(&self.frame)).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    fn drain(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        while let Some(packet) = self.encoder.receive().map_err(|why| failed(&why))? {
            sink(packet)?;
        }
        Ok(())
    }
}

fn failed(why: &str) -> Failure {
    Failure::new(Reason::EncoderFailed, format!("the sound encoder failed: {why}"))
}

//! Sound, 48 kHz stereo, into packets with every sample accounted for.

use crate::base::{Failure, Rational, Reason};

use super::libav::{DecodedFrame, Encoder, EncoderShape, SoundSamples, fill_sound, sound_frame};
use super::packet::{StreamParameters, StreamShape};
use super::video_encoder::{PacketSink, cant_open};

/// The rate that all sound is mixed and encoded at.
pub const SOUND_RATE: u32 = 48_000;
/// Left and right.
pub const SOUND_CHANNELS: u16 = 2;
/// Samples of a packet where the codec takes any number.
const USUAL_BLOCK: usize = 1024;

/// What sound is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioCodec {
    Aac,
    Opus,
    Mp3,
    /// 24 bits.
    Flac,
    /// 24 bits.
    Pcm,
}

impl AudioCodec {
    /// libav's name of the encoder.
    pub fn encoder(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Opus => "libopus",
            Self::Mp3 => "libmp3lame",
            Self::Flac => "flac",
            Self::Pcm => "pcm_s24le",
        }
    }

    /// libav's name of the codec.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Opus => "opus",
            Self::Mp3 => "mp3",
            Self::Flac => "flac",
            Self::Pcm => "pcm_s24le",
        }
    }

    fn samples(self) -> SoundSamples {
        match self {
            Self::Aac | Self::Mp3 => SoundSamples::PlanarFloat,
            Self::Opus => SoundSamples::Float,
            Self::Flac | Self::Pcm => SoundSamples::Whole24,
        }
    }
}

/// An encoder of sound.
pub struct AudioEncoder {
    encoder: Encoder,
    codec: AudioCodec,
    bit_rate: u32,
    frame: DecodedFrame,
    /// Interleaved samples that don't fill a block yet.
    pending: Vec<f32>,
    block: usize,
    sent: i64,
}

impl AudioEncoder {
    /// AAC at `bit_rate` bits per second.
    pub fn open(bit_rate: u32) -> Result<Self, Failure> {
        Self::of(AudioCodec::Aac, bit_rate)
    }

    /// `bit_rate` in bits per second; a codec that keeps every sample has none.
    pub fn of(codec: AudioCodec, bit_rate: u32) -> Result<Self, Failure> {
        let name = codec.encoder();
        let shape = EncoderShape::Audio {
            rate: SOUND_RATE,
            channels: SOUND_CHANNELS,
            bit_rate: i64::from(bit_rate),
            samples: codec.samples(),
        };
        // Without `bitexact` the encoder writes its version into the stream.
        let options = [("flags", "+global_header+bitexact".to_owned()), ("threads", "1".to_owned())];
        let encoder = Encoder::open(name, &shape, &options).map_err(|why| cant_open(name, &why))?;
        let block = match encoder.frame_size() as usize {
            0 => USUAL_BLOCK,
            block => block,
        };
        let frame = sound_frame(SOUND_RATE, SOUND_CHANNELS, block, codec.samples())
            .ok_or_else(|| Failure::new(Reason::MemoryLimit, "no memory for a block of sound"))?;
        Ok(Self { encoder, codec, bit_rate, frame, pending: Vec::with_capacity(block * 2), block, sent: 0 })
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
            // NaN and infinity would spread through the whole block.
            self.pending.extend(pair.iter().map(|sample| if sample.is_finite() { *sample } else { 0.0 }));
            if self.pending.len() == self.block * 2 {
                self.send_block(sink)?;
            }
        }
        Ok(())
    }

    /// Encodes what is left and gives all packets that the encoder still holds.
    pub fn finish(mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        if !self.pending.is_empty() {
            self.send_block(sink)?;
        }
        self.encoder.send(None).map_err(|why| failed(&why))?;
        self.drain(sink)
    }

    fn send_block(&mut self, sink: &mut PacketSink<'_>) -> Result<(), Failure> {
        if !fill_sound(&mut self.frame, &self.pending, self.codec.samples()) {
            return Err(failed("a block of sound could not be handed over"));
        }
        self.frame.set_stamp(self.sent);
        self.sent += i64::try_from(self.pending.len() / 2).unwrap_or(0);
        self.pending.clear();
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

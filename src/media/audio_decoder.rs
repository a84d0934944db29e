//! Sound through libav, for what the sound room's own decoders can't read.

use std::path::{Path, PathBuf};

use crate::base::{Failure, Rational, Reason, printable};

use super::libav::{
    DecodedFrame, Decoder, Input, PacketRead, RawPacket, Received, StreamKind, StreamSketch, has_decoder, open_regular,
    sample_format_name, unreadable,
};

/// A stretch of decoded sound.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block {
    /// Where its first sample stands on the source's own time line, in samples; priming and edit lists are taken off.
    pub start_sample: i64,
    /// Interleaved samples, one per channel and moment.
    pub samples: Vec<f32>,
}

/// Decodes one audio stream forward.
pub struct AudioDecoder {
    path: PathBuf,
    input: Input,
    decoder: Decoder,
    stream: StreamSketch,
    origin: Rational,
    packet: RawPacket,
    frame: DecodedFrame,
    draining: bool,
    decoded_any: bool,
    /// The sample behind the last one given. Stamps may be rounded to milliseconds; counting is exact.
    next_sample: Option<i64>,
    /// Where the sound ends, in containers that say it to the sample. The decoder itself gives the encoder's padding too.
    end_sample: Option<i64>,
    /// Blocks that end at or before this sample are passed over.
    wanted: i64,
}

impl AudioDecoder {
    /// A decoder of the audio stream with that ordinal, counted as a probe does: 0 is the first one that can be heard.
    pub fn open(path: &Path, audio_stream_ordinal: usize) -> Result<Self, Failure> {
        let (file, _) = open_regular(path)?;
        let mut input = Input::open(path, file)?;
        let mut sounds = input.streams().iter().filter(|stream| is_heard(&input, stream));
        let stream = sounds.nth(audio_stream_ordinal).cloned();
        let stream =
            stream.ok_or_else(|| unreadable(path, &format!("it has no audio stream {audio_stream_ordinal}")))?;
        if stream.channels > 64 {
            return Err(unreadable(path, "its sound has more than 64 channels"));
        }
        input.keep_only(stream.index);
        let decoder = Decoder::open(&input, &stream)?;
        let end_sample = exact_end(&input, &stream);
        Ok(Self {
            path: path.to_owned(),
            origin: input.origin(),
            input,
            decoder,
            stream,
            packet: RawPacket::empty(),
            frame: DecodedFrame::empty(),
            draining: false,
            decoded_any: false,
            next_sample: None,
            end_sample,
            wanted: i64::MIN,
        })
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.stream.rate
    }

    /// What the file calls the beginning of its own time line, in seconds. Below 0 where the sound's lead-in stands before the
    /// pictures.
    pub fn origin(&self) -> Rational {
        self.origin
    }

    pub fn channels(&self) -> u16 {
        self.stream.channels
    }

    /// libav's numbers of the speakers that the channels are for; empty where the file does not say it.
    pub fn speakers(&self) -> &[u8] {
        &self.stream.speakers
    }

    /// The next stretch of sound; `None` at the end.
    pub fn next_block(&mut self) -> Result<Option<Block>, Failure> {
        loop {
            self.input.watch().begin();
            match self.decoder.receive(&mut self.frame) {
                Received::Frame => {
                    self.decoded_any = true;
                    if self.frame.samples() > 0 {
                        let block = self.block()?;
                        if block.samples.is_empty() {
                            return Ok(None);
                        }
                        if self.next_sample.is_some_and(|end| end > self.wanted) {
                            return Ok(Some(block));
                        }
                    }
                    continue;
                }
                Received::End => return Ok(None),
                Received::Hungry if self.draining => return Ok(None),
                Received::Broken(why) => self.decode_trouble(&why)?,
                Received::Hungry => {}
            }
            self.feed()?;
        }
    }

    /// Goes to `sample` on the source's own time line. The next block starts at or before it, unless the file has no
    /// sound there.
    pub fn seek(&mut self, sample: i64) -> Result<(), Failure> {
        // Coded sound leans on what came before; a tenth of a second is more than any codec's memory.
        let lead = i64::from(self.stream.rate / 10);
        let target = Rational::new(sample.saturating_sub(lead).max(0), i64::from(self.stream.rate)) + self.origin;
        let stamp = i64::try_from((target / self.stream.time_base).floor()).unwrap_or(0);
        // Where stamps are coarser than samples (Matroska's are milliseconds) only counting from the start is exact.
        let coarse = self.stream.time_base > Rational::new(1, i64::from(self.stream.rate));
        if coarse || sample <= lead || !self.input.seek_before(self.stream.index, stamp) {
            let (file, _) = open_regular(&self.path)?;
            let mut input = Input::open(&self.path, file)?;
            input.keep_only(self.stream.index);
            self.decoder = Decoder::open(&input, &self.stream)?;
            self.input = input;
        } else {
            self.decoder.flush();
        }
        self.draining = false;
        self.decoded_any = false;
        self.next_sample = None;
        self.wanted = sample;
        Ok(())
    }

    fn feed(&mut self) -> Result<(), Failure> {
        loop {
            match self.input.read(&mut self.packet)? {
                PacketRead::Packet if self.packet.stream() != self.stream.index => {}
                PacketRead::Packet => {
                    return match self.decoder.send(&self.packet) {
                        Received::Broken(why) => self.decode_trouble(&why),
                        _ => Ok(()),
                    };
                }
                PacketRead::End | PacketRead::Broken(_) => {
                    self.draining = true;
                    self.decoder.send_end();
                    return Ok(());
                }
            }
        }
    }

    fn decode_trouble(&self, why: &str) -> Result<(), Failure> {
        if !self.decoded_any || self.packet.is_corrupt() || self.draining {
            return Ok(());
        }
        let after = Rational::new(self.next_sample.unwrap_or(0), i64::from(self.stream.rate));
        let after = super::frame_reader::seconds(after);
        Err(self.damaged(&format!("its sound can't be decoded after {after}: {why}")))
    }

    fn block(&mut self) -> Result<Block, Failure> {
        let (rate, channels) = (self.frame.rate(), self.frame.channels());
        if rate != self.stream.rate || channels != usize::from(self.stream.channels) {
            return Err(self.damaged("the rate or the channels of its sound change in the middle"));
        }
        let stamped = self.frame.stamp().and_then(|stamp| {
            let time = self.stream.time_base.checked_mul(Rational::from_int(stamp))?.checked_sub(self.origin)?;
            i64::try_from(time.checked_mul(Rational::from_int(i64::from(rate)))?.round()).ok()
        });
        // Only a real hole, longer than stamps can be rounded by, moves the count.
        let tolerance = i64::from(rate / 50);
        let start_sample = match (self.next_sample, stamped) {
            (Some(next), Some(stamped)) if stamped.abs_diff(next) <= tolerance.unsigned_abs() => next,
            (_, Some(stamped)) => stamped,
            (next, None) => next.unwrap_or(0),
        };
        let count = self.frame.samples();
        let room = self.end_sample.map_or(count, |end| usize::try_from(end - start_sample).unwrap_or(0));
        let count = count.min(room);
        let samples = interleave(&self.frame, count, channels)
            .ok_or_else(|| self.damaged("its sound has a sample format that can't be read"))?;
        self.next_sample = Some(start_sample.saturating_add(i64::try_from(count).unwrap_or(0)));
        Ok(Block { start_sample, samples })
    }

    fn damaged(&self, why: &str) -> Failure {
        Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(&self.path)))
    }
}

/// Whether a stream is sound that can be decoded here; of these, a project counts.
pub(super) fn is_heard(input: &Input, stream: &StreamSketch) -> bool {
    let sound = stream.kind == StreamKind::Audio && stream.channels > 0 && stream.rate > 0;
    sound && !stream.cover_art && has_decoder(input, stream.index)
}

/// Where the sound of an MP4 ends after its edit list, on the file's own time line.
fn exact_end(input: &Input, stream: &StreamSketch) -> Option<i64> {
    if !input.format().split(',').any(|name| name == "mov") {
        return None;
    }
    let ticks = stream.start?.checked_add(stream.duration?)?;
    let end = stream.time_base.checked_mul(Rational::from_int(ticks))?.checked_sub(input.origin())?;
    i64::try_from(end.checked_mul(Rational::from_int(i64::from(stream.rate)))?.round()).ok()
}

/// The frame's samples as interleaved floats, full scale at 1.
fn interleave(frame: &DecodedFrame, count: usize, channels: usize) -> Option<Vec<f32>> {
    let name = sample_format_name(frame.format());
    let (kind, planar) = name.strip_suffix('p').map_or((name, false), |kind| (kind, true));
    let size = match kind {
        "u8" => 1,
        "s16" => 2,
        "s32" | "flt" => 4,
        "s64" | "dbl" => 8,
        _ => return None,
    };
    let read = |bytes: &[u8]| -> f32 {
        match (kind, bytes.len()) {
            ("u8", 1) => (f32::from(bytes[0]) - 128.0) / 128.0,
            ("s16", 2) => f32::from(i16::from_ne_bytes([bytes[0], bytes[1]])) / 32_768.0,
            ("s32", 4) => (f64::from(word(bytes)) / 2_147_483_648.0) as f32,
            ("flt", 4) => f32::from_bits(word(bytes).cast_unsigned()),
            ("dbl", 8) => f64::from_bits(long(bytes).cast_unsigned()) as f32,
            ("s64", 8) => (long(bytes) as f64 / 9_223_372_036_854_775_808.0) as f32,
            _ => 0.0,
        }
    };
    let mut samples = vec![0.0; count * channels];
    if planar {
        for channel in 0..channels {
            let plane = frame.sample_plane(channel, count * size)?;
            for (moment, bytes) in plane.chunks_exact(size).enumerate() {
                samples[moment * channels + channel] = read(bytes);
            }
        }
    } else {
        let plane = frame.sample_plane(0, count * channels * size)?;
        for (sample, bytes) in samples.iter_mut().zip(plane.chunks_exact(size)) {
            *sample = read(bytes);
        }
    }
    Some(samples)
}

fn word(bytes: &[u8]) -> i32 {
    i32::from_ne_bytes(bytes.try_into().unwrap_or_default())
}

fn long(bytes: &[u8]) -> i64 {
    i64::from_ne_bytes(bytes.try_into().unwrap_or_default())
}

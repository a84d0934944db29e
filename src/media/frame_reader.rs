//! Frames of one video stream by their index: forward from where it stands, or from the point before that they can be decoded
//! from.

use std::path::{Path, PathBuf};

use crate::base::facts::{FrameTimes, VideoFacts};
use crate::base::{Failure, Rational, Reason, printable};

use super::libav::{DecodedFrame, Decoder, Input, PacketRead, RawPacket, Received, StreamSketch, open_regular};

/// How far before the wanted frame a seek aims, attempt by attempt, in seconds. Containers index decoding times, so the
/// first answer may lie after the wanted picture; the last resort is the file's start.
const STEPS_BACK: [i64; 5] = [0, 1, 4, 16, 64];

/// Who takes the frames that come by: their index, and the frame.
pub type Keep<'a> = dyn FnMut(u64, DecodedFrame) + 'a;

/// An open stream and where it stands.
pub struct FrameReader {
    path: PathBuf,
    facts: VideoFacts,
    stream: StreamSketch,
    input: Input,
    decoder: Decoder,
    origin: Rational,
    /// Frames are counted from the file's start, where stamps can't tell them apart.
    counted: Option<u64>,
    packet: RawPacket,
    /// The frame that came out last, and its index; none where it lies before the first one that is shown.
    frame: DecodedFrame,
    at: Option<u64>,
    /// Packets before the first key frame are passed over after a seek.
    wait_for_key: bool,
    /// When the key frame is shown that decoding began with. What is shown before it leans on frames that were not decoded.
    key_stamp: Option<i64>,
    decoded_any: bool,
    draining: bool,
    decoded: u64,
}

enum Step {
    Frame(Option<u64>),
    End,
}

enum Run {
    Found,
    Beyond,
    End,
}

impl FrameReader {
    pub fn open(path: &Path, facts: &VideoFacts) -> Result<Self, Failure> {
        let (input, decoder, stream) = open_stream(path, facts)?;
        Ok(Self {
            path: path.to_owned(),
            origin: input.origin(),
            counted: facts.counted.then_some(0),
            facts: facts.clone(),
            stream,
            input,
            decoder,
            packet: RawPacket::empty(),
            frame: DecodedFrame::empty(),
            at: None,
            wait_for_key: false,
            key_stamp: None,
            decoded_any: false,
            draining: false,
            decoded: 0,
        })
    }

    /// The index of the frame that came out last; none at the start and after a failure.
    pub fn at(&self) -> Option<u64> {
        self.at
    }

    /// How many frames were decoded so far, whether they were wanted or not.
    pub fn decoded(&self) -> u64 {
        self.decoded
    }

    /// Decodes on until that frame has come by.
    pub fn forward(&mut self, index: u64, keep: &mut Keep<'_>) -> Result<(), Failure> {
        let run = self.run_to(index, keep);
        self.settled(index, run)
    }

    /// Finds the frame by going to the last point from which it can be decoded, and on from there.
    pub fn locate(&mut self, index: u64, keep: &mut Keep<'_>) -> Result<(), Failure> {
        if index > 0 && self.counted.is_none() {
            for step in STEPS_BACK {
                if !self.seek(index, step)? {
                    continue;
                }
                match self.run_to(index, keep) {
                    Ok(Run::Found) => return Ok(()),
                    Ok(_) => {}
                    // Some decoders refuse what follows a point that is no clean start; from further back it may be fine.
                    Err(failure) if failure.reason == Reason::SourceDamaged => {}
                    Err(failure) => return Err(failure),
                }
            }
        }
        if self.decoded_any || self.draining || self.wait_for_key || self.at.is_some() {
            self.reopen()?;
        }
        let run = self.run_to(index, keep);
        self.settled(index, run)
    }

    fn settled(&mut self, index: u64, run: Result<Run, Failure>) -> Result<(), Failure> {
        let failure = match run {
            Ok(Run::Found) => return Ok(()),
            Ok(Run::Beyond) => self.damaged(&format!("the picture at {} can't be decoded", self.time(index))),
            Ok(Run::End) => self.ended(index),
            Err(failure) => failure,
        };
        self.at = None;
        Err(failure)
    }

    fn seek(&mut self, index: u64, seconds_back: i64) -> Result<bool, Failure> {
        let time = self.facts.time_of(index) + self.origin - Rational::from_int(seconds_back);
        let stamp = (time / self.stream.time_base).round();
        let Ok(stamp) = i64::try_from(stamp) else { return Ok(false) };
        let found = self.input.seek_before(self.stream.index, stamp);
        if self.stream.alpha_beside {
            self.decoder = Decoder::open(&self.input, &self.stream)?;
        } else {
            self.decoder.flush();
        }
        self.at = None;
        self.draining = false;
        self.wait_for_key = true;
        self.key_stamp = None;
        Ok(found)
    }

    fn reopen(&mut self) -> Result<(), Failure> {
        let (input, decoder, stream) = open_stream(&self.path, &self.facts)?;
        (self.input, self.decoder, self.stream) = (input, decoder, stream);
        self.counted = self.counted.map(|_| 0);
        self.at = None;
        self.draining = false;
        self.wait_for_key = false;
        self.key_stamp = None;
        self.decoded_any = false;
        Ok(())
    }

    fn run_to(&mut self, index: u64, keep: &mut Keep<'_>) -> Result<Run, Failure> {
        let mut any_before = false;
        loop {
            let at = match self.step()? {
                Step::End => return Ok(Run::End),
                Step::Frame(None) => {
                    any_before = true;
                    continue;
                }
                Step::Frame(Some(at)) if at > index => return Ok(Run::Beyond),
                Step::Frame(Some(at)) => at,
            };
            if at < index {
                any_before = true;
                if self.is_clean() {
                    keep(at, std::mem::replace(&mut self.frame, DecodedFrame::empty()));
                }
                continue;
            }
            // The very first frame after a jump to a point that is no clean start may have been made up.
            if self.frame.damaged() {
                if !any_before && self.counted.is_none() && self.decoded_any {
                    return Ok(Run::Beyond);
                }
                return Err(self.damaged(&format!("the picture at {} is damaged", self.time(index))));
            }
            keep(at, std::mem::replace(&mut self.frame, DecodedFrame::empty()));
            return Ok(Run::Found);
        }
    }

    /// Whether the frame that came out last is what it would be after decoding from the file's start.
    fn is_clean(&self) -> bool {
        let after_key = self.key_stamp.is_none_or(|key| self.frame.stamp().is_some_and(|stamp| stamp >= key));
        after_key && !self.frame.damaged()
    }

    /// Decodes the next frame, whichever it is.
    fn step(&mut self) -> Result<Step, Failure> {
        loop {
            self.input.watch().begin();
            match self.decoder.receive(&mut self.frame) {
                Received::Frame => {
                    self.decoded_any = true;
                    self.decoded += 1;
                    self.at = match &mut self.counted {
                        // As the probe did not count what is made up at the start of a recording that begins in its middle.
                        Some(0) if self.frame.damaged() && !self.input.counts_frames() => None,
                        Some(count) => {
                            *count += 1;
                            Some(*count - 1)
                        }
                        None => self.frame.stamp().and_then(|stamp| self.index_of(stamp)),
                    };
                    return Ok(Step::Frame(self.at));
                }
                Received::End => return Ok(Step::End),
                Received::Broken(why) => self.decode_trouble(&why)?,
                Received::Hungry if self.draining => return Ok(Step::End),
                Received::Hungry => {}
            }
            self.feed()?;
        }
    }

    /// Hands the decoder one more packet of the stream, or the end.
    fn feed(&mut self) -> Result<(), Failure> {
        loop {
            match self.input.read(&mut self.packet)? {
                PacketRead::Packet => {}
                PacketRead::End | PacketRead::Broken(_) => {
                    self.draining = true;
                    self.decoder.send_end();
                    return Ok(());
                }
            }
            if self.packet.stream() != self.stream.index {
                continue;
            }
            if self.wait_for_key && !self.packet.is_key() {
                continue;
            }
            if self.wait_for_key {
                self.key_stamp = self.packet.pts();
            }
            self.wait_for_key = false;
            return match self.decoder.send(&self.packet) {
                Received::Broken(why) => self.decode_trouble(&why),
                _ => Ok(()),
            };
        }
    }

    /// A stream may begin in the middle, and end in the middle of a packet; between the two it must decode.
    fn decode_trouble(&self, why: &str) -> Result<(), Failure> {
        if !self.decoded_any || self.packet.is_corrupt() || self.draining {
            return Ok(());
        }
        let after = self.at.map_or(Rational::ZERO, |at| self.facts.time_of(at));
        Err(self.damaged(&format!("it can't be decoded after {}: {why}", seconds(after))))
    }

    fn index_of(&self, stamp: i64) -> Option<u64> {
        match &self.facts.frames {
            FrameTimes::Constant { rate, first, .. } => {
                let time = self.facts.time_base.checked_mul(Rational::from_int(stamp))?;
                let since = time.checked_sub(self.origin)?.checked_sub(*first)?;
                u64::try_from(since.checked_mul(*rate)?.round()).ok()
            }
            FrameTimes::Variable { stamps, .. } => {
                let shift = super::probe::origin_ticks(self.origin, self.facts.time_base);
                let at = stamps.binary_search(&stamp.checked_sub(shift)?).ok()?;
                Some(at as u64)
            }
        }
    }

    pub fn time(&self, index: u64) -> String {
        seconds(self.facts.time_of(index))
    }

    fn ended(&self, index: u64) -> Failure {
        let last = self.at.map_or(Rational::ZERO, |at| self.facts.time_of(at + 1));
        self.damaged(&format!(
            "its pictures end at {} of {} (the one at {} was needed)",
            seconds(last),
            seconds(self.facts.end()),
            self.time(index)
        ))
    }

    pub fn damaged(&self, why: &str) -> Failure {
        Failure::new(Reason::SourceDamaged, format!("{}: {why}", printable::path(&self.path)))
    }
}

fn open_stream(path: &Path, facts: &VideoFacts) -> Result<(Input, Decoder, StreamSketch), Failure> {
    let (file, _) = open_regular(path)?;
    let mut input = Input::open(path, file)?;
    let found = input.streams().get(facts.stream).filter(|stream| stream.codec == facts.codec).cloned();
    let Some(stream) = found.filter(|stream| stream.time_base == facts.time_base) else {
        let why = format!("{}: it is not the file that was probed; probe it again", printable::path(path));
        return Err(Failure::new(Reason::SourceChanged, why));
    };
    input.keep_only(stream.index);
    let decoder = Decoder::open(&input, &stream)?;
    Ok((input, decoder, stream))
}

/// `1.96 s`, for sentences.
pub(super) fn seconds(time: Rational) -> String {
    format!("{:.2} s", time.to_f64())
}

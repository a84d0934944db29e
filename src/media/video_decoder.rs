//! Frame-accurate decoding: the picture with exactly the index that was asked for.

use std::path::{Path, PathBuf};

use crate::base::facts::{FrameTimes, VideoFacts};
use crate::base::{Failure, Rational, Reason, printable};

use super::libav::{
    DecodedFrame, Decoder, Input, PacketRead, RawPacket, Received, Scaler, StreamSketch, open_regular, pixel_number,
};
use super::picture::{Chroma, Picture, plane_size};

/// How far before the wanted frame a seek aims, attempt by attempt, in seconds. Containers index decoding times, so the
/// first answer may lie after the wanted picture; the last resort is the file's start.
const STEPS_BACK: [i64; 5] = [0, 1, 4, 16, 64];

/// Decodes one video stream forward; the first frame costs one seek, the next ones none.
pub struct VideoDecoder {
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
    /// The frame that `at` names is whole and wanted, so that asking again gives it again.
    held: bool,
    /// Packets before the first key frame are passed over after a seek.
    wait_for_key: bool,
    decoded_any: bool,
    draining: bool,
    scaler: Option<Scaler>,
    converted: bool,
    planar: [i32; 2],
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

impl VideoDecoder {
    /// A decoder that stands at `from_frame`. The facts are those that a probe of the same file found.
    pub fn open(path: &Path, facts: &VideoFacts, from_frame: u64) -> Result<Self, Failure> {
        let (input, decoder, stream) = open_stream(path, facts)?;
        let mut opened = Self {
            path: path.to_owned(),
            origin: input.origin(),
            counted: input.counts_frames().then_some(0),
            facts: facts.clone(),
            stream,
            input,
            decoder,
            packet: RawPacket::empty(),
            frame: DecodedFrame::empty(),
            at: None,
            held: false,
            wait_for_key: false,
            decoded_any: false,
            draining: false,
            scaler: None,
            converted: false,
            planar: [pixel_number("yuv420p"), pixel_number("yuvj420p")],
        };
        opened.locate(from_frame)?;
        Ok(opened)
    }

    /// The picture with that index in presentation order. Asking for growing indexes only decodes forward; the same
    /// index again gives the held picture, a smaller one seeks.
    pub fn frame(&mut self, index: u64) -> Result<Picture<'_>, Failure> {
        if !(self.held && self.at == Some(index)) {
            let ahead = self.held && self.at.is_some_and(|at| at < index);
            if ahead {
                self.check_index(index)?;
                match self.run_to(index)? {
                    Run::Found => {}
                    Run::Beyond => return Err(self.missing(index)),
                    Run::End => return Err(self.ended(index)),
                }
            } else {
                self.locate(index)?;
            }
        }
        self.picture()
    }

    fn check_index(&self, index: u64) -> Result<(), Failure> {
        let count = self.facts.frame_count();
        if index < count {
            return Ok(());
        }
        Err(self.damaged(&format!("frame {index} was asked for, but there are only {count}")))
    }

    /// Finds the frame by going to the last point from which it can be decoded, and on from there.
    fn locate(&mut self, index: u64) -> Result<(), Failure> {
        self.check_index(index)?;
        self.held = false;
        if index > 0 && self.counted.is_none() {
            for step in STEPS_BACK {
                if !self.seek(index, step) {
                    continue;
                }
                if let Run::Found = self.run_to(index)? {
                    return Ok(());
                }
            }
        }
        if self.decoded_any || self.draining || self.wait_for_key || self.at.is_some() {
            self.reopen()?;
        }
        match self.run_to(index)? {
            Run::Found => Ok(()),
            Run::Beyond => Err(self.missing(index)),
            Run::End => Err(self.ended(index)),
        }
    }

    fn seek(&mut self, index: u64, seconds_back: i64) -> bool {
        let time = self.facts.time_of(index) + self.origin - Rational::from_int(seconds_back);
        let stamp = (time / self.stream.time_base).round();
        let Ok(stamp) = i64::try_from(stamp) else { return false };
        let found = self.input.seek_before(self.stream.index, stamp);
        self.decoder.flush();
        self.at = None;
        self.draining = false;
        self.wait_for_key = true;
        found
    }

    fn reopen(&mut self) -> Result<(), Failure> {
        let (input, decoder, stream) = open_stream(&self.path, &self.facts)?;
        (self.input, self.decoder, self.stream) = (input, decoder, stream);
        self.counted = self.counted.map(|_| 0);
        self.at = None;
        self.draining = false;
        self.wait_for_key = false;
        self.decoded_any = false;
        Ok(())
    }

    fn run_to(&mut self, index: u64) -> Result<Run, Failure> {
        self.held = false;
        let mut any_before = false;
        loop {
            match self.step()? {
                Step::End => return Ok(Run::End),
                Step::Frame(None) => any_before = true,
                Step::Frame(Some(at)) if at < index => any_before = true,
                Step::Frame(Some(at)) if at > index => return Ok(Run::Beyond),
                Step::Frame(Some(_)) => break,
            }
        }
        // The very first frame after a jump to a point that is no clean start may have been made up.
        if self.frame.damaged() {
            if !any_before && self.wait_was_for_key() {
                return Ok(Run::Beyond);
            }
            return Err(self.damaged(&format!("the picture at {} is damaged", self.time(index))));
        }
        self.held = true;
        self.convert()?;
        Ok(Run::Found)
    }

    fn wait_was_for_key(&self) -> bool {
        self.counted.is_none() && self.decoded_any
    }

    /// Decodes the next frame, whichever it is.
    fn step(&mut self) -> Result<Step, Failure> {
        loop {
            self.input.watch().begin();
            match self.decoder.receive(&mut self.frame) {
                Received::Frame => {
                    self.decoded_any = true;
                    self.at = match &mut self.counted {
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

    /// Brings the frame into the planes that are handed out.
    fn convert(&mut self) -> Result<(), Failure> {
        let frame = &self.frame;
        if (frame.width(), frame.height()) != (self.facts.width, self.facts.height) {
            let at = self.at.unwrap_or(0);
            return Err(self.damaged(&format!("its picture size changes at {}", self.time(at))));
        }
        let (_, rows) = plane_size(frame.width(), frame.height(), 0);
        self.converted = !(self.planar.contains(&frame.format()) && frame.plane(0, rows).is_some());
        if !self.converted {
            return Ok(());
        }
        if !self.scaler.as_ref().is_some_and(|scaler| scaler.fits(frame)) {
            let from = (frame.format(), frame.width(), frame.height());
            let color = self.facts.color;
            self.scaler = Scaler::open(from, self.planar[0], color.matrix, color.full_range);
        }
        let done = self.scaler.as_mut().is_some_and(|scaler| scaler.convert(&self.frame));
        if done { Ok(()) } else { Err(self.damaged("its pixel format can't be converted")) }
    }

    fn picture(&self) -> Result<Picture<'_>, Failure> {
        let source = match &self.scaler {
            Some(scaler) if self.converted => scaler.picture(),
            _ => &self.frame,
        };
        let (width, height) = (self.facts.width, self.facts.height);
        let plane = |index: usize| {
            let (_, rows) = plane_size(width, height, index);
            source.plane(index, rows).ok_or_else(|| self.damaged("a decoded picture lacks a plane"))
        };
        Ok(Picture {
            width,
            height,
            planes: [plane(0)?, plane(1)?, plane(2)?],
            chroma: Chroma::Yuv420,
            full_range: self.facts.color.full_range,
            matrix: self.facts.color.matrix,
        })
    }

    fn time(&self, index: u64) -> String {
        seconds(self.facts.time_of(index))
    }

    fn missing(&self, index: u64) -> Failure {
        self.damaged(&format!("the picture at {} can't be decoded", self.time(index)))
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

    fn damaged(&self, why: &str) -> Failure {
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

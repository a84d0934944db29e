//! One stream of one file as an endless-looking run of stereo frames: any position on its time line can be asked for, gaps
//! are silence, and whoever decodes it is changed where the first one can't go on.

use std::path::{Path, PathBuf};

use super::decoder::{Decoder, Fallback};
use super::downmix::Downmix;
use super::native::NativeDecoder;
use super::tape::Tape;
use crate::base::{Failure, Rational, Reason, printable};

/// Rates between those of a telephone and twice that of a studio.
const RATES: std::ops::RangeInclusive<u32> = 1_000..=384_000;
const MAX_CHANNELS: u16 = 64;
/// Codecs need a run-up after a jump.
const RUN_UP_SECONDS: i64 = 1;
/// Nearer to the start than this, decoding from there is as quick as a jump.
const JUMP_SECONDS: i64 = 5;
/// How much earlier than it is used a source may end without a word: less than a frame and a half of film.
const SHORT_SECONDS: f64 = 0.05;
/// Samples beyond this are nonsense, and would drown everything near them in the resampler.
const LOUDEST: f32 = 64.0;

/// The stereo frames of a stream, at its own rate.
pub struct Source<'a> {
    path: PathBuf,
    stream: usize,
    fallback: &'a dyn Fallback,
    decoder: Box<dyn Decoder>,
    /// Whether the fallback could still take over.
    native: bool,
    downmix: Downmix,
    rate: u32,
    /// Stereo frames that were decoded and not given out, from `next` on once `silence` is over.
    pending: Vec<f32>,
    given: usize,
    silence: u64,
    /// Index of the next frame to give out.
    next: i64,
    /// Where the next block should begin if the stream goes on without a gap.
    expected: Option<i64>,
    /// The decoder was just opened, so it stands at the start by itself.
    fresh: bool,
    /// The decoder was sent somewhere and its first block has not shown where that was.
    jumped: bool,
    ended: bool,
    /// From where to where it is used, in seconds.
    used: Option<(f64, f64)>,
}

impl<'a> Source<'a> {
    pub fn open(path: &Path, stream: usize, fallback: &'a dyn Fallback) -> Result<Self, Failure> {
        let (decoder, native): (Box<dyn Decoder>, bool) = match NativeDecoder::open(path, stream)? {
            Some(decoder) => (Box::new(decoder), true),
            None => (fallback.open(path, stream)?, false),
        };
        let downmix = checked(&*decoder, path)?;
        let rate = decoder.rate();
        let path = path.to_owned();
        Ok(Self {
            path,
            stream,
            fallback,
            decoder,
            native,
            downmix,
            rate,
            pending: Vec::new(),
            given: 0,
            silence: 0,
            next: 0,
            expected: None,
            fresh: true,
            jumped: false,
            ended: false,
            used: None,
        })
    }

    /// Says from where to where in it, in seconds, the sound is used: one that ends earlier is damaged.
    pub fn require(&mut self, from: f64, to: f64) {
        self.used = Some((from, to));
    }

    fn long_enough(&self) -> Result<(), Failure> {
        let Some((from, to)) = self.used else { return Ok(()) };
        let end = self.expected.unwrap_or(0).max(0) as f64 / f64::from(self.rate);
        if to - end <= SHORT_SECONDS {
            return Ok(());
        }
        let told = format!(
            "{}: the sound ends at {end:.2} s, but it is used from {from:.2} s to {to:.2} s; \
             shorten the clip or replace the file",
            printable::path(&self.path)
        );
        Err(Failure::new(Reason::SourceDamaged, told))
    }
}

impl Tape for Source<'_> {
    fn rate(&self) -> u32 {
        self.rate
    }

    fn go_to(&mut self, index: i64) -> Result<(), Failure> {
        self.next = index;
        self.pending.clear();
        self.given = 0;
        self.silence = 0;
        self.ended = false;
        self.send(index)
    }

    fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, Failure> {
        let mut got = 0;
        while got < frames {
            let wanted = frames - got;
            let waiting = self.pending.len() / 2 - self.given;
            let count = if self.silence > 0 {
                let count = usize::try_from(self.silence).unwrap_or(usize::MAX).min(wanted);
                out.resize(out.len() + count * 2, 0.0);
                self.silence -= count as u64;
                count
            } else if waiting > 0 {
                let count = waiting.min(wanted);
                out.extend_from_slice(&self.pending[self.given * 2..(self.given + count) * 2]);
                self.given += count;
                count
            } else if self.refill()? {
                continue;
            } else {
                break;
            };
            got += count;
            self.next += count as i64;
        }
        Ok(got)
    }
}

impl Source<'_> {
    /// Decodes until something is pending; false at the end.
    fn refill(&mut self) -> Result<bool, Failure> {
        while !self.ended {
            self.fresh = false;
            let block = match self.decoder.next() {
                Ok(Some(block)) => block,
                Ok(None) if self.jumped => {
                    // A jump past the end. Where the end is, only reading up to it tells.
                    self.jumped = false;
                    self.decoder.seek(Rational::ZERO)?;
                    continue;
                }
                Ok(None) => {
                    self.ended = true;
                    self.long_enough()?;
                    break;
                }
                Err(failure) => {
                    self.take_over(failure)?;
                    continue;
                }
            };
            let frames = (block.samples.len() / self.downmix.channels()) as i64;
            // Stamps that containers rounded wander about the true place; counting frames does not.
            let at = match self.expected {
                Some(expected) if block.at.abs_diff(expected) <= u64::from(self.rate / 50) => expected,
                _ => block.at,
            };
            if self.jumped && at > self.next {
                // It landed too late, so what lies before can only be had from the start.
                self.jumped = false;
                self.expected = None;
                self.decoder.seek(Rational::ZERO)?;
                continue;
            }
            self.jumped = false;
            let end = at.saturating_add(frames);
            self.expected = Some(end);
            if end <= self.next {
                continue;
            }
            self.pending.clear();
            self.downmix.mix(&block.samples, &mut self.pending);
            for sample in &mut self.pending {
                *sample = if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 };
            }
            self.given = usize::try_from(self.next.saturating_sub(at)).unwrap_or(0);
            self.silence = u64::try_from(at.saturating_sub(self.next)).unwrap_or(0);
            return Ok(true);
        }
        Ok(false)
    }

    /// Lets the fallback go on where symphonia gave up.
    fn take_over(&mut self, failure: Failure) -> Result<(), Failure> {
        if !self.native {
            return Err(failure);
        }
        self.native = false;
        let Ok(decoder) = self.fallback.open(&self.path, self.stream) else { return Err(failure) };
        if decoder.rate() != self.rate {
            return Err(failure);
        }
        self.downmix = checked(&*decoder, &self.path)?;
        self.decoder = decoder;
        self.fresh = true;
        self.send(self.next)
    }

    fn send(&mut self, index: i64) -> Result<(), Failure> {
        self.expected = None;
        self.jumped = index > i64::from(self.rate) * JUMP_SECONDS;
        let start = if self.jumped {
            Rational::new(index, i64::from(self.rate)) - Rational::from_int(RUN_UP_SECONDS)
        } else if self.fresh {
            return Ok(());
        } else {
            Rational::ZERO
        };
        self.decoder.seek(start)
    }
}

fn checked(decoder: &dyn Decoder, path: &Path) -> Result<Downmix, Failure> {
    let (rate, channels) = (decoder.rate(), decoder.channels());
    if !RATES.contains(&rate) || channels == 0 || channels > MAX_CHANNELS {
        let told = format!(
            "{}: its sound says it has {channels} channels at {rate} Hz; 1 to {MAX_CHANNELS} channels at {} to {} Hz can be used",
            printable::path(path),
            RATES.start(),
            RATES.end()
        );
        return Err(Failure::new(Reason::SourceDamaged, told));
    }
    let mut speakers = decoder.speakers();
    speakers.resize(usize::from(channels), super::decoder::Speaker::Other);
    Ok(Downmix::new(&speakers))
}

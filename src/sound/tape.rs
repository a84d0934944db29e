//! Stereo frames that can be read from any place on, and what turns one such tape into another: a stretch of it, backwards,
//! again and again.

use crate::base::{Failure, Rational};

/// Stereo frames at some rate. Frame 0 stands at the tape's own time zero; before it lies silence.
pub trait Tape {
    /// Frames a second.
    fn rate(&self) -> u32;

    /// Makes frame `index` the next one to be read.
    fn go_to(&mut self, index: i64) -> Result<(), Failure>;

    /// Appends up to `frames` stereo frames to `out` and says how many; fewer only where the tape ends.
    fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, Failure>;
}

/// A stretch of a tape: its frames from `from` on, so many of them. What the tape lacks of them is silence.
pub struct Cut<'a> {
    tape: Box<dyn Tape + 'a>,
    from: i64,
    frames: i64,
    next: i64,
    /// Where the tape stands, in frames of the cut.
    stands: Option<i64>,
}

impl<'a> Cut<'a> {
    pub fn new(tape: Box<dyn Tape + 'a>, from: i64, frames: i64) -> Self {
        Self { tape, from, frames: frames.max(0), next: 0, stands: None }
    }
}

impl Tape for Cut<'_> {
    fn rate(&self) -> u32 {
        self.tape.rate()
    }

    fn go_to(&mut self, index: i64) -> Result<(), Failure> {
        self.next = index;
        Ok(())
    }

    fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, Failure> {
        let before = lead(self.next, frames, out);
        self.next += before as i64;
        let wanted = (frames - before).min(usize::try_from(self.frames - self.next).unwrap_or(0));
        if wanted == 0 {
            return Ok(before);
        }
        if self.stands != Some(self.next) {
            self.tape.go_to(self.from.saturating_add(self.next))?;
        }
        let got = self.tape.read(wanted, out)?;
        out.resize(out.len() + (wanted - got) * 2, 0.0);
        self.next += wanted as i64;
        self.stands = Some(self.next);
        Ok(before + wanted)
    }
}

/// The silence before frame 0, as far as it is asked for.
fn lead(next: i64, frames: usize, out: &mut Vec<f32>) -> usize {
    let silent = usize::try_from(next.saturating_neg()).unwrap_or(0).min(frames);
    out.resize(out.len() + silent * 2, 0.0);
    silent
}

/// A cut from its last frame to its first.
pub struct Backwards<'a> {
    cut: Cut<'a>,
    next: i64,
    /// Frames already turned round, and where their first one stands.
    turned: Vec<f32>,
    turned_at: i64,
}

/// So much is turned round at a time: enough that going back is rare.
const TURNED_SECONDS: i64 = 20;

impl<'a> Backwards<'a> {
    pub fn new(cut: Cut<'a>) -> Self {
        Self { cut, next: 0, turned: Vec::new(), turned_at: 0 }
    }

    /// Turns the block round that frame `index` lies in.
    fn turn(&mut self, index: i64) -> Result<(), Failure> {
        let block = i64::from(self.cut.rate()) * TURNED_SECONDS;
        let first = index.div_euclid(block) * block;
        let last = (first + block).min(self.cut.frames);
        self.cut.go_to(self.cut.frames - last)?;
        self.turned.clear();
        self.cut.read(usize::try_from(last - first).unwrap_or(0), &mut self.turned)?;
        let pairs = self.turned.len() / 2;
        for pair in 0..pairs / 2 {
            for side in 0..2 {
                self.turned.swap(pair * 2 + side, (pairs - 1 - pair) * 2 + side);
            }
        }
        self.turned_at = first;
        Ok(())
    }
}

impl Tape for Backwards<'_> {
    fn rate(&self) -> u32 {
        self.cut.rate()
    }

    fn go_to(&mut self, index: i64) -> Result<(), Failure> {
        self.next = index;
        Ok(())
    }

    fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, Failure> {
        let mut got = lead(self.next, frames, out);
        self.next += got as i64;
        while got < frames && self.next < self.cut.frames {
            let has = self.turned_at..self.turned_at + (self.turned.len() / 2) as i64;
            if !has.contains(&self.next) {
                self.turn(self.next)?;
            }
            let at = usize::try_from(self.next - self.turned_at).unwrap_or(0);
            let count = (self.turned.len() / 2).saturating_sub(at).min(frames - got);
            if count == 0 {
                break;
            }
            out.extend_from_slice(&self.turned[at * 2..(at + count) * 2]);
            got += count;
            self.next += count as i64;
        }
        Ok(got)
    }
}

/// A tape again and again. Round `k` begins at frame `round(k · length)`: nothing adds up, however long it goes on.
pub struct Rounds<'a> {
    tape: Box<dyn Tape + 'a>,
    /// Frames of a round, exactly.
    length: Rational,
    next: i64,
    /// A short round is kept whole.
    kept: Option<Vec<f32>>,
    /// Which frame of its round the tape stands at.
    stands: Option<i64>,
}

/// The longest round that is kept.
const KEPT_SECONDS: i64 = 30;

impl<'a> Rounds<'a> {
    /// `length` in frames; a round has at least one.
    pub fn new(tape: Box<dyn Tape + 'a>, length: Rational) -> Self {
        Self { tape, length: length.max(Rational::ONE), next: 0, kept: None, stands: None }
    }

    /// The first frame of a round.
    fn start(&self, round: i64) -> i64 {
        let start = self.length.checked_mul(Rational::from_int(round)).map(Rational::round);
        start.and_then(|start| i64::try_from(start).ok()).unwrap_or(i64::MAX)
    }

    /// The first frame of the round that a frame lies in, and of the one after.
    fn around(&self, index: i64) -> (i64, i64) {
        let round = Rational::from_int(index).checked_div(self.length).map_or(0, Rational::floor);
        let mut round = i64::try_from(round).unwrap_or(0);
        if self.start(round) > index {
            round -= 1;
        } else if self.start(round + 1) <= index {
            round += 1;
        }
        (self.start(round), self.start(round + 1))
    }
}

impl Tape for Rounds<'_> {
    fn rate(&self) -> u32 {
        self.tape.rate()
    }

    fn go_to(&mut self, index: i64) -> Result<(), Failure> {
        self.next = index;
        Ok(())
    }

    fn read(&mut self, frames: usize, out: &mut Vec<f32>) -> Result<usize, Failure> {
        let whole = usize::try_from(self.length.ceil()).unwrap_or(usize::MAX);
        if self.kept.is_none() && (whole as i64) <= i64::from(self.rate()) * KEPT_SECONDS {
            let mut kept = Vec::with_capacity(whole * 2);
            self.tape.go_to(0)?;
            self.tape.read(whole, &mut kept)?;
            kept.resize(whole * 2, 0.0);
            self.kept = Some(kept);
        }
        let mut got = lead(self.next, frames, out);
        self.next += got as i64;
        while got < frames {
            let (start, end) = self.around(self.next);
            let at = self.next - start;
            let count = usize::try_from(end - self.next).unwrap_or(0).clamp(1, frames - got);
            match &self.kept {
                Some(kept) => {
                    let at = usize::try_from(at).unwrap_or(0).min(whole - 1);
                    let has = count.min(whole - at);
                    out.extend_from_slice(&kept[at * 2..(at + has) * 2]);
                    out.resize(out.len() + (count - has) * 2, 0.0);
                }
                None => {
                    if self.stands != Some(at) {
                        self.tape.go_to(at)?;
                    }
                    let read = self.tape.read(count, out)?;
                    out.resize(out.len() + (count - read) * 2, 0.0);
                    self.stands = Some(at + count as i64);
                }
            }
            got += count;
            self.next += count as i64;
        }
        Ok(got)
    }
}

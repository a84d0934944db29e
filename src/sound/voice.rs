//! One clip while it sounds: its stretch of the source as it runs, its gain, its pan, its fades, and the room it makes.

use super::decoder::Fallback;
use super::duck::Ducker;
use super::follow::Follow;
use super::level::Level;
use super::resample::Resampled;
use super::source::Source;
use super::stretch::Stretch;
use super::sum::Mixed;
use super::tape::{Backwards, Cut, Rounds, Tape};
use crate::base::{Failure, Rational, Reason, printable};
use crate::timeline::sounds::{Run, SAMPLE_RATE, SoundClip};

/// A clip that is being heard.
pub struct Voice<'a> {
    clip: SoundClip,
    sound: Running<'a>,
    ready: Vec<f32>,
    given: usize,
    /// Frames to pass over before the clip's next sample.
    skip: u64,
    /// The clip's next sample.
    position: u64,
    gain: Option<Level>,
    pan: Option<Level>,
    ducker: Option<Ducker<'a>>,
}

enum Running<'a> {
    Plain(Box<Resampled<'a>>),
    Follow(Follow<'a>),
    Stretch(Box<Stretch<'a>>),
}

impl<'a> Voice<'a> {
    /// Opens the clip's source at the clip's sample `first`.
    pub fn open(clip: &SoundClip, first: u64, fallback: &'a dyn Fallback) -> Result<Self, Failure> {
        let unusable = || {
            let told = format!("{}: the sound can't start at {} s", printable::path(&clip.source), clip.from);
            Failure::new(Reason::InvalidProject, told)
        };
        let rate = Rational::from_int(i64::from(SAMPLE_RATE));
        let start = frame(clip.from, rate).ok_or_else(unusable)?;
        let index = start.checked_add_unsigned(first).filter(|index| index.abs() < 1 << 48).ok_or_else(unusable)?;
        let mut skip = 0;
        let sound = match &clip.way.run {
            None => Running::Plain(Box::new(Resampled::new(tape(clip, fallback)?, index)?)),
            Some(run) => {
                let stretch = stretch_of(clip, run, tape(clip, fallback)?).ok_or_else(unusable)?;
                let at = i64::try_from(first).map_err(|_| unusable())?;
                if run.speed == Rational::ONE {
                    Running::Plain(Box::new(Resampled::new(stretch, at)?))
                } else if run.follow {
                    Running::Follow(Follow::new(stretch, run.speed, at)?)
                } else {
                    // Where a window is laid depends on those before, so that all of them are made.
                    skip = first;
                    Running::Stretch(Box::new(Stretch::new(stretch, run.speed)?))
                }
            }
        };
        let ducking = clip.way.duck.as_ref();
        let sample = clip.start.saturating_add_unsigned(first);
        Ok(Self {
            clip: clip.clone(),
            sound,
            ready: Vec::new(),
            given: 0,
            skip,
            position: first,
            gain: clip.way.gain.clone().map(Level::new),
            pan: clip.way.pan.clone().map(Level::new),
            ducker: ducking.map(|ducking| Ducker::new(ducking, sample, fallback)).transpose()?,
        })
    }

    /// Adds the clip's next samples to interleaved stereo `out`, which must not reach past the clip's end.
    pub fn add_to(&mut self, out: &mut [f32]) -> Result<(), Failure> {
        for frame in out.chunks_exact_mut(2) {
            if self.given == self.ready.len() {
                self.refill()?;
            }
            let sample = self.clip.start.saturating_add_unsigned(self.position);
            let mut gain = self.gain(sample);
            if let Some(ducker) = &mut self.ducker {
                gain *= ducker.factor(sample)?;
            }
            let [left, right] = self.pan.as_mut().map_or([1.0, 1.0], |pan| balance(pan.at(sample)));
            frame[0] += self.ready[self.given] * (gain * left);
            frame[1] += self.ready[self.given + 1] * (gain * right);
            self.given += 2;
            self.position += 1;
        }
        Ok(())
    }

    fn refill(&mut self) -> Result<(), Failure> {
        self.ready.clear();
        self.given = 0;
        while self.ready.is_empty() {
            match &mut self.sound {
                Running::Plain(sound) => sound.read(&mut self.ready)?,
                Running::Follow(sound) => sound.read(&mut self.ready)?,
                Running::Stretch(sound) => sound.read(&mut self.ready)?,
            }
            let passed = self.skip.min((self.ready.len() / 2) as u64);
            self.skip -= passed;
            self.ready.drain(..usize::try_from(passed).unwrap_or(0) * 2);
        }
        Ok(())
    }

    /// The factor for the next sample: gain, and both fades as straight lines from the clip's own ends.
    fn gain(&mut self, sample: i64) -> f32 {
        let ramp = |distance: u64, length: u64| match distance < length {
            true => (distance as f64 / length as f64) as f32,
            false => 1.0,
        };
        let to_end = self.clip.samples.saturating_sub(self.position);
        let gain = self.gain.as_mut().map_or(self.clip.gain, |gain| gain.at(sample));
        gain * ramp(self.position, self.clip.fade_in) * ramp(to_end, self.clip.fade_out)
    }
}

/// How loud left and right are: the side that the sound moves away from fades in a straight line, the other one stays.
fn balance(pan: f32) -> [f32; 2] {
    let pan = pan.clamp(-1.0, 1.0);
    [1.0 - pan.max(0.0), 1.0 + pan.min(0.0)]
}

fn frame(time: Rational, rate: Rational) -> Option<i64> {
    i64::try_from(time.checked_mul(rate)?.round()).ok()
}

/// What the clip plays, from the source's own time zero.
fn tape<'a>(clip: &SoundClip, fallback: &'a dyn Fallback) -> Result<Box<dyn Tape + 'a>, Failure> {
    if let Some(mix) = &clip.way.mix {
        return Ok(Box::new(Mixed::new(mix, fallback)));
    }
    let mut source = Source::open(&clip.source, clip.stream, fallback)?;
    let from = clip.from.to_f64();
    let seconds = clip.samples as f64 / f64::from(SAMPLE_RATE);
    let to = match clip.way.run {
        None => from + seconds,
        Some(run) if run.reverse || run.looped => run.until.min(run.ends).to_f64(),
        Some(run) => (from + seconds * run.speed.to_f64()).min(run.until.min(run.ends).to_f64()),
    };
    source.require(from, to);
    Ok(Box::new(source))
}

/// The part of the source that a clip runs through, beginning where the clip does.
fn stretch_of<'a>(clip: &SoundClip, run: &Run, tape: Box<dyn Tape + 'a>) -> Option<Box<dyn Tape + 'a>> {
    let rate = Rational::from_int(i64::from(tape.rate()));
    let length = run.until.checked_sub(clip.from)?.checked_mul(rate)?;
    let frames = i64::try_from(if run.looped { length.ceil() } else { length.round() }).ok()?;
    let cut = Cut::new(tape, frame(clip.from, rate)?, frames);
    let tape: Box<dyn Tape + 'a> = if run.reverse { Box::new(Backwards::new(cut)) } else { Box::new(cut) };
    Some(if run.looped { Box::new(Rounds::new(tape, length)) } else { tape })
}

//! Decodes all pictures of a file and holds each against the frame that it should be.

use std::collections::VecDeque;
use std::path::Path;

use super::align::{Align, REACH, Step};
use super::doubts::Doubts;
use super::expected::Expected;
use super::judge::{AROUND, Case, Judged, NEAR, judge};
use super::look::Look;
use super::rendered::Rendered;
use super::stated;
use super::verdict::{Fault, FaultKind, Verdict, clock, frames, seconds_of};
use crate::base::{Failure, Rational};
use crate::export::signature;
use crate::export::stop::Stopped;
use crate::media::{ColorTags, Reel, Shown};

/// Frames that are decoded before one is judged: so long it takes at most to see a step that moved it.
const DELAY: i64 = 48;

/// Hears of every frame; says no to stop.
pub type Heard<'a> = &'a dyn Fn(u64) -> Result<(), Stopped>;

/// What the pictures of a file were found to be.
pub struct Decoded {
    pub frames: u64,
}

/// Decodes everything. `lacks` is how many frames fewer than rendered the container's times say.
pub fn check(
    (path, expected): (&Path, &Expected),
    lacks: i64,
    verdict: &mut Verdict,
    heard: Heard,
) -> Result<Decoded, Stopped> {
    let Some(mut reel) = Reel::open(path)? else { return Ok(Decoded { frames: 0 }) };
    let rendered = Rendered::open(expected)?;
    let mut film = Film {
        rate: expected.rate,
        count: i64::try_from(expected.frames).unwrap_or(i64::MAX),
        tolerance: reel.time_base(),
        rendered,
        align: Align::new(lacks),
        latest: VecDeque::new(),
        steps: Vec::new(),
        judged: i64::MIN,
        first: None,
        run: None,
        late: None,
        swapped: false,
        doubts: Doubts::default(),
        few_colors: expected.has_palette(),
        verdict,
    };
    let mut decoded = 0;
    while let Some(shown) = reel.next_shown()? {
        heard(decoded)?;
        decoded += 1;
        film.next(&shown)?;
    }
    film.finish(&mut reel)?;
    Ok(Decoded { frames: decoded })
}

/// A decoded frame that is not judged yet.
struct Frame {
    index: i64,
    look: Look,
    damaged: bool,
    trouble: Option<String>,
}

struct First {
    at: Rational,
    colors: ColorTags,
}

struct Film<'a> {
    rate: Rational,
    count: i64,
    tolerance: Rational,
    rendered: Rendered<'a>,
    align: Align,
    latest: VecDeque<Frame>,
    /// From which decoded frame on frames stand how far away from where they should be.
    steps: Vec<(i64, i64)>,
    judged: i64,
    first: Option<First>,
    /// Damaged frames that follow each other: first, last, and why.
    run: Option<(i64, i64, String)>,
    /// Frames that are shown at a wrong time: first, last, and when the first one is.
    late: Option<(i64, i64, f64)>,
    /// The frame that was judged last changed places with the next one.
    swapped: bool,
    doubts: Doubts,
    few_colors: bool,
    verdict: &'a mut Verdict,
}

impl Film<'_> {
    fn next(&mut self, shown: &Shown) -> Result<(), Failure> {
        let index = self.place(shown);
        self.colors(index, shown);
        let look = Look::of(&signature::of_picture(&shown.picture));
        self.rendered.window(self.oldest(index), self.align.farthest(index))?;
        let step = self.align.next(index, &look, &self.rendered);
        let trouble = shown.trouble.clone();
        self.latest.push_back(Frame { index, look, damaged: shown.damaged, trouble });
        if let Some(step) = step {
            self.stepped(step);
        }
        self.judge_up_to(index - DELAY);
        let oldest = self.judged.saturating_sub(AROUND + 2);
        while self.latest.front().is_some_and(|frame| frame.index < oldest) {
            self.latest.pop_front();
        }
        Ok(())
    }

    /// The oldest rendered frame that is still asked for.
    fn oldest(&self, index: i64) -> i64 {
        let offset = self.steps.iter().rev().take(4).map(|(_, offset)| *offset).chain([0]).min().unwrap_or(0);
        index + offset.min(self.align.offset()) - DELAY - AROUND - NEAR - REACH - 4
    }

    /// Which frame of the export it is by its time, counted from the first one; holes and wrong times are told.
    fn place(&mut self, shown: &Shown) -> i64 {
        let due = self.latest.back().map_or(0, |frame| frame.index + 1);
        let Some(at) = shown.at else { return due };
        let first = self.first.get_or_insert(First { at, colors: shown.colors }).at;
        let since = at.checked_sub(first).unwrap_or(Rational::ZERO);
        let place = since.checked_mul(self.rate).map_or(i128::from(due), Rational::round);
        let index = i64::try_from(place).unwrap_or(due).max(due);
        let meant = Rational::from_int(index).checked_div(self.rate).unwrap_or(Rational::ZERO);
        let off = since.checked_sub(meant).unwrap_or(Rational::ZERO);
        if off > self.tolerance || -off > self.tolerance {
            match &mut self.late {
                Some((_, last, _)) if *last + 1 == index => *last = index,
                _ => {
                    self.tell_late();
                    self.late = Some((index, index, at.to_f64()));
                }
            }
        } else if index > due {
            self.missing(due + self.align.offset(), index - 1 + self.align.offset(), "nothing is shown at its time");
        }
        index
    }

    fn colors(&mut self, index: i64, shown: &Shown) {
        let first = self.first.get_or_insert(First { at: Rational::ZERO, colors: shown.colors });
        if let Some((kind, what)) = stated::changed(first.colors, shown.colors) {
            first.colors = shown.colors;
            let frame = u64::try_from(index).unwrap_or(0);
            let time = seconds_of(frame, self.rate);
            self.verdict.at_frame(kind, frame, time, format!("frame {frame} ({}) {what}", clock(time)));
        }
    }

    fn missing(&mut self, first: i64, last: i64, why: &str) {
        let (from, to) = (u64::try_from(first).unwrap_or(0), u64::try_from(last).unwrap_or(0));
        let time = seconds_of(from, self.rate);
        let (verb, why) = (if from == to { "is" } else { "are" }, if why.is_empty() { "" } else { why });
        let colon = if why.is_empty() { "" } else { ": " };
        let message = format!("{} ({}) {verb} missing{colon}{why}", frames(from, to), clock(time));
        self.verdict.at_frame(FaultKind::MissingFrame, from, time, message);
    }

    fn stepped(&mut self, step: Step) {
        self.steps.push((step.at, step.to));
        let moved = step.to - step.from;
        if moved > 0 {
            let (first, last) = (step.earliest + step.from, step.at + step.to - 1);
            if last - first < moved {
                return self.missing(first, last, "what follows comes too early");
            }
            let frame = u64::try_from(first).unwrap_or(0);
            let time = seconds_of(frame, self.rate);
            let (many, verb) =
                if moved == 1 { ("a frame".to_owned(), "is") } else { (format!("{moved} frames"), "are") };
            let message = format!(
                "{many} between {first} and {last} ({}) {verb} missing; they look alike, so that it can't be seen which",
                clock(time)
            );
            return self.verdict.at_frame(FaultKind::MissingFrame, frame, time, message);
        }
        // What stands before the step may be a frame that was never rendered.
        let before = self.frame(step.at - 1).zip(self.rendered.get(step.at - 1 + step.from));
        let strange = moved == -1 && before.is_some_and(|(is, meant)| is.look.unlike(meant) > 40.0);
        let shown = step.at + step.to;
        let frame = u64::try_from(shown).unwrap_or(0);
        let time = seconds_of(u64::try_from(step.at).unwrap_or(0), self.rate);
        if strange {
            let message = format!("before frame {frame} ({}) stands a frame that was never rendered", clock(time));
            return self.verdict.at_frame(FaultKind::ExtraFrame, frame, time, message);
        }
        let first = u64::try_from(step.earliest + step.to).unwrap_or(0);
        let again = match -moved {
            1 if first < frame => {
                format!("one of {}, which look alike, is shown twice ({})", frames(first, frame), clock(time))
            }
            1 => format!("frame {frame} is shown twice ({})", clock(time)),
            many => format!("{} are shown twice ({})", frames(frame, frame + many.unsigned_abs() - 1), clock(time)),
        };
        let message = format!("{again}: what follows comes too late");
        self.verdict.at_frame(FaultKind::RepeatedFrame, frame, time, message);
    }

    fn frame(&self, index: i64) -> Option<&Frame> {
        let at = self.latest.binary_search_by_key(&index, |frame| frame.index).ok()?;
        self.latest.get(at)
    }

    fn offset_at(&self, index: i64) -> i64 {
        self.steps.iter().rev().find(|(from, _)| *from <= index).map_or(0, |(_, offset)| *offset)
    }

    fn judge_up_to(&mut self, last: i64) {
        let waiting = self.latest.iter().map(|frame| frame.index);
        let now: Vec<i64> = waiting.filter(|index| *index > self.judged && *index <= last).collect();
        for index in now {
            self.judged = index;
            self.judge_one(index);
        }
    }

    fn judge_one(&mut self, index: i64) {
        let Some(frame) = self.frame(index) else { return };
        let (damaged, trouble) = (frame.damaged, frame.trouble.clone());
        let decoded = |away: i64| self.frame(index + away).map(|frame| &frame.look);
        let rendered =
            |away: i64| self.rendered.get(index + away + self.offset_at(index + away.clamp(-AROUND, AROUND)));
        let (judged, unlike) = judge(&Case { decoded: &decoded, rendered: &rendered, few_colors: self.few_colors });
        self.doubts.frame(unlike);
        let was_swapped = std::mem::take(&mut self.swapped);
        let meant = index + self.offset_at(index);
        let at = u64::try_from(meant).unwrap_or(0);
        let time = seconds_of(u64::try_from(index).unwrap_or(0), self.rate);
        if damaged || trouble.is_some() {
            let why = trouble.filter(|why| !why.is_empty());
            let why = why.unwrap_or_else(|| "parts of it could not be decoded".to_owned());
            return self.damaged(meant, why);
        }
        match judged {
            Judged::Fine => {}
            _ if was_swapped => {}
            Judged::SwappedWithNext => {
                self.swapped = true;
                let message = format!("frames {at} and {} ({}) are swapped", at + 1, clock(time));
                self.verdict.at_frame(FaultKind::SwappedFrames, at, time, message);
            }
            Judged::Shows(away) => {
                let other = meant + away;
                let message = format!("frame {at} ({}) is missing: frame {other} is shown in its place", clock(time));
                let frame = u64::try_from(other).ok();
                let fault = Fault { kind: FaultKind::RepeatedFrame, frame, time: Some(time), message };
                self.doubts.doubt(unlike, fault);
            }
            Judged::Damaged { off, worst } => {
                let why = format!("it is off by {off:.1} levels of 255, and by {worst:.0} at worst");
                self.damaged(meant, why);
            }
        }
    }

    /// Notes a frame that is not what was rendered; those that follow each other are told as one.
    fn damaged(&mut self, frame: i64, why: String) {
        match &mut self.run {
            Some((_, last, _)) if *last + 1 == frame => *last = frame,
            _ => {
                self.tell_damaged();
                self.run = Some((frame, frame, why));
            }
        }
    }

    fn tell_damaged(&mut self) {
        let Some((first, last, why)) = self.run.take() else { return };
        let (first, last) = (u64::try_from(first).unwrap_or(0), u64::try_from(last).unwrap_or(0));
        let time = seconds_of(first, self.rate);
        let verb = if first == last { "is" } else { "are" };
        let message = format!("{} ({}) {verb} not what was rendered: {why}", frames(first, last), clock(time));
        self.verdict.at_frame(FaultKind::DamagedFrame, first, time, message);
    }

    fn tell_late(&mut self) {
        let Some((first, last, when)) = self.late.take() else { return };
        let (first, last) = (u64::try_from(first).unwrap_or(0), u64::try_from(last).unwrap_or(0));
        let meant = seconds_of(first, self.rate);
        let verb = if first == last { "is" } else { "are" };
        let message = format!(
            "{} {verb} shown at wrong times: frame {first} at {} instead of {}",
            frames(first, last),
            clock(when),
            clock(meant)
        );
        self.verdict.at_frame(FaultKind::FrameTime, first, when, message);
    }

    fn finish(&mut self, reel: &mut Reel) -> Result<(), Failure> {
        let last = self.latest.back().map_or(-1, |frame| frame.index);
        if let Some(step) = self.align.last(last) {
            self.stepped(step);
        }
        self.judge_up_to(i64::MAX);
        self.tell_damaged();
        self.tell_late();
        std::mem::take(&mut self.doubts).tell(self.verdict);
        if let Some(first) = self.first.as_ref().filter(|first| first.at > self.tolerance || first.at < Rational::ZERO)
        {
            let at = first.at.to_f64();
            self.verdict.at_frame(
                FaultKind::FrameTime,
                0,
                at,
                format!("the pictures begin at {} instead of 0", clock(at)),
            );
        }
        let time = seconds_of(u64::try_from(last + 1).unwrap_or(0), self.rate);
        if let Some(why) = reel.ended_early().or_else(|| reel.last_trouble()) {
            let message = format!("the pictures break off at {}: {why}", clock(time));
            self.verdict.at_time(FaultKind::Truncated, time, message);
        }
        let ends = last + self.offset_at(last) + 1;
        if ends < self.count {
            self.missing(ends, self.count - 1, "the pictures end before it");
        } else if ends > self.count {
            let message = format!("{} frames follow after the last one that was rendered", ends - self.count);
            self.verdict.at_frame(FaultKind::ExtraFrame, self.count.unsigned_abs(), time, message);
        }
        Ok(())
    }
}

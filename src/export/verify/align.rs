//! Which rendered frame each decoded one is, when frames were lost or shown again and all that follows moved up or back.
//!
//! A film that was not touched stays at offset 0. For every other offset it is added up how clearly the decoded frames lean
//! to the frames there instead; frames that look alike lean nowhere and count for nothing. An encoder that smears slow motion
//! leans too, but never all the way and never always: a real step does.

use std::collections::VecDeque;

use super::look::Look;
use super::rendered::Rendered;

/// How far frames are looked for around where they should be.
pub const REACH: i64 = 16;
/// A film that lacks more frames than these is not searched for where it goes on.
const FARTHEST: i64 = 20_000;
/// Differences below this, in mean squares of levels, are an encoder's own.
pub const FINEST: f32 = 0.02;
/// Frames that are nearer to each other than this, in summed squares of levels, look alike.
pub const ALIKE: f32 = 1.0;
/// So many frames that say nothing end what one or two frames before them seemed to say.
const SILENCE: u32 = 3;
/// What a single frame may add to a score; what makes a frame count as a clear one; what a step needs.
const MOST: f32 = 4.0;
const CLEAR: f32 = 4.0;
const ENOUGH: f32 = 16.0;
/// Of the clear frames since the step so many have to be where it leads.
const SHARE: f32 = 0.85;
/// The same for the offset that the number of frames proves.
const SHARE_COUNTED: f32 = 0.6;

/// Frames moved against those that were rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The first decoded frame of which it can be seen, and the first one at which it may have been.
    pub at: i64,
    pub earliest: i64,
    pub from: i64,
    pub to: i64,
}

/// What speaks for one other offset.
#[derive(Debug, Clone, Copy)]
struct Case {
    offset: i64,
    score: f32,
    since: i64,
    /// Clear frames since then, and how many of them are there.
    clear: u32,
    there: u32,
    /// Frames that said nothing since the last clear one.
    silent: u32,
    /// The last frame that was clearly still where it should be.
    last_here: i64,
}

/// Goes along with the decoded frames.
pub struct Align {
    offset: i64,
    /// The offset at the end, by the number of frames; none where it can't be known.
    counted: i64,
    cases: Vec<Case>,
    noise: Noise,
}

impl Align {
    /// `counted` is how many frames the film has too few.
    pub fn new(counted: i64) -> Self {
        let counted = if counted.abs() <= FARTHEST { counted } else { 0 };
        let mut align = Self { offset: 0, counted, cases: Vec::new(), noise: Noise::default() };
        align.settle(0, 0);
        align
    }

    pub fn offset(&self) -> i64 {
        self.offset
    }

    /// The last rendered frame that may be asked for at this decoded one.
    pub fn farthest(&self, index: i64) -> i64 {
        let far = self.cases.iter().map(|case| case.offset).max().unwrap_or(0);
        index + far.max(self.offset + REACH) + 1
    }

    fn settle(&mut self, offset: i64, index: i64) {
        self.offset = offset;
        let mut others: Vec<i64> = (offset - REACH..=offset + REACH).filter(|other| *other != offset).collect();
        if self.counted != offset && !others.contains(&self.counted) {
            others.push(self.counted);
        }
        let case =
            |offset| Case { offset, score: 0.0, since: index, clear: 0, there: 0, silent: 0, last_here: index - 1 };
        self.cases = others.into_iter().map(case).collect();
    }

    /// Looks at the next decoded frame; a step when it is certain that there was one.
    pub fn next(&mut self, index: i64, look: &Look, rendered: &Rendered) -> Option<Step> {
        let here = rendered.get(index + self.offset);
        if let Some(here) = here {
            self.noise.note(look.unlike(here));
        }
        let noise = self.noise.level().max(FINEST);
        for case in &mut self.cases {
            let Some(there) = rendered.get(index + case.offset) else {
                case.score = 0.0;
                continue;
            };
            let lean = match here {
                Some(here) => look.lean(here, there),
                // Beyond the end of what was rendered there is nothing to lean back to.
                None => continue,
            };
            let counted = case.offset == self.counted;
            let alike = lean.apart < if counted { ALIKE / 10.0 } else { ALIKE };
            let weight = if alike { 0.0 } else { (lean.apart / noise).min(MOST * 4.0) };
            let adds = ((2.0 * lean.share - 1.0) * weight).clamp(-MOST, MOST);
            if case.score <= 0.0 {
                (case.since, case.clear, case.there) = (index, 0, 0);
            }
            case.score = (case.score + adds).max(0.0);
            case.silent += 1;
            if case.silent > SILENCE && case.there < SILENCE {
                case.score = 0.0;
            }
            if weight >= CLEAR {
                case.silent = 0;
                case.clear += 1;
                let fits = counted || look.unlike(there) < 0.5 * here.map_or(0.0, |here| look.unlike(here));
                case.there += u32::from(fits && (lean.share - 1.0).abs() < 0.3);
                if lean.share < 0.5 {
                    case.last_here = index;
                }
            }
        }
        self.certain(ENOUGH, index)
    }

    /// Asked after the last frame: the step that the number of frames proves, where too few frames followed it to be seen
    /// before.
    pub fn last(&mut self, index: i64) -> Option<Step> {
        if self.counted == self.offset {
            return None;
        }
        let counted = self.counted;
        self.cases.retain(|case| case.offset == counted);
        self.certain(MOST - 1.0, index)
    }

    fn certain(&mut self, enough: f32, index: i64) -> Option<Step> {
        let counted = self.counted;
        let holds = |case: &Case| {
            let share = if case.offset == counted { SHARE_COUNTED } else { SHARE };
            case.there as f32 >= share * case.clear as f32
        };
        let over = self.cases.iter().filter(|case| case.score >= enough);
        let best = over.filter(|case| holds(case)).max_by(|a, b| {
            let order = a.there.cmp(&b.there).then(a.score.total_cmp(&b.score));
            // What is nearer explains it with less.
            order.then((b.offset - self.offset).abs().cmp(&(a.offset - self.offset).abs()))
        });
        let step = best.map(|case| Step {
            at: case.since,
            earliest: (case.last_here + 1).min(case.since),
            from: self.offset,
            to: case.offset,
        });
        match step {
            Some(step) => self.settle(step.to, index + 1),
            None => {
                for case in self.cases.iter_mut().filter(|case| case.score >= ENOUGH) {
                    case.score = 0.0;
                }
            }
        }
        step
    }
}

/// How unlike the decoded frames usually are: the median of the latest.
#[derive(Debug)]
struct Noise {
    latest: VecDeque<f32>,
}

const LATEST: usize = 51;

impl Default for Noise {
    fn default() -> Self {
        // Until more is known: half a level.
        Self { latest: VecDeque::from([0.25; LATEST]) }
    }
}

impl Noise {
    fn note(&mut self, unlike: f32) {
        self.latest.pop_front();
        self.latest.push_back(unlike);
    }

    fn level(&self) -> f32 {
        median(self.latest.iter().copied().collect())
    }
}

/// The middle one; 0 of none.
pub fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}

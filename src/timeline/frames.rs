//! Which moment each frame of an export shows, and how many frames and samples a stretch of time has.

use crate::base::Rational;
use crate::project::model::{Export, Project};

use super::sounds::SAMPLE_RATE;

/// The frames of one export: frame `n` shows the time `start + n / rate`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frames {
    pub start: Rational,
    pub rate: Rational,
    pub count: u64,
}

impl Frames {
    /// The frames of a half-open stretch of time: `ceil(length · rate)` of them.
    pub fn of(start: Rational, end: Rational, rate: Rational) -> Self {
        let count = ((end - start) * rate).ceil();
        Self { start, rate, count: u64::try_from(count.max(0)).unwrap_or(0) }
    }

    /// The frames that an export shows of a project that lasts `duration`.
    pub fn of_export(project: &Project, export: &Export, duration: Rational) -> Self {
        let range = export.range.or(project.range);
        let start = range.map_or(Rational::ZERO, |range| range.start);
        let end = range.and_then(|range| range.end).unwrap_or(duration);
        Self::of(start, end, export.fps)
    }

    pub fn time_of(&self, frame: u64) -> Rational {
        self.start + Rational::from_int(i64::try_from(frame).unwrap_or(i64::MAX)) / self.rate
    }

    /// Seconds from the first frame's beginning to the last one's end.
    pub fn length(&self) -> Rational {
        self.time_of(self.count) - self.start
    }

    /// Samples of sound that go with the frames: `round(count · 48000 / rate)`.
    pub fn samples(&self) -> u64 {
        u64::try_from((self.length() * Rational::from_int(i64::from(SAMPLE_RATE))).round()).unwrap_or(0)
    }

    /// Frames in `seconds`, at least one.
    pub fn in_time(&self, seconds: Rational) -> u64 {
        u64::try_from((seconds * self.rate).round().max(1)).unwrap_or(1)
    }
}

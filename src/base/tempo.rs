//! Beats and seconds, each from the other: exact, at any place.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Rational;

/// When every beat falls, and in which bar it lies. Beats are counted from 0, on the piece's own time line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TempoMap {
    /// Ascending by beat and by time; at least one.
    tempi: Vec<Tempo>,
    /// Ascending by beat; at least one.
    meters: Vec<Meter>,
}

/// From some beat on, beats of such a length.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Tempo {
    pub beat: Rational,
    pub seconds: Rational,
    /// Seconds that a beat lasts; above 0.
    pub length: Rational,
}

/// From some bar on, bars of so many beats.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Meter {
    pub bar: u64,
    pub beat: Rational,
    /// Beats in a bar; above 0.
    pub bar_beats: Rational,
    /// Beats in a whole note.
    pub whole: Rational,
}

/// A point on a musical time line: so many bars from its beginning, and so many beats from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub bars: Rational,
    pub beats: Rational,
}

impl TempoMap {
    /// Beats of one length.
    pub fn constant(length: Rational, (beats, part): (u32, u32)) -> Option<Self> {
        let tempi = vec![Tempo { beat: Rational::ZERO, seconds: Rational::ZERO, length }];
        Self::new(tempi, vec![Meter::first(beats, part)])
    }

    /// `None` where the lists are not what they must be.
    pub fn new(tempi: Vec<Tempo>, meters: Vec<Meter>) -> Option<Self> {
        let rising = tempi.windows(2).all(|pair| pair[0].beat < pair[1].beat && pair[0].seconds < pair[1].seconds)
            && meters.windows(2).all(|pair| pair[0].beat < pair[1].beat && pair[0].bar < pair[1].bar);
        let sound = tempi.iter().all(|tempo| tempo.length.is_positive())
            && meters.iter().all(|meter| meter.bar_beats.is_positive() && meter.whole.is_positive());
        (rising && sound && !tempi.is_empty() && !meters.is_empty()).then_some(Self { tempi, meters })
    }

    /// Beats at such times, one after the other; the last distance goes on beyond the last one, the first before the first.
    pub fn through(times: &[Rational], (beats, part): (u32, u32)) -> Option<Self> {
        let mut tempi = Vec::new();
        for (index, pair) in times.windows(2).enumerate() {
            let beat = Rational::from_int(i64::try_from(index).ok()?);
            tempi.push(Tempo { beat, seconds: pair[0], length: pair[1].checked_sub(pair[0])? });
        }
        Self::new(tempi, vec![Meter::first(beats, part)])
    }

    /// The same beats in other bars.
    pub fn with_meters(self, meters: Vec<Meter>) -> Option<Self> {
        Self::new(self.tempi, meters)
    }

    /// All of it later by `by`.
    pub fn moved(mut self, by: Rational) -> Option<Self> {
        for tempo in &mut self.tempi {
            tempo.seconds = tempo.seconds.checked_add(by)?;
        }
        Some(self)
    }

    /// Seconds at which a beat falls; `None` where they can't be held exactly.
    pub fn seconds(&self, beat: Rational) -> Option<Rational> {
        let tempo = last_before(&self.tempi, |tempo| tempo.beat.cmp(&beat));
        beat.checked_sub(tempo.beat)?.checked_mul(tempo.length)?.checked_add(tempo.seconds)
    }

    /// The beat at a time; `None` where it can't be held exactly.
    pub fn beat(&self, seconds: Rational) -> Option<Rational> {
        let tempo = last_before(&self.tempi, |tempo| tempo.seconds.cmp(&seconds));
        seconds.checked_sub(tempo.seconds)?.checked_div(tempo.length)?.checked_add(tempo.beat)
    }

    /// Seconds that a beat lasts at a time.
    pub fn length_at(&self, seconds: Rational) -> Rational {
        last_before(&self.tempi, |tempo| tempo.seconds.cmp(&seconds)).length
    }

    /// What holds of bars at a beat.
    pub fn meter_at(&self, beat: Rational) -> &Meter {
        last_before(&self.meters, |meter| meter.beat.cmp(&beat))
    }

    /// The number of the bar that a beat lies in, and the beat with which it begins; below 0 before the first.
    pub fn bar_at(&self, beat: Rational) -> Option<(i128, Rational)> {
        let meter = self.meter_at(beat);
        let bars = beat.checked_sub(meter.beat)?.checked_div(meter.bar_beats)?.floor();
        Some((i128::from(meter.bar) + bars, meter.beat_of(bars)?))
    }

    /// The beat after the last one of the bar that a beat lies in.
    pub fn bar_end(&self, beat: Rational) -> Option<Rational> {
        let meter = self.meter_at(beat);
        let bars = beat.checked_sub(meter.beat)?.checked_div(meter.bar_beats)?.floor();
        let end = meter.beat_of(bars + 1)?;
        // A bar that another signature cuts off ends there.
        let next = self.meters.partition_point(|meter| meter.beat <= beat);
        Some(self.meters.get(next).map_or(end, |next| end.min(next.beat)))
    }

    /// The beat of a point.
    pub fn beat_of(&self, point: Point) -> Option<Rational> {
        let meter = last_before(&self.meters, |meter| match i64::try_from(meter.bar) {
            Ok(bar) => Rational::from_int(bar).cmp(&point.bars),
            Err(_) => Ordering::Greater,
        });
        let bars = point.bars.checked_sub(Rational::from_int(i64::try_from(meter.bar).ok()?))?;
        meter.beat.checked_add(bars.checked_mul(meter.bar_beats)?)?.checked_add(point.beats)
    }

    /// The beat that lies so many bars and beats behind another one: a bar is as long as those are that are passed.
    pub fn after(&self, beat: Rational, by: Point) -> Option<Rational> {
        if by.bars.is_zero() {
            return beat.checked_add(by.beats);
        }
        let (bar, start) = self.bar_at(beat)?;
        let part = beat.checked_sub(start)?.checked_div(self.meter_at(beat).bar_beats)?;
        let bars = Rational::checked(bar, 1)?.checked_add(part)?.checked_add(by.bars)?;
        self.beat_of(Point { bars, beats: by.beats })
    }

    /// The signatures' places, for those who list them.
    pub fn meters(&self) -> &[Meter] {
        &self.meters
    }
}

impl Meter {
    /// The signature with which a piece begins: `beats` in a bar, each the `part`th part of a whole note.
    pub fn first(beats: u32, part: u32) -> Self {
        let whole = |number: u32| Rational::from_int(i64::from(number.max(1)));
        Self { bar: 0, beat: Rational::ZERO, bar_beats: whole(beats), whole: whole(part) }
    }

    fn beat_of(&self, bars: i128) -> Option<Rational> {
        let bars = Rational::checked(bars, 1)?;
        bars.checked_mul(self.bar_beats)?.checked_add(self.beat)
    }
}

/// The last one at or before what `order` compares with; the first one where all are behind it.
fn last_before<T>(list: &[T], order: impl Fn(&T) -> Ordering) -> &T {
    let after = list.partition_point(|item| order(item) != Ordering::Greater);
    &list[after.saturating_sub(1)]
}

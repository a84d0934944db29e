//! The value of something that moves, at one moment.

use crate::base::Rational;
use crate::project::model::{Key, Length, Moving};

use super::ease::ease;
use super::moment::Moment;

/// What can lie between two keys.
pub trait Between: Clone {
    /// The value `x` of the way from `self` to `to`; `x` may leave 0..1 where a curve overshoots.
    fn between(&self, to: &Self, x: f64) -> Self;
}

impl Between for f64 {
    fn between(&self, to: &Self, x: f64) -> Self {
        self + (to - self) * x
    }
}

impl Between for [f64; 2] {
    fn between(&self, to: &Self, x: f64) -> Self {
        [self[0].between(&to[0], x), self[1].between(&to[1], x)]
    }
}

impl Between for Length {
    fn between(&self, to: &Self, x: f64) -> Self {
        let parts = |length: &Self| match *length {
            Self::Px(px) => [px, 0.0],
            Self::Percent(percent) => [0.0, percent],
            Self::Sum { px, percent } => [px, percent],
        };
        let [px, percent] = parts(self).between(&parts(to), x);
        match (self, to) {
            (Self::Px(_), Self::Px(_)) => Self::Px(px),
            (Self::Percent(_), Self::Percent(_)) => Self::Percent(percent),
            _ => Self::Sum { px, percent },
        }
    }
}

impl Between for [Length; 2] {
    fn between(&self, to: &Self, x: f64) -> Self {
        [self[0].between(&to[0], x), self[1].between(&to[1], x)]
    }
}

/// Settles moving values at one moment.
pub trait At<T> {
    fn at(&self, moment: &Moment<'_>) -> T;
}

impl<T: Between> At<T> for Moving<T> {
    fn at(&self, moment: &Moment<'_>) -> T {
        match self {
            Self::Constant(value) => value.clone(),
            Self::Keys(keys) => settle(keys, moment.time, |key| key.value.clone()),
        }
    }
}

/// A pair of lengths at one moment, as pixels of `whole`: per cent and pixels may then be mixed from key to key.
pub fn lengths_at(moving: &Moving<[Length; 2]>, moment: &Moment<'_>, whole: [f64; 2]) -> [f64; 2] {
    let px = |pair: &[Length; 2]| [pair[0].px(whole[0]), pair[1].px(whole[1])];
    match moving {
        Moving::Constant(pair) => px(pair),
        Moving::Keys(keys) => settle(keys, moment.time, |key| px(&key.value)),
    }
}

/// A length at one moment, as pixels of `whole`.
pub fn length_at(moving: &Moving<Length>, moment: &Moment<'_>, whole: f64) -> f64 {
    match moving {
        Moving::Constant(length) => length.px(whole),
        Moving::Keys(keys) => settle(keys, moment.time, |key| key.value.px(whole)),
    }
}

/// The value at `time` of ascending keys: the first one's before all, the last one's after all.
fn settle<T, V: Between>(keys: &[Key<T>], time: Rational, value: impl Fn(&Key<T>) -> V) -> V {
    let after = keys.partition_point(|key| key.at <= time);
    match (after.checked_sub(1).and_then(|before| keys.get(before)), keys.get(after)) {
        (Some(from), Some(to)) => {
            let x = ((time - from.at) / (to.at - from.at)).to_f64();
            value(from).between(&value(to), ease(to.ease, x))
        }
        (Some(only), None) | (None, Some(only)) => value(only),
        (None, None) => unreachable!("keyframes are never empty"),
    }
}

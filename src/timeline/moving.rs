//! The value of something that moves, at one moment.

use crate::base::Rational;
use crate::project::expression::FormedOf;
use crate::project::model::{Key, Length, Moving, Rgba};

use super::compute::compute;
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

impl<T: Between, const N: usize> Between for [T; N] {
    fn between(&self, to: &Self, x: f64) -> Self {
        std::array::from_fn(|index| self[index].between(&to[index], x))
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

/// As gradients run: in gamma-encoded sRGB, multiplied by alpha.
impl Between for Rgba {
    fn between(&self, to: &Self, x: f64) -> Self {
        let part = |from: f32, to: f32| f64::from(from) + (f64::from(to) - f64::from(from)) * x;
        let alpha = part(self.a, to.a).clamp(0.0, 1.0);
        if alpha <= 0.0 {
            return Self { a: 0.0, ..*to };
        }
        let color = |from: f32, end: f32| (part(from * self.a, end * to.a) / alpha).clamp(0.0, 1.0) as f32;
        Self { r: color(self.r, to.r), g: color(self.g, to.g), b: color(self.b, to.b), a: alpha as f32 }
    }
}

/// Settles moving values at one moment.
pub trait At<T> {
    fn at(&self, moment: &Moment<'_>) -> T;
}

impl<T: Between + FormedOf> At<T> for Moving<T> {
    fn at(&self, moment: &Moment<'_>) -> T {
        settled(self, moment, &T::clone)
    }
}

/// A pair of lengths at one moment, as pixels of `whole`: per cent and pixels may then be mixed from key to key.
pub fn lengths_at(moving: &Moving<[Length; 2]>, moment: &Moment<'_>, whole: [f64; 2]) -> [f64; 2] {
    settled(moving, moment, &|pair| [pair[0].px(whole[0]), pair[1].px(whole[1])])
}

/// A length at one moment, as pixels of `whole`.
pub fn length_at(moving: &Moving<Length>, moment: &Moment<'_>, whole: f64) -> f64 {
    settled(moving, moment, &|length| length.px(whole))
}

/// What `value` makes of a moving value at one moment; between keys it lies between what it makes of both.
pub fn settled<T: FormedOf, V: Between>(moving: &Moving<T>, moment: &Moment<'_>, value: &impl Fn(&T) -> V) -> V {
    match moving {
        Moving::Constant(constant) => value(constant),
        Moving::Keys(keys) => between(keys, moment.time, |key| value(&key.value)),
        Moving::Formula(formula) => value(&compute(formula, moment)),
        Moving::Path(keys) => between(keys, moment.time, |key| match &key.value {
            Moving::Constant(constant) => value(constant),
            Moving::Formula(formula) => value(&compute(formula, moment)),
            // Keys have no keys of their own.
            Moving::Keys(_) | Moving::Path(_) => settled(&key.value, moment, value),
        }),
    }
}

/// The value at `time` of ascending keys: the first one's before all, the last one's after all.
fn between<T, V: Between>(keys: &[Key<T>], time: Rational, value: impl Fn(&Key<T>) -> V) -> V {
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

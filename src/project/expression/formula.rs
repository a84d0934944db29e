//! What stands for a value that an expression gives.

use super::tree::Number;
use crate::project::model::{Length, Rgba};

/// A number, or a length, that is computed at every moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Pixels where it is a length.
    pub number: Number,
    pub percent: Option<Number>,
    /// Beyond these it stays at them.
    pub min: f64,
    pub max: f64,
    pub whole: bool,
}

/// A value made of one part for each of its numbers, or of one for all.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula<T> {
    pub parts: Vec<Part>,
    /// Stands where what is computed is no number.
    pub usual: T,
}

/// A part at one moment; a number is `px` alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Computed {
    pub px: f64,
    pub percent: Option<f64>,
}

/// Values that can be made of numbers.
pub trait FormedOf: Sized {
    /// `parts` that are no numbers are `None`; `usual` stands in for them.
    fn formed_of(parts: &[Option<Computed>], usual: &Self) -> Self;
}

impl Part {
    /// A value that was written as it is.
    pub fn constant(number: f64) -> Self {
        Self {
            number: Number::Constant(number),
            percent: None,
            min: f64::NEG_INFINITY,
            max: f64::INFINITY,
            whole: false,
        }
    }

    pub fn length(length: Length) -> Self {
        let (px, percent) = match length {
            Length::Px(px) => (px, None),
            Length::Percent(percent) => (0.0, Some(percent)),
            Length::Sum { px, percent } => (px, Some(percent)),
        };
        Self { percent: percent.map(Number::Constant), ..Self::constant(px) }
    }

    pub fn hears(&self) -> bool {
        self.number.hears() || self.percent.as_ref().is_some_and(Number::hears)
    }

    /// Within its bounds, where `number` tells what numbers are worth.
    pub fn computed(&self, number: impl Fn(&Number) -> f64) -> Option<Computed> {
        let bounded = |part: &Number, min: f64, max: f64| {
            let value = number(part);
            let value = if self.whole { libm::round(value) } else { value };
            value.is_finite().then(|| value.clamp(min, max))
        };
        let Some(percent) = &self.percent else {
            return Some(Computed { px: bounded(&self.number, self.min, self.max)?, percent: None });
        };
        let px = bounded(&self.number, self.min.min(0.0), self.max)?;
        Some(Computed { px, percent: Some(bounded(percent, self.min, self.max)?) })
    }

    /// What it always is, where it depends on nothing.
    pub fn always(&self) -> Option<Option<Computed>> {
        let constant = |number: &Number| number.constant().is_some();
        let fixed = constant(&self.number) && self.percent.as_ref().is_none_or(constant);
        fixed.then(|| self.computed(|number| number.constant().unwrap_or(f64::NAN)))
    }
}

impl<T: FormedOf> Formula<T> {
    /// The value where it is the same at every moment.
    pub fn always(&self) -> Option<T> {
        let parts: Vec<Option<Computed>> = self.parts.iter().map(Part::always).collect::<Option<_>>()?;
        Some(T::formed_of(&parts, &self.usual))
    }
}

/// One of several parts; one alone stands for all.
fn nth(parts: &[Option<Computed>], index: usize) -> Option<Computed> {
    parts.get(if parts.len() == 1 { 0 } else { index }).copied().flatten()
}

impl FormedOf for f64 {
    fn formed_of(parts: &[Option<Computed>], usual: &Self) -> Self {
        nth(parts, 0).map_or(*usual, |part| part.px)
    }
}

impl FormedOf for Length {
    fn formed_of(parts: &[Option<Computed>], usual: &Self) -> Self {
        match nth(parts, 0) {
            None => *usual,
            Some(Computed { px, percent: None }) => Self::Px(px),
            Some(Computed { px: 0.0, percent: Some(percent) }) => Self::Percent(percent),
            Some(Computed { px, percent: Some(percent) }) => Self::Sum { px, percent },
        }
    }
}

impl<T: FormedOf, const N: usize> FormedOf for [T; N] {
    fn formed_of(parts: &[Option<Computed>], usual: &Self) -> Self {
        std::array::from_fn(|index| T::formed_of(&[nth(parts, index)], &usual[index]))
    }
}

/// Nothing computes colours.
impl FormedOf for Rgba {
    fn formed_of(_: &[Option<Computed>], usual: &Self) -> Self {
        *usual
    }
}

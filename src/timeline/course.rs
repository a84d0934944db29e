//! A gain or a pan that moves: settled on a grid of its own, one value a millisecond of the project's time, with straight
//! lines between them. So the samples depend neither on the size of blocks nor on where an export's range begins.

use std::fmt;

use super::moment::World;
use super::moving::At;
use super::sounds::SAMPLE_RATE;
use crate::base::Rational;
use crate::project::model::Moving;

/// Samples from one settled value to the next.
pub const STEP: i64 = 48;
const STEPS_A_SECOND: i64 = SAMPLE_RATE as i64 / STEP;

/// What the settled number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Decibels; what is settled is the factor that they stand for.
    Decibels,
    Plain,
}

/// A value that moves along the samples of a plan.
#[derive(Clone)]
pub struct Course {
    moving: Moving<f64>,
    unit: Unit,
    /// When the sound begins and ends.
    span: (Rational, Rational),
    /// The project's sample at which the plan begins.
    origin: i64,
    world: World,
}

impl Course {
    pub fn new(moving: &Moving<f64>, unit: Unit, span: (Rational, Rational), origin: i64, world: World) -> Self {
        Self { moving: moving.clone(), unit, span, origin, world }
    }

    /// The grid's step at or before a sample of the plan, and how many samples the sample lies behind it.
    pub fn step_of(&self, sample: i64) -> (i64, i64) {
        let sample = sample.saturating_add(self.origin);
        (sample.div_euclid(STEP), sample.rem_euclid(STEP))
    }

    /// The value at a step of the grid.
    pub fn settled(&self, step: i64) -> f64 {
        let moment = self.world.at(Rational::new(step, STEPS_A_SECOND), [0.0, 0.0]).within(self.span.0, self.span.1);
        let value = self.moving.at(&moment);
        match self.unit {
            Unit::Decibels => libm::pow(10.0, value / 20.0),
            Unit::Plain => value,
        }
    }

    /// The same in a plan that begins `by` samples later.
    pub fn later(self, by: i64) -> Self {
        Self { origin: self.origin.saturating_add(by), ..self }
    }

    /// What moves, for the key of the sound.
    pub fn parts(&self) -> (&Moving<f64>, Unit, (Rational, Rational), i64) {
        (&self.moving, self.unit, self.span, self.origin)
    }
}

impl PartialEq for Course {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl fmt::Debug for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Course").field(&self.parts()).finish()
    }
}

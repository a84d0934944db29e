//! A gain or a pan along the samples: straight lines between what was settled.

use crate::timeline::course::{Course, STEP};

/// A value that moves, asked sample by sample.
pub struct Level {
    course: Course,
    /// The step that `values` begin at.
    step: Option<i64>,
    values: [f64; 2],
}

impl Level {
    pub fn new(course: Course) -> Self {
        Self { course, step: None, values: [0.0; 2] }
    }

    /// The value at a sample of the plan.
    pub fn at(&mut self, sample: i64) -> f32 {
        let (step, behind) = self.course.step_of(sample);
        if self.step != Some(step) {
            let first = if self.step == Some(step - 1) { self.values[1] } else { self.course.settled(step) };
            self.values = [first, self.course.settled(step + 1)];
            self.step = Some(step);
        }
        (self.values[0] + (self.values[1] - self.values[0]) * (behind as f64 / STEP as f64)) as f32
    }
}

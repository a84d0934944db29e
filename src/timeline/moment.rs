//! A moment: all that a value which moves may depend on.

use std::sync::Arc;

use super::hearing::{Ears, Hearing};
use super::score::Score;
use crate::base::Rational;
use crate::base::facts::Facts;
use crate::project::model::Project;

/// What the values of one project may depend on beside the time.
#[derive(Debug, Clone)]
pub struct World {
    /// Frames a second of the project's canvas.
    pub fps: Rational,
    pub hearing: Option<Arc<dyn Hearing>>,
    pub score: Arc<Score>,
}

/// One time on a project's own time line, as one of its layers sees it.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Seconds from the project's beginning.
    pub time: Rational,
    /// What per cents are of: the canvas, or the group that the layer lies in.
    pub canvas: [f64; 2],
    /// When the layer begins and ends.
    pub span: (Rational, Rational),
    pub world: &'a World,
}

impl World {
    pub fn new(project: &Project, facts: &Facts, ears: Ears<'_>) -> Self {
        Self { fps: project.canvas.fps, hearing: ears(project), score: Arc::new(Score::new(project, facts)) }
    }

    /// A moment that belongs to no layer.
    pub fn at(&self, time: Rational, canvas: [f64; 2]) -> Moment<'_> {
        Moment { time, canvas, span: (Rational::ZERO, Rational::ZERO), world: self }
    }
}

impl Moment<'_> {
    /// The canvas frame: the latest one at or before the time.
    pub fn frame(&self) -> u64 {
        u64::try_from((self.time * self.world.fps).floor()).unwrap_or(0)
    }

    /// The same moment inside of a canvas of another size.
    pub fn inside(self, canvas: [f64; 2]) -> Self {
        Self { canvas, ..self }
    }

    /// The same moment as a layer that is seen from `start` to `end` sees it.
    pub fn within(self, start: Rational, end: Rational) -> Self {
        Self { span: (start, end), ..self }
    }
}

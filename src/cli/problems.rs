//! What the engine found wrong with a project, as lines that editors can jump to.

use super::output::Output;
use crate::project::{self, Problem};

/// Says every problem: `film.yaml:3:7: error: …`.
pub fn complain(output: &mut Output, problems: &[Problem]) {
    for problem in problems {
        output.complain(&project::render_problem(problem, None));
    }
}

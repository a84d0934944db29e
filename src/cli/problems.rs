//! What is wrong with a project, as lines that editors can jump to.

use super::output::Output;
use crate::project::{Problem, Severity};

/// Says every problem: `film.yaml:3:7: error: …`.
pub fn complain(output: &mut Output, problems: &[Problem]) {
    for problem in problems {
        output.complain(&told(problem));
    }
}

pub fn told(problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let file = problem.file.display();
    let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
    let mut text = format!("{file}:{}:{}: {severity}: {path}{}", problem.line, problem.column, problem.message);
    if let Some(help) = &problem.help {
        text.push_str("\n  help: ");
        text.push_str(help);
    }
    text
}

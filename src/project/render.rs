//! A problem as a person reads it at the terminal: place, sentence, the line itself with a caret, and what to do.

use super::place::{Problem, Severity};
use crate::base::printable;

/// Longer lines are shown around the column only.
const WIDEST: usize = 100;

/// `file:line:column: error: message`, the source line with a caret, and the help.
pub fn render_problem(problem: &Problem, source_text: Option<&str>) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let file = printable::path(&problem.file);
    let place = match problem.line {
        // What the command line said stands in no line.
        0 => file,
        line => format!("{file}:{line}:{}", problem.column),
    };
    let mut out = format!("{place}: {severity}: {}\n", printable::text(&problem.message));
    if let Some(line) = source_text.and_then(|text| text.lines().nth(problem.line.checked_sub(1)?)) {
        let number = problem.line.to_string();
        let gutter = " ".repeat(number.len());
        let (shown, caret) = around(line, problem.column.saturating_sub(1));
        out.push_str(&format!(" {number} | {shown}\n {gutter} | {}^\n", " ".repeat(caret)));
    }
    if let Some(help) = &problem.help {
        out.push_str(&format!("   help: {}\n", printable::text(help)));
    }
    out
}

/// The line made printable, and how many cells stand before the caret.
fn around(line: &str, column: usize) -> (String, usize) {
    let letters: Vec<char> = line.trim_end().chars().collect();
    let column = column.min(letters.len());
    let start = if letters.len() <= WIDEST { 0 } else { column.saturating_sub(WIDEST / 2) };
    let end = letters.len().min(start + WIDEST);
    let safe = |part: &[char]| printable::text(&part.iter().collect::<String>().replace('\t', " "));
    let before = safe(&letters[start..column.max(start)]);
    let after = safe(&letters[column.min(end)..end]);
    let (front, back) = (if start > 0 { "…" } else { "" }, if end < letters.len() { "…" } else { "" });
    let caret = unicode_width::UnicodeWidthStr::width(before.as_str()) + usize::from(start > 0);
    (format!("{front}{before}{after}{back}"), caret)
}

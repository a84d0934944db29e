//! The project under the cursor: what it would make, and what is wrong with it.

use ratatui::layout::Rect;

use super::projects::trimmed;
use crate::api::types::{ProjectView, Severity};
use crate::base::printable;
use crate::tui::model::{Model, errors};
use crate::tui::pen::{Pen, line};
use crate::tui::themes::Role;
use crate::tui::words;

/// Draws the facts of the project, then its problems as far as there is room.
pub fn project(model: &Model, pen: &mut Pen<'_>, area: Rect) {
    let Some(project) = model.project() else {
        pen.titled_rule(line(area, 0), "project", false);
        return;
    };
    pen.titled_rule(line(area, 0), &project.name, false);
    let inside = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let mut y = 0;
    for (name, text) in facts(model, project) {
        let row = line(inside, y);
        pen.put(row, row.x + 1, name, Role::Column);
        let room = usize::from(row.width.saturating_sub(12));
        for part in words::wrap(&printable::text(&text), room).into_iter().take(2) {
            pen.put(line(inside, y), inside.x + 11, &part, Role::Text);
            y += 1;
        }
    }
    let gap = u16::from(inside.height > 12);
    problems(pen, inside, y + gap, project);
}

fn facts(model: &Model, project: &ProjectView) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let wrong = errors(project);
    if wrong > 0 {
        let one = if wrong == 1 { "it" } else { "them" };
        facts.push(("verdict", format!("{}; correct {one} first", words::count(wrong, "error"))));
        facts.push(("file", project.path.to_string_lossy().into_owned()));
        return facts;
    }
    if let Some(title) = &project.title {
        facts.push(("title", title.clone()));
    }
    let mut picture = Vec::new();
    if let Some((width, height)) = project.size {
        picture.push(format!("{width}x{height}"));
    }
    if let Some(fps) = project.fps {
        picture.push(format!("{} fps", trimmed(fps)));
    }
    if !picture.is_empty() {
        facts.push(("picture", picture.join(&format!(" {} ", model.glyphs.dot()))));
    }
    if let Some(seconds) = project.seconds {
        let frames = project.fps.map(|fps| words::count((seconds * fps).round().max(0.0) as usize, "frame"));
        let length = [Some(words::duration(seconds)), frames].into_iter().flatten().collect::<Vec<_>>().join(", ");
        facts.push(("length", length));
    }
    if !project.exports.is_empty() {
        facts.push(("exports", project.exports.join(", ")));
    }
    facts.push(("file", project.path.to_string_lossy().into_owned()));
    let first = project.exports.first().map_or("default", String::as_str);
    facts.push(("verdict", format!("valid; a queues the export {first}")));
    facts
}

fn problems(pen: &mut Pen<'_>, area: Rect, from: u16, project: &ProjectView) {
    let mut y = from;
    for (index, problem) in project.problems.iter().enumerate() {
        let (word, role) = match problem.severity {
            Severity::Error => ("error", Role::Bad),
            Severity::Warning => ("warning", Role::Warning),
            Severity::Note => ("note", Role::Dim),
        };
        let room = usize::from(area.width.saturating_sub(12));
        let place = format!("line {}, column {}  {}", problem.line, problem.column, problem.path);
        let mut lines = vec![(place, Role::Dim)];
        lines.extend(words::wrap(&printable::text(&problem.message), room).into_iter().map(|text| (text, Role::Text)));
        if let Some(help) = &problem.help {
            lines.extend(words::wrap(&printable::text(help), room).into_iter().map(|text| (text, Role::Dim)));
        }
        let left = project.problems.len() - index;
        if y + lines.len() as u16 + u16::from(left > 1) > area.height {
            let more = format!("{left} more: rushes check {}", project.name);
            pen.put(line(area, y.min(area.height.saturating_sub(1))), area.x + 11, &more, Role::Dim);
            return;
        }
        pen.put(
            line(area, y),
            area.x + 1,
            &format!("{} {word}", if role == Role::Bad { pen.glyphs.bad() } else { pen.glyphs.warning() }),
            role,
        );
        for (text, role) in lines {
            pen.put(line(area, y), area.x + 11, &text, role);
            y += 1;
        }
    }
}

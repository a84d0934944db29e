//! The folder's projects: one row a file, with whether it can be queued.

use ratatui::layout::Rect;

use crate::api::types::ProjectView;
use crate::base::printable;
use crate::tui::model::{Focus, Model, errors};
use crate::tui::pen::{Pen, line};
use crate::tui::themes::Role;
use crate::tui::words;

/// Draws the list with its title.
pub fn projects(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    if area.height < 2 {
        return;
    }
    pen.titled_rule(line(area, 0), &title(model), model.focus == Focus::Projects);
    let mut rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    if rows.height > 1
        && let Some(note) = model.shown().folder.as_ref().and_then(|folder| folder.note.as_ref())
    {
        rows.height -= 1;
        pen.put(line(area, area.height - 1), rows.x + 2, note, Role::Warning);
    }
    model.areas.projects = rows;
    let window = model.projects.window(usize::from(rows.height));
    let Some(folder) = &model.shown().folder else {
        pen.put(line(rows, 0), rows.x + 2, "No folder is looked at.", Role::Dim);
        return;
    };
    if window.is_empty() {
        let text = if model.projects.filter.is_empty() {
            "No projects here. rushes init makes one."
        } else {
            "No project fits the filter; Esc shows all."
        };
        pen.put(line(rows, 0), rows.x + 2, text, Role::Dim);
        return;
    }
    for (index, (place, row)) in window.iter().enumerate() {
        if let Some(project) = folder.projects.get(*row) {
            draw_row(model, pen, line(rows, index as u16), project, *place == model.projects.cursor());
        }
    }
}

fn title(model: &Model) -> String {
    let Some(folder) = &model.shown().folder else { return "projects".to_owned() };
    let watched = if folder.watched { "" } else { ", looked at from time to time" };
    let path = words::cut_front(&printable::path(&folder.path), 44, model.glyphs.ellipsis());
    if model.projects.filter.is_empty() {
        format!("projects in {path}{watched}")
    } else {
        format!("projects /{}  {} of {}", model.projects.filter, model.projects.len(), folder.projects.len())
    }
}

fn draw_row(model: &Model, pen: &mut Pen<'_>, row: Rect, project: &ProjectView, cursor: bool) {
    if cursor {
        pen.put(row, row.x, pen.glyphs.cursor(), Role::Strong);
    }
    if model.projects.is_marked(&project.path) {
        pen.put(row, row.x + 1, pen.glyphs.mark(), Role::Mark);
    }
    let wide = row.width >= 76;
    let name_width = if wide { 28 } else { (row.width / 2).saturating_sub(8).max(8) };
    let (glyph, verdict, role) = verdict(pen, project);
    pen.put(row, row.x + 2, &format!("{glyph} {verdict}"), role);
    let name_at = row.x + 13;
    let name =
        words::cut(&printable::text(&project.name), usize::from(name_width.saturating_sub(1)), pen.glyphs.ellipsis());
    pen.put(row, name_at, &name, if cursor { Role::Strong } else { Role::Text });
    let facts = facts(pen, project, wide);
    pen.put(Rect { width: row.width.saturating_sub(1), ..row }, name_at + name_width, &facts, Role::Dim);
    if cursor {
        pen.wash(row, if model.focus == Focus::Projects { Role::Cursor } else { Role::CursorAway });
    }
}

fn verdict(pen: &Pen<'_>, project: &ProjectView) -> (&'static str, String, Role) {
    match (errors(project), project.problems.len()) {
        (0, 0) => (pen.glyphs.good(), "valid".to_owned(), Role::Good),
        (0, warnings) => (pen.glyphs.warning(), words::count(warnings, "note"), Role::Warning),
        (errors, _) => (pen.glyphs.bad(), words::count(errors, "error"), Role::Bad),
    }
}

fn facts(pen: &Pen<'_>, project: &ProjectView, wide: bool) -> String {
    let mut parts = Vec::new();
    if let Some(seconds) = project.seconds {
        parts.push(words::duration(seconds));
    }
    if let Some((width, height)) = project.size {
        parts.push(format!("{width}x{height}"));
    }
    if let Some(fps) = project.fps.filter(|_| wide) {
        parts.push(format!("{} fps", trimmed(fps)));
    }
    if wide && project.exports.len() > 1 {
        parts.push(words::count(project.exports.len(), "export"));
    }
    parts.join(&format!(" {} ", pen.glyphs.dot()))
}

/// `25`, `29.97`.
pub(super) fn trimmed(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

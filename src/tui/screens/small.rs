//! What small terminals get: one line about what runs, or the size that is needed.

use ratatui::layout::Rect;

use super::footer::message;
use crate::api::types::JobState;
use crate::tui::model::{Model, job_name};
use crate::tui::panes::{eta_text, percent_text};
use crate::tui::pen::{Pen, line};
use crate::tui::sizes::SMALLEST;
use crate::tui::themes::Role;
use crate::tui::words;

/// One line about what runs, or about what just happened.
pub fn status_line(model: &Model, pen: &mut Pen<'_>, row: Rect) {
    pen.rule(row, false);
    if let Some((text, role)) = message(model) {
        pen.put(Rect { width: row.width.saturating_sub(1), ..row }, row.x + 1, &format!(" {text} "), role);
        return;
    }
    let world = model.shown();
    let Some(job) = world.jobs().iter().find(|job| job.state == JobState::Running) else { return };
    let phase = job.phase.map_or("starts", crate::tui::panes::phase_word);
    let end = format!("{phase} {}, {} to go", percent_text(job), eta_text(model, job));
    let room = usize::from(row.width).saturating_sub(words::width(&end) + 8);
    let name = words::cut(&crate::base::printable::text(&job_name(job)), room, pen.glyphs.ellipsis());
    pen.put(row, row.x + 1, &format!(" {} {name} {end} ", pen.glyphs.state(job.state)), Role::Running);
}

/// Says which size is needed, in however little room there is.
pub fn too_small(pen: &mut Pen<'_>, area: Rect) {
    let (columns, rows) = SMALLEST;
    let have = format!("This terminal has {}x{};", area.width, area.height);
    let need = format!("rushes needs {columns}x{rows}.");
    let long = [have.as_str(), need.as_str(), "q leaves; the engine goes on."];
    let short = format!("{columns}x{rows} needed");
    let fits = long.iter().all(|text| words::width(text) <= usize::from(area.width)) && area.height >= 3;
    let lines: &[&str] = if fits { &long } else { &[short.as_str()] };
    let top = area.height.saturating_sub(lines.len() as u16) / 2;
    for (index, text) in lines.iter().enumerate() {
        let row = line(area, top + index as u16);
        let wide = words::width(text).min(usize::from(area.width)) as u16;
        pen.put(row, row.x + (area.width - wide) / 2, text, if index == 1 { Role::Strong } else { Role::Text });
    }
}

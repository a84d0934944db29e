//! The log of the job under the cursor: its newest lines, or the ones around the cursor.

use ratatui::layout::Rect;

use super::phases::tabs;
use crate::api::types::{Level, LogLine};
use crate::base::printable;
use crate::tui::list::window_top;
use crate::tui::log::level_word;
use crate::tui::model::{Detail, Focus, Model};
use crate::tui::pen::{Pen, line};
use crate::tui::sizes::SizeClass;
use crate::tui::themes::Role;
use crate::tui::words;

/// Column in which the text of a line begins.
const TEXT: u16 = 20;

/// Draws the log with its title; the whole pane where it is the one in turn, its end elsewhere.
pub fn log(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    if area.height < 2 {
        return;
    }
    model.areas.log = area;
    let whole = model.detail == Detail::Log;
    if whole && model.class() != SizeClass::Wide {
        let title = title(model);
        tabs(model, pen, line(area, 0), (title != "log").then_some(&title));
    } else {
        pen.titled_rule(line(area, 0), &title(model), model.focus == Focus::Detail && whole);
    }
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let height = usize::from(rows.height);
    let count = model.log_lines().len();
    model.log.height = height;
    model.log.top = window_top(model.log.top, model.log.cursor, count, height);
    if count == 0 {
        let text = if model.job().is_some_and(|job| job.attempt == 0) { "No attempt yet." } else { "No lines yet." };
        pen.put(line(rows, 0), rows.x + 1, text, Role::Dim);
        return;
    }
    let expanded = (model.log.expanded && whole).then(|| expanded_lines(model, rows.width)).flatten();
    let mut top = model.log.top;
    if let Some(extra) = &expanded {
        let need = model.log.cursor + extra.len();
        top = top.max(need.saturating_sub(height)).min(model.log.cursor);
    }
    draw_lines(model, pen, rows, top, expanded.as_deref());
}

fn draw_lines(model: &Model, pen: &mut Pen<'_>, rows: Rect, top: usize, expanded: Option<&[String]>) {
    let focused = model.focus == Focus::Detail && model.detail == Detail::Log;
    let mut y = 0;
    for (place, written) in model.log_lines().iter().enumerate().skip(top) {
        if y >= rows.height {
            break;
        }
        let row = line(rows, y);
        let here = place == model.log.cursor;
        draw_line(model, pen, row, written);
        if here && focused {
            if let Some(parts) = expanded {
                pen.blank(Rect { x: row.x + TEXT, width: row.width.saturating_sub(TEXT), ..row });
                for part in parts {
                    pen.put(line(rows, y), rows.x + TEXT, part, Role::Strong);
                    y += 1;
                }
                continue;
            }
            pen.put(row, row.x, pen.glyphs.cursor(), Role::Strong);
            pen.wash(row, Role::Cursor);
        }
        y += 1;
    }
}

fn expanded_lines(model: &Model, width: u16) -> Option<Vec<String>> {
    let lines = model.log_lines();
    let text = &lines.get(model.log.cursor)?.text;
    Some(words::wrap(&printable::text(text), usize::from(width.saturating_sub(TEXT + 1))))
}

fn draw_line(model: &Model, pen: &mut Pen<'_>, row: Rect, written: &LogLine) {
    let role = match written.level {
        Level::Perf => Role::Perf,
        Level::Info => Role::Info,
        Level::Success => Role::Success,
        Level::Warning => Role::LogWarning,
        Level::Error => Role::LogError,
    };
    pen.put(row, row.x + 1, &words::clock(written.at, &model.zone), Role::Dim);
    pen.put(row, row.x + 10, level_word(written.level), role);
    let safe = printable::text(&written.text);
    let loud = matches!(written.level, Level::Warning | Level::Error);
    pen.put(row, row.x + TEXT, &safe, if loud { role } else { Role::Text });
    highlight(model, pen, row, &safe);
}

/// Sets off what was searched, where it is in sight.
fn highlight(model: &Model, pen: &mut Pen<'_>, row: Rect, text: &str) {
    let search = model.log.search.to_lowercase();
    let lower = text.to_lowercase();
    // Letters whose lower case has another length would shift what is set off.
    if search.is_empty() || lower.len() != text.len() {
        return;
    }
    for (at, _) in lower.match_indices(&search) {
        let Some(before) = text.get(..at) else { continue };
        let x = row.x + TEXT + u16::try_from(words::width(before)).unwrap_or(u16::MAX / 2);
        if x < row.right() {
            let wide = u16::try_from(words::width(&search)).unwrap_or(1).min(row.right() - x);
            pen.wash(Rect { x, width: wide, ..row }, Role::Found);
        }
    }
}

fn title(model: &Model) -> String {
    let mut parts = vec!["log".to_owned()];
    if model.log.level != crate::tui::log::LevelFilter::All {
        parts.push(model.log.level.word().to_owned());
    }
    if !model.log.search.is_empty() {
        let search = model.log.search.to_lowercase();
        let hits = model.log_lines().iter().filter(|line| line.text.to_lowercase().contains(&search)).count();
        parts.push(format!("/{}  {hits} found", model.log.search));
    }
    if !model.log.follow {
        parts.push(format!("{}/{}, f follows", model.log.cursor + 1, model.log_lines().len()));
    }
    parts.join("  ")
}

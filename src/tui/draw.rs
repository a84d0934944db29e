//! Draws the whole screen as the model says, onto a buffer of the terminal's size.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::model::{Areas, Focus, Model, Subject};
use super::pen::{Pen, line};
use super::sizes::SizeClass;
use super::themes::Role;
use super::{panes, popups, screens};

/// Draws the model; gives where the terminal's cursor stands while something is typed.
pub fn draw(model: &mut Model, buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    model.size = (area.width, area.height);
    model.areas = Areas::default();
    let theme = model.theme.clone();
    let mut pen = Pen { buffer, theme: &theme, glyphs: model.glyphs, cursor: None };
    match model.class() {
        SizeClass::TooSmall => {
            screens::too_small(&mut pen, area);
            return None;
        }
        SizeClass::Wide => wide(model, &mut pen, area),
        SizeClass::Stacked => stacked(model, &mut pen, area),
        SizeClass::Small => small(model, &mut pen, area),
    }
    screens::header(model, &mut pen, line(area, 0));
    screens::footer(model, &mut pen, line(area, area.height - 1));
    popups::draw(model, &mut pen, area);
    pen.cursor
}

/// Lists on the left, what is under the cursor on the right.
fn wide(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
    screens::message_rule(model, pen, line(area, area.height - 2));
    let left_width = (u32::from(area.width) * 11 / 20).min(104) as u16;
    let left = Rect { width: left_width, ..body };
    let right = Rect { x: body.x + left_width + 1, width: body.width - left_width - 1, ..body };
    for y in 0..body.height {
        let row = line(body, y);
        pen.put(row, left.right(), pen.glyphs.wall(), Role::Rule);
    }
    let projects = model.shown().folder.as_ref().map_or(0, |folder| folder.projects.len());
    let wanted = u16::try_from(projects).unwrap_or(u16::MAX).clamp(3, body.height / 3) + 2;
    let projects_height = match &model.shown().folder {
        None => 0,
        // A newcomer's eyes go to the top, and there is nothing else to show there.
        Some(folder) if model.shown().jobs().is_empty() && !folder.projects.is_empty() => left.height - 5,
        Some(_) => wanted,
    };
    let queue = Rect { height: left.height - projects_height, ..left };
    panes::queue(model, pen, queue);
    if projects_height > 0 {
        panes::projects(model, pen, Rect { y: queue.bottom(), height: projects_height, ..left });
    }
    if model.subject == Subject::Projects {
        panes::project(model, pen, right);
        return;
    }
    if model.job().is_none() {
        panes::phases(model, pen, right);
        return;
    }
    let facts = panes::phases_height(model, right.width).clamp(9, right.height * 3 / 5);
    panes::phases(model, pen, Rect { height: facts, ..right });
    panes::log(model, pen, Rect { y: right.y + facts, height: right.height - facts, ..right });
}

/// A list above, what is under the cursor below.
fn stacked(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
    screens::message_rule(model, pen, line(area, area.height - 2));
    let rows = if model.subject == Subject::Projects { model.projects.len() } else { model.queue.len() };
    let most = (body.height / 2).saturating_sub(4).max(5);
    let list_height = u16::try_from(rows).unwrap_or(u16::MAX).clamp(5, most) + 2;
    let list = Rect { height: list_height, ..body };
    let below = Rect { y: body.y + list_height, height: body.height - list_height, ..body };
    if model.subject == Subject::Projects {
        panes::projects(model, pen, list);
        panes::project(model, pen, below);
        return;
    }
    panes::queue(model, pen, list);
    if model.job().is_none() {
        panes::phases(model, pen, below);
        return;
    }
    if model.detail == super::model::Detail::Log {
        panes::log(model, pen, below);
        return;
    }
    let facts = panes::phases_height(model, below.width).clamp(7, below.height - 4);
    panes::phases(model, pen, Rect { height: facts, ..below });
    panes::log(model, pen, Rect { y: below.y + facts, height: below.height - facts, ..below });
}

/// One pane, and one line about what runs.
fn small(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
    match (model.focus, model.subject, model.detail) {
        (Focus::Detail, Subject::Projects, _) => panes::project(model, pen, body),
        (Focus::Detail, _, super::model::Detail::Phases) => panes::phases(model, pen, body),
        (Focus::Detail, _, super::model::Detail::Log) => panes::log(model, pen, body),
        (_, Subject::Projects, _) => panes::projects(model, pen, body),
        (_, Subject::Queue, _) => panes::queue(model, pen, body),
    }
    screens::status_line(model, pen, line(area, area.height - 2));
}

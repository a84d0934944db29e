//! The last two lines: a rule that carries messages, and the keys that make sense here.

use ratatui::layout::{Position, Rect};

use crate::base::printable;
use crate::tui::actions::{Action, Entry, Place, TABLE};
use crate::tui::keymap::continuations;
use crate::tui::model::{Focus, Model};
use crate::tui::pen::Pen;
use crate::tui::themes::Role;
use crate::tui::words;

/// A rule across, with what just happened set into it.
pub fn message_rule(model: &Model, pen: &mut Pen<'_>, row: Rect) {
    pen.rule(row, false);
    let Some((text, role)) = message(model) else { return };
    let safe = printable::text(&text);
    let fitting = words::cut(&safe, usize::from(row.width).saturating_sub(4), pen.glyphs.ellipsis());
    pen.put(row, row.x + 1, &format!(" {fitting} "), role);
}

/// What there is to say now, if anything.
pub(super) fn message(model: &Model) -> Option<(String, Role)> {
    if let Some(message) = &model.message {
        return Some((message.text.clone(), message.role));
    }
    if let crate::tui::model::Connection::Lost { why, .. } = &model.connection {
        return Some((why.clone(), Role::Warning));
    }
    let marks = if model.focus == Focus::Projects { model.projects.marks() } else { model.queue.marks() };
    (marks > 0).then(|| (format!("{marks} marked; actions apply to all of them, Esc unmarks"), Role::Mark))
}

/// The hint line, or what is being typed.
pub fn footer(model: &Model, pen: &mut Pen<'_>, row: Rect) {
    if let Some(input) = &model.typing {
        typed(model, pen, row, input);
        return;
    }
    if let Some((before, _)) = &model.pending {
        let mut x = pen.put(row, row.x + 1, before, Role::Key);
        for (key, name) in continuations(model.place(), before) {
            x = pen.put(row, x + 2, key, Role::Key);
            x = pen.put(row, x + 1, name, Role::Hint);
        }
        return;
    }
    let mut x = row.x + 1;
    for (key, word) in hints(model, usize::from(row.width)) {
        x = pen.put(row, x, key, Role::Key);
        x = pen.put(row, x + 1, word, Role::Hint) + 2;
    }
}

fn typed(model: &Model, pen: &mut Pen<'_>, row: Rect, input: &tui_input::Input) {
    let found = match model.focus {
        Focus::Queue => format!("{} of {}", model.queue.len(), model.shown().jobs().len()),
        Focus::Projects => {
            let all = model.shown().folder.as_ref().map_or(0, |folder| folder.projects.len());
            format!("{} of {all}", model.projects.len())
        }
        Focus::Detail => {
            let search = model.log.search.to_lowercase();
            let lines = model.log_lines();
            let hits =
                lines.iter().filter(|line| !search.is_empty() && line.text.to_lowercase().contains(&search)).count();
            format!("{hits} found")
        }
    };
    let right =
        pen.put_right(row, row.right().saturating_sub(1), &format!("{found}   Enter keep  Esc clear"), Role::Hint);
    let room = usize::from(right.saturating_sub(row.x + 4));
    let scroll = input.visual_scroll(room.max(1));
    let text: String = input.value().chars().skip(scroll).collect();
    let x = pen.put(row, row.x + 1, "/", Role::Key);
    let field = Rect { width: right.saturating_sub(row.x + 1), ..row };
    pen.put(field, x, &text, Role::Strong);
    let at = x.saturating_add(u16::try_from(input.visual_cursor().max(scroll) - scroll).unwrap_or(0));
    pen.cursor = Some(Position { x: at.min(right), y: row.y });
}

/// Keys and words for this place and moment, as many as fit; help and leave always do.
pub(crate) fn hints(model: &Model, width: usize) -> Vec<(&'static str, &'static str)> {
    let place = model.place();
    let mut entries: Vec<&Entry> = TABLE
        .iter()
        .filter(|entry| entry.rank > 0 && !entry.hint.is_empty() && entry.places.contains(&place))
        .filter(|entry| !already_there(model, place, entry.action) && model.hindrance(entry.action).is_ok())
        .collect();
    entries.sort_by_key(|entry| entry.rank);
    let always = |entry: &&Entry| matches!(entry.action, Action::Help | Action::Quit);
    let wide = |entry: &Entry| words::width(first_key(entry)) + words::width(entry.hint) + 3;
    let mut room =
        width.saturating_sub(1 + entries.iter().filter(|entry| always(entry)).map(|entry| wide(entry)).sum::<usize>());
    let mut full = false;
    entries.retain(|entry| {
        if always(entry) {
            return true;
        }
        full |= wide(entry) > room;
        if !full {
            room -= wide(entry);
        }
        !full
    });
    entries.sort_by_key(|entry| (matches!(entry.action, Action::Help | Action::Quit), entry.rank));
    entries.into_iter().map(|entry| (first_key(entry), entry.hint)).collect()
}

fn first_key(entry: &Entry) -> &'static str {
    entry.keys.first().copied().unwrap_or_default()
}

/// Hints that would lead where the user already is, or that need what is not there.
fn already_there(model: &Model, place: Place, action: Action) -> bool {
    match action {
        Action::GoQueue => place == Place::Queue || model.shown().jobs().is_empty() && place != Place::Projects,
        Action::GoProjects => {
            let none = model.shown().folder.as_ref().is_none_or(|folder| folder.projects.is_empty());
            place == Place::Projects || none
        }
        Action::AddAll => model.project().is_some_and(|project| project.exports.len() < 2),
        Action::Mark => model.shown().jobs().len() < 2 && place == Place::Queue,
        Action::Find => match place {
            Place::Queue => model.shown().jobs().len() < 2,
            Place::Projects => model.shown().folder.as_ref().is_none_or(|folder| folder.projects.len() < 2),
            _ => model.log_lines().is_empty(),
        },
        Action::Copy => place == Place::Queue,
        Action::Follow | Action::Level | Action::Expand => model.log_lines().is_empty(),
        _ => false,
    }
}

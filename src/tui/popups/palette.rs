//! Every action by name with its key, found by a few letters of it.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::{Position, Rect};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::shape::middle;
use crate::tui::actions::{Action, Entry, TABLE, keys_text};
use crate::tui::list::window_top;
use crate::tui::model::Model;
use crate::tui::pen::{Pen, line};
use crate::tui::themes::Role;

/// Characters that may be typed.
const TYPED: usize = 60;

/// The actions of this place that fit what was typed, the best first. Those that can't be done now come last.
pub(crate) fn fitting(model: &Model, typed: &str) -> Vec<&'static Entry> {
    let place = model.place();
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let needle = typed.trim().to_lowercase();
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let mut found: Vec<(bool, u32, usize, &Entry)> = Vec::new();
    for (index, entry) in TABLE.iter().enumerate() {
        if entry.action == Action::Palette || !entry.places.contains(&place) {
            continue;
        }
        let by_name = pattern.score(Utf32Str::new(entry.name, &mut letters), &mut matcher).map(|score| score * 2);
        let by_help = entry.help.contains(&needle).then_some(0);
        if let Some(score) = by_name.max(by_help) {
            found.push((model.hindrance(entry.action).is_err(), score, index, entry));
        }
    }
    found.sort_by_key(|(hindered, score, index, _)| (*hindered, std::cmp::Reverse(*score), *index));
    found.into_iter().map(|(_, _, _, entry)| entry).collect()
}

pub(super) fn chosen(model: &Model, input: &Input, cursor: usize) -> Option<Action> {
    fitting(model, input.value()).get(cursor).map(|entry| entry.action)
}

/// Takes a key; gives where the cursor is then.
pub(super) fn key(model: &Model, input: &mut Input, cursor: usize, key: &KeyEvent) -> usize {
    let last = fitting(model, input.value()).len().saturating_sub(1);
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Up => cursor.saturating_sub(1),
        KeyCode::Down => (cursor + 1).min(last),
        KeyCode::Char('p') if control => cursor.saturating_sub(1),
        KeyCode::Char('n') if control => (cursor + 1).min(last),
        KeyCode::Char(_) if input.value().chars().count() >= TYPED => cursor,
        _ => {
            let before = input.value().to_owned();
            input.handle_event(&Event::Key(*key));
            if input.value() == before { cursor } else { 0 }
        }
    }
}

pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, input: &Input, cursor: usize) {
    let entries = fitting(model, input.value());
    let frame = middle(area, 70, area.height.saturating_sub(4).clamp(6, 18));
    let inside = pen.frame(frame, "actions");
    if inside.is_empty() {
        return;
    }
    let field = line(inside, 0);
    let x = pen.put(field, field.x, ": ", Role::Key);
    let room = usize::from(field.right().saturating_sub(x + 1)).max(1);
    let scroll = input.visual_scroll(room);
    let text: String = input.value().chars().skip(scroll).collect();
    pen.put(field, x, &text, Role::Strong);
    let at = x.saturating_add(u16::try_from(input.visual_cursor().max(scroll) - scroll).unwrap_or(0));
    pen.cursor = Some(Position { x: at.min(field.right() - 1), y: field.y });
    let rows = Rect { y: inside.y + 2, height: inside.height.saturating_sub(3), ..inside };
    if entries.is_empty() {
        pen.put(line(rows, 0), rows.x, "No action has these letters.", Role::Dim);
    }
    let height = usize::from(rows.height);
    let top = window_top(0, cursor, entries.len(), height);
    for (index, entry) in entries.iter().enumerate().skip(top).take(height) {
        let row = line(rows, (index - top) as u16);
        let hindered = model.hindrance(entry.action).err();
        let role = if hindered.is_some() { Role::Dim } else { Role::Text };
        if index == cursor {
            pen.put(row, row.x, pen.glyphs.cursor(), Role::Strong);
        }
        let keys = keys_text(entry);
        let right = pen.put_right(row, row.right(), &keys, Role::Key);
        pen.put(row, row.x + 2, entry.name, role);
        let about = hindered.unwrap_or_else(|| entry.help.to_owned());
        pen.put(Rect { width: right.saturating_sub(row.x + 1), ..row }, row.x + 22, &about, Role::Dim);
        if index == cursor {
            pen.wash(row, Role::Cursor);
        }
    }
    let foot = line(inside, inside.height - 1);
    pen.put(foot, foot.x, "Enter do it  Up Down choose  Esc back", Role::Hint);
}

//! Which popup is open: it is drawn, and it gets the keys.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::{help, notice, palette};
use crate::tui::keymap::name;
use crate::tui::model::{Effect, Model, Popup};
use crate::tui::pen::Pen;

/// Draws the popup that is open, if one is.
pub fn draw(model: &mut Model, pen: &mut Pen<'_>, area: Rect) {
    let Some(mut popup) = model.popup.take() else { return };
    match &mut popup {
        Popup::Help { top } => help::draw(model, pen, area, top),
        Popup::Palette { input, cursor } => palette::draw(model, pen, area, input, *cursor),
        Popup::Ask(question) => notice::question(pen, area, question),
        Popup::Notice { title, lines } => notice::notice(pen, area, title, lines),
    }
    model.popup = Some(popup);
}

/// Gives a key to the popup that is open.
pub fn key(model: &mut Model, key: &KeyEvent) -> Vec<Effect> {
    let Some(popup) = model.popup.take() else { return Vec::new() };
    let pressed = name(key).unwrap_or_default();
    match popup {
        Popup::Help { top } => {
            let page = usize::from(model.size.1 / 2);
            let top = match pressed.as_str() {
                "j" | "Down" => top + 1,
                "k" | "Up" => top.saturating_sub(1),
                "PgDn" | "Space" | "Ctrl-D" => top + page,
                "PgUp" | "Ctrl-U" => top.saturating_sub(page),
                "g" | "Home" => 0,
                "G" | "End" => usize::from(u16::MAX),
                ":" => {
                    model.popup = Some(Popup::Palette { input: tui_input::Input::default(), cursor: 0 });
                    return Vec::new();
                }
                "Esc" | "q" | "?" | "F1" | "F8" | "Enter" => return Vec::new(),
                _ => top,
            };
            model.popup = Some(Popup::Help { top });
        }
        Popup::Palette { mut input, cursor } => match key.code {
            KeyCode::Esc => {}
            KeyCode::Enter => {
                if let Some(action) = palette::chosen(model, &input, cursor) {
                    return model.perform(action);
                }
            }
            _ => {
                let cursor = palette::key(model, &mut input, cursor, key);
                model.popup = Some(Popup::Palette { input, cursor });
            }
        },
        Popup::Ask(question) => match pressed.as_str() {
            "y" | "Y" | "Enter" => return model.send(question.requests),
            "n" | "N" | "q" | "Esc" => {}
            // Any other key is no answer.
            _ => model.popup = Some(Popup::Ask(question)),
        },
        Popup::Notice { title, lines } => match pressed.as_str() {
            "Esc" | "q" | "Enter" | "Space" => {}
            _ => model.popup = Some(Popup::Notice { title, lines }),
        },
    }
    Vec::new()
}

/// A rectangle in the middle of another, never larger.
pub(super) fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

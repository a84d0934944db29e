//! The keys of exactly this place, and why some do nothing now.

use ratatui::layout::Rect;

use super::shape::middle;
use crate::tui::actions::{TABLE, keys_text};
use crate::tui::model::Model;
use crate::tui::pen::{Pen, line};
use crate::tui::themes::Role;
use crate::tui::words;

/// Draws the table of keys for the place that the keys go to, from row `top` on.
pub(super) fn draw(model: &Model, pen: &mut Pen<'_>, area: Rect, top: &mut usize) {
    let place = model.place();
    let entries: Vec<_> = TABLE.iter().filter(|entry| entry.places.contains(&place)).collect();
    let wanted = u16::try_from(entries.len()).unwrap_or(u16::MAX).saturating_add(4);
    let frame = middle(area, 76, wanted.min(area.height.saturating_sub(2).max(3)));
    let inside = pen.frame(frame, &format!("keys: {}", place.name()));
    if inside.is_empty() {
        return;
    }
    let rows = Rect { height: inside.height.saturating_sub(2), ..inside };
    *top = (*top).min(entries.len().saturating_sub(usize::from(rows.height)));
    let key_width = entries.iter().map(|entry| words::width(&keys_text(entry))).max().unwrap_or(0).min(18) as u16 + 2;
    for (index, entry) in entries.iter().skip(*top).take(usize::from(rows.height)).enumerate() {
        let row = line(rows, index as u16);
        let possible = model.hindrance(entry.action);
        pen.put(row, row.x, &keys_text(entry), if possible.is_ok() { Role::Key } else { Role::Dim });
        match possible {
            Ok(()) => pen.put(row, row.x + key_width, entry.help, Role::Text),
            Err(why) => pen.put(row, row.x + key_width, &format!("{}: {why}", entry.name), Role::Dim),
        };
    }
    let left = entries.len().saturating_sub(*top + usize::from(rows.height));
    let more = if left > 0 { format!("{left} more below  ") } else { String::new() };
    let foot = line(inside, inside.height - 1);
    pen.put(foot, foot.x, &format!("{more}j k scroll  : find an action  Esc back"), Role::Hint);
}

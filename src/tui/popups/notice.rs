//! Questions with yes and no, and words that must be read.

use ratatui::layout::Rect;

use super::shape::middle;
use crate::base::printable;
use crate::tui::ask::Question;
use crate::tui::pen::{Pen, line};
use crate::tui::themes::Role;
use crate::tui::words;

pub(super) fn question(pen: &mut Pen<'_>, area: Rect, question: &Question) {
    let keys = [("y, Enter", "yes"), ("n, Esc", "no")];
    show(pen, area, &question.title, &question.lines, &keys);
}

pub(super) fn notice(pen: &mut Pen<'_>, area: Rect, title: &str, lines: &[String]) {
    show(pen, area, title, lines, &[("Esc", "back")]);
}

fn show(pen: &mut Pen<'_>, area: Rect, title: &str, lines: &[String], keys: &[(&str, &str)]) {
    let width = area.width.saturating_sub(4).min(72);
    let room = usize::from(width.saturating_sub(4));
    let texts: Vec<String> = lines.iter().flat_map(|text| words::wrap(&printable::text(text), room)).collect();
    let height = u16::try_from(texts.len()).unwrap_or(u16::MAX).saturating_add(4).min(area.height);
    let inside = pen.frame(middle(area, width, height), &printable::text(title));
    if inside.is_empty() {
        return;
    }
    let most = usize::from(inside.height.saturating_sub(2));
    for (index, text) in texts.iter().take(most).enumerate() {
        let row = line(inside, index as u16);
        pen.put(row, row.x, text, if index == 0 { Role::Strong } else { Role::Text });
    }
    let foot = line(inside, inside.height - 1);
    let mut x = foot.x;
    for (key, word) in keys {
        x = pen.put(foot, x, key, Role::Key);
        x = pen.put(foot, x + 1, word, Role::Hint) + 2;
    }
}

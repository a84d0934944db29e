//! Writes text into a rectangle of the screen, clipped on all sides, with foreign text made harmless.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::glyphs::Glyphs;
use super::themes::{Role, Theme};
use super::words;
use crate::base::printable;

/// A pen over the whole screen.
pub struct Pen<'a> {
    pub buffer: &'a mut Buffer,
    pub theme: &'a Theme,
    pub glyphs: Glyphs,
    /// Where the terminal's own cursor stands, when something is being typed.
    pub cursor: Option<Position>,
}

impl Pen<'_> {
    pub fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Writes `text` from column `x` of `row` on; gives the column after it.
    pub fn put(&mut self, row: Rect, x: u16, text: &str, role: Role) -> u16 {
        let style = self.theme.style(role);
        self.put_styled(row, x, text, style)
    }

    /// As [`Pen::put`], with a style of its own.
    pub fn put_styled(&mut self, row: Rect, x: u16, text: &str, style: Style) -> u16 {
        let row = row.intersection(self.buffer.area);
        if row.is_empty() || x >= row.right() {
            return x;
        }
        let room = usize::from(row.right() - x.max(row.x));
        let mut safe = printable::text(text);
        if self.glyphs.ascii && !safe.is_ascii() {
            safe = safe.chars().map(|letter| if letter.is_ascii() { letter } else { '?' }).collect();
        }
        let fitting = words::cut(&safe, room, self.glyphs.ellipsis());
        let (end, _) = self.buffer.set_stringn(x.max(row.x), row.y, &fitting, room, style);
        end
    }

    /// Writes `text` so that it ends before column `right`.
    pub fn put_right(&mut self, row: Rect, right: u16, text: &str, role: Role) -> u16 {
        let safe = printable::text(text);
        let wide = u16::try_from(safe.width()).unwrap_or(u16::MAX);
        let x = right.min(row.right()).saturating_sub(wide).max(row.x);
        self.put(row, x, &safe, role);
        x
    }

    /// Lays a style over a whole rectangle without touching its text.
    pub fn wash(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Empties a rectangle.
    pub fn blank(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.buffer[(x, y)].reset();
            }
        }
    }

    /// A line across, with a title set into it.
    pub fn rule(&mut self, row: Rect, focus: bool) {
        let line = self.glyphs.rule().repeat(usize::from(row.width));
        self.put(row, row.x, &line, if focus { Role::RuleFocus } else { Role::Rule });
    }

    /// A rule with a title near its left end.
    pub fn titled_rule(&mut self, row: Rect, title: &str, focus: bool) {
        self.rule(row, focus);
        let room = usize::from(row.width.saturating_sub(3));
        let title = words::cut(&printable::text(title), room.saturating_sub(2), self.glyphs.ellipsis());
        self.put(row, row.x + 1, &format!(" {title} "), if focus { Role::TitleFocus } else { Role::Title });
    }

    /// A box with a title, emptied inside; gives the inside.
    pub fn frame(&mut self, area: Rect, title: &str) -> Rect {
        self.blank(area);
        if area.width < 4 || area.height < 3 {
            return Rect::ZERO;
        }
        let [tl, tr, bl, br] = self.glyphs.corners();
        let across = self.glyphs.rule().repeat(usize::from(area.width - 2));
        let top = line(area, 0);
        let bottom = line(area, area.height - 1);
        self.put(top, area.x, &format!("{tl}{across}{tr}"), Role::RuleFocus);
        self.put(bottom, area.x, &format!("{bl}{across}{br}"), Role::RuleFocus);
        for y in 1..area.height - 1 {
            let row = line(area, y);
            self.put(row, area.x, self.glyphs.wall(), Role::RuleFocus);
            self.put(row, area.right() - 1, self.glyphs.wall(), Role::RuleFocus);
        }
        let title = words::cut(title, usize::from(area.width.saturating_sub(6)), self.glyphs.ellipsis());
        self.put(top, area.x + 2, &format!(" {title} "), Role::TitleFocus);
        Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
    }
}

/// Row `index` of an area, or an empty rectangle below its end.
pub fn line(area: Rect, index: u16) -> Rect {
    if index >= area.height {
        return Rect { height: 0, ..area };
    }
    Rect { y: area.y + index, height: 1, ..area }
}

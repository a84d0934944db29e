//! The signs that the screens draw with, and their plain twins for terminals without UTF-8.

use crate::api::types::JobState;

/// Chooses between signs and their ASCII twins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    pub ascii: bool,
}

impl Glyphs {
    const fn pick(self, sign: &'static str, plain: &'static str) -> &'static str {
        if self.ascii { plain } else { sign }
    }

    pub const fn state(self, state: JobState) -> &'static str {
        match state {
            JobState::Running => self.pick("●", "*"),
            JobState::Paused => self.pick("‖", "="),
            JobState::Waiting => self.pick("○", "o"),
            JobState::Held => self.pick("◇", "h"),
            JobState::Blocked => self.pick("◆", "#"),
            JobState::Done => self.pick("✓", "+"),
            JobState::Failed => self.pick("✗", "!"),
            JobState::Cancelled => self.pick("−", "-"),
        }
    }

    pub const fn cursor(self) -> &'static str {
        self.pick("▸", ">")
    }

    /// Stands before a marked row.
    pub const fn mark(self) -> &'static str {
        self.pick("◉", "x")
    }

    pub const fn good(self) -> &'static str {
        self.pick("✓", "+")
    }

    pub const fn bad(self) -> &'static str {
        self.pick("✗", "!")
    }

    pub const fn warning(self) -> &'static str {
        self.pick("▲", "!")
    }

    pub const fn ellipsis(self) -> &'static str {
        self.pick("…", "~")
    }

    /// Stands where a number is not known.
    pub const fn unknown(self) -> &'static str {
        self.pick("—", "-")
    }

    pub const fn dot(self) -> &'static str {
        self.pick("·", "-")
    }

    pub const fn rule(self) -> &'static str {
        self.pick("─", "-")
    }

    pub const fn wall(self) -> &'static str {
        self.pick("│", "|")
    }

    /// Corners of a box: top left, top right, bottom left, bottom right.
    pub const fn corners(self) -> [&'static str; 4] {
        if self.ascii { ["+", "+", "+", "+"] } else { ["┌", "┐", "└", "┘"] }
    }

    /// A bar of `columns` columns, filled to `part` of 1. It is full only when everything is done.
    pub fn bar(self, part: f64, columns: usize) -> String {
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
        if self.ascii {
            return "#".repeat((part * columns as f64).floor() as usize);
        }
        const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        let eighths = (part * columns as f64 * 8.0).floor() as usize;
        format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
    }

    /// The newest `columns` values as a line of small columns, from 0 to `top`.
    pub fn spark(self, values: &[f64], top: f64, columns: usize) -> String {
        const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        const PLAIN: [char; 8] = ['_', '.', '.', '-', '-', '=', '=', '#'];
        let steps = if self.ascii { PLAIN } else { BLOCKS };
        let from = values.len().saturating_sub(columns);
        let level = |value: f64| {
            let part = if top > 0.0 && value.is_finite() { (value / top).clamp(0.0, 1.0) } else { 0.0 };
            steps[(part * 7.0).round() as usize]
        };
        values[from..].iter().map(|value| level(*value)).collect()
    }
}

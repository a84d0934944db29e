//! Which layout fits a terminal.

/// Columns and rows from which there is anything to show at all.
pub const SMALLEST: (u16, u16) = (40, 10);

/// The layouts, from wide to none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SizeClass {
    /// From 120×30: lists on the left, what is under the cursor on the right.
    Wide,
    /// From 80×24: a list above, what is under the cursor below.
    Stacked,
    /// A list and one line about what runs.
    Small,
    TooSmall,
}

impl SizeClass {
    pub const fn of(columns: u16, rows: u16) -> Self {
        if columns < SMALLEST.0 || rows < SMALLEST.1 {
            Self::TooSmall
        } else if columns >= 120 && rows >= 30 {
            Self::Wide
        } else if columns >= 80 && rows >= 24 {
            Self::Stacked
        } else {
            Self::Small
        }
    }
}

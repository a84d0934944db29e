//! A list that a cursor walks: window, filter, marks. It knows its rows by key, so that it stays where it was when rows
//! come, go and move.

use std::collections::BTreeSet;

/// Where a user stands in a list whose rows have keys of type `K`.
#[derive(Debug, Clone)]
pub struct List<K> {
    /// Indices of the rows that pass the filter.
    shown: Vec<usize>,
    keys: Vec<K>,
    cursor: usize,
    top: usize,
    /// Rows on the screen at the last drawing.
    pub height: usize,
    pub filter: String,
    marks: BTreeSet<K>,
    anchor: Option<K>,
}

impl<K> Default for List<K> {
    fn default() -> Self {
        Self {
            shown: Vec::new(),
            keys: Vec::new(),
            cursor: 0,
            top: 0,
            height: 1,
            filter: String::new(),
            marks: BTreeSet::new(),
            anchor: None,
        }
    }
}

impl<K: Clone + Ord> List<K> {
    /// Takes the rows as they are now: each one's key, and whether the filter lets it pass.
    pub fn refresh(&mut self, rows: impl Iterator<Item = (K, bool)>) {
        let stood_on = self.key().cloned();
        self.shown.clear();
        self.keys.clear();
        let mut all = BTreeSet::new();
        let check_marks = !self.marks.is_empty();
        for (index, (key, passes)) in rows.enumerate() {
            if check_marks && self.marks.contains(&key) {
                all.insert(key.clone());
            }
            if passes {
                self.shown.push(index);
                self.keys.push(key);
            }
        }
        self.marks = all;
        if let Some(key) = stood_on
            && let Some(place) = self.keys.iter().position(|other| *other == key)
        {
            self.cursor = place;
        }
        self.cursor = self.cursor.min(self.keys.len().saturating_sub(1));
    }

    /// How many rows pass the filter.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The key under the cursor.
    pub fn key(&self) -> Option<&K> {
        self.keys.get(self.cursor)
    }

    /// Index of the row under the cursor.
    pub fn row(&self) -> Option<usize> {
        self.shown.get(self.cursor).copied()
    }

    pub fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.keys.len().saturating_sub(1));
        self.stretch();
    }

    pub fn move_to(&mut self, place: usize) {
        self.cursor = place.min(self.keys.len().saturating_sub(1));
        self.stretch();
    }

    pub fn go_to(&mut self, key: &K) {
        if let Some(place) = self.keys.iter().position(|other| other == key) {
            self.cursor = place;
        }
    }

    /// The rows of a window of `height` that holds the cursor: place in the list and index of the row.
    pub fn window(&mut self, height: usize) -> Vec<(usize, usize)> {
        self.height = height.max(1);
        self.top = window_top(self.top, self.cursor, self.keys.len(), height);
        (self.top..self.keys.len().min(self.top + height)).map(|place| (place, self.shown[place])).collect()
    }

    pub fn top(&self) -> usize {
        self.top
    }

    pub fn is_marked(&self, key: &K) -> bool {
        self.marks.contains(key)
    }

    pub fn marks(&self) -> usize {
        self.marks.len()
    }

    /// What an action is about: the marked rows, or the one under the cursor.
    pub fn chosen(&self) -> Vec<K> {
        if self.marks.is_empty() {
            self.key().cloned().into_iter().collect()
        } else {
            self.marks.iter().cloned().collect()
        }
    }

    /// Marks the row under the cursor, or takes its mark away, and goes on to the next.
    pub fn toggle_mark(&mut self) {
        let Some(key) = self.key().cloned() else { return };
        self.anchor = None;
        if !self.marks.remove(&key) {
            self.marks.insert(key);
        }
        self.move_by(1);
    }

    /// Begins a range of marks that follows the cursor, or ends it.
    pub fn toggle_range(&mut self) {
        self.anchor = if self.anchor.is_some() { None } else { self.key().cloned() };
        self.stretch();
    }

    pub fn in_range(&self) -> bool {
        self.anchor.is_some()
    }

    /// Marks every row that the filter shows, or takes all marks away where all had one.
    pub fn toggle_all(&mut self) {
        self.anchor = None;
        if self.keys.iter().all(|key| self.marks.contains(key)) {
            self.marks.clear();
        } else {
            self.marks.extend(self.keys.iter().cloned());
        }
    }

    pub fn clear_marks(&mut self) {
        self.marks.clear();
        self.anchor = None;
    }

    fn stretch(&mut self) {
        let Some(anchor) = &self.anchor else { return };
        let Some(from) = self.keys.iter().position(|key| key == anchor) else { return };
        let (low, high) = (from.min(self.cursor), from.max(self.cursor));
        self.marks = self.keys.get(low..=high).unwrap_or_default().iter().cloned().collect();
    }
}

/// First row of a window that keeps the cursor in view and never shows emptiness below the last row.
pub fn window_top(top: usize, cursor: usize, rows: usize, height: usize) -> usize {
    let height = height.max(1);
    let last = rows.saturating_sub(height);
    let low = (cursor + 1).saturating_sub(height);
    top.clamp(low, cursor.max(low)).min(last)
}

/// Whether a row's text passes a filter: every word of it is in there somewhere, in any case; `!word` must not be.
pub fn passes(filter: &str, text: &str) -> bool {
    if filter.trim().is_empty() {
        return true;
    }
    let text = text.to_lowercase();
    filter.to_lowercase().split_whitespace().all(|word| match word.strip_prefix('!') {
        Some("") => true,
        Some(without) => !text.contains(without),
        None => text.contains(word),
    })
}

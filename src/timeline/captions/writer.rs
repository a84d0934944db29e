//! A cue's text as it grows, with the parts of it that are in other letters.

use crate::base::captions::{CueSpan, Letters};

/// Bytes of text that one caption may have: more than fills a screen.
pub(super) const LONGEST_CUE: usize = 4096;

#[derive(Default)]
pub(super) struct Writer {
    text: String,
    spans: Vec<CueSpan>,
    now: Letters,
    since: usize,
    pub too_long: bool,
}

impl Writer {
    pub fn push(&mut self, letter: char) {
        // Nothing is gained by space before the first letter.
        if self.text.is_empty() && letter.is_whitespace() && letter != '\u{a0}' {
            return;
        }
        if self.text.len() + letter.len_utf8() > LONGEST_CUE {
            self.too_long = true;
            return;
        }
        self.text.push(letter);
    }

    /// Ends the line, without the space before its end.
    pub fn line(&mut self) {
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        self.spans.iter_mut().for_each(|span| span.to = span.to.min(end));
        self.since = self.since.min(end);
        self.push('\n');
    }

    pub fn letters(&self) -> &Letters {
        &self.now
    }

    /// What comes now is in these letters.
    pub fn set(&mut self, letters: Letters) {
        if letters != self.now {
            self.close();
            self.now = letters;
        }
    }

    fn close(&mut self) {
        let to = self.text.len();
        let from = self.since.min(to);
        if from < to && self.now != Letters::default() {
            match self.spans.last_mut().filter(|last| last.to == from && last.letters == self.now) {
                Some(last) => last.to = to,
                None => self.spans.push(CueSpan { from, to, letters: self.now.clone() }),
            }
        }
        self.since = to;
    }

    /// The text without space at its ends, and its parts.
    pub fn finish(mut self) -> (String, Vec<CueSpan>) {
        self.close();
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.spans.iter_mut().for_each(|span| span.to = span.to.min(end));
        self.spans.retain(|span| span.from < span.to);
        (self.text, self.spans)
    }
}

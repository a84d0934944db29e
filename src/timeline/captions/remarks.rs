//! What there is to say about a file, in bounded number.

use crate::base::captions::Remark;
use crate::base::printable;

/// More than a person reads.
const MOST: usize = 20;
/// As much of a bad line as shows which one it is.
const QUOTED: usize = 60;

#[derive(Default)]
pub(super) struct Remarks {
    said: Vec<Remark>,
    unsaid: usize,
    /// Marks that mean nothing here, and the line of the first.
    ignored: Vec<(&'static str, usize, usize)>,
}

impl Remarks {
    pub fn say(&mut self, line: usize, sentence: impl Into<String>) {
        if self.said.len() < MOST {
            self.said.push(Remark { line, sentence: sentence.into() });
        } else {
            self.unsaid += 1;
        }
    }

    /// Counts something that is left out, to be told of once.
    pub fn ignore(&mut self, line: usize, what: &'static str) {
        match self.ignored.iter_mut().find(|(other, ..)| *other == what) {
            Some((_, count, _)) => *count += 1,
            None => self.ignored.push((what, 1, line)),
        }
    }

    pub fn finish(mut self) -> Vec<Remark> {
        if self.unsaid > 0
            && let Some(last) = self.said.last_mut()
        {
            last.sentence = format!("{}; and {} more like this", last.sentence, self.unsaid);
        }
        for (what, count, line) in self.ignored {
            let sentence = match count {
                1 => format!("1 {what} is ignored"),
                _ => format!("{count} {what}s are ignored, the first one here"),
            };
            self.said.push(Remark { line, sentence });
        }
        self.said
    }
}

/// The beginning of a line, safe to print.
pub(super) fn quoted(line: &str) -> String {
    let line = line.trim();
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("`{}…`", printable::text(&line[..end])),
        None => format!("`{}`", printable::text(line)),
    }
}

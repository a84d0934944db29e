//! Where in the document a byte of a scalar stands: quotes, escapes, broken lines and variables lie in between.

use crate::project::vars::Variables;

/// A scalar as it stands in a document.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The whole document.
    pub document: &'a str,
    pub line: usize,
    pub column: usize,
    /// After variables were replaced.
    pub text: &'a str,
    pub vars: &'a Variables,
}

/// The line and column of a byte of the scalar; those of its beginning where they can't be told.
pub fn place_of(written: &Written<'_>, byte: usize) -> (usize, usize) {
    exact(written, byte).unwrap_or((written.line, written.column))
}

fn exact(written: &Written<'_>, byte: usize) -> Option<(usize, usize)> {
    let from = written.document.split_inclusive('\n').nth(written.line.checked_sub(1)?)?;
    let (skip, _) = from.char_indices().nth(written.column.checked_sub(1)?)?;
    let begin = from.as_ptr() as usize - written.document.as_ptr() as usize + skip;
    let mut cursor = Cursor { rest: written.document.get(begin..)?, line: written.line, column: written.column };
    let quote = cursor.open();
    let mut text = written.text;
    while written.text.len() - text.len() < byte {
        let done = written.text.len() - text.len();
        if let Some((name, _)) = cursor.rest.strip_prefix("${").and_then(|rest| rest.split_once('}'))
            && let Some(variable) = written.vars.get(name.trim())
        {
            let here = (cursor.line, cursor.column);
            text = text.strip_prefix(&*variable.text)?;
            if written.text.len() - text.len() > byte {
                return Some(here);
            }
            cursor.skip(name.chars().count() + "${}".len());
            continue;
        }
        let letter = text.chars().next()?;
        if !cursor.pass(letter, quote) {
            return None;
        }
        text = &text[letter.len_utf8()..];
        debug_assert!(written.text.len() - text.len() > done);
    }
    cursor.settle();
    Some((cursor.line, cursor.column))
}

/// A place in the document, with what follows.
struct Cursor<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl Cursor<'_> {
    fn step(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.rest = &self.rest[letter.len_utf8()..];
        if letter == '\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        Some(letter)
    }

    fn skip(&mut self, letters: usize) {
        for _ in 0..letters {
            self.step();
        }
    }

    /// Passes what stands before the scalar's own text: a quote, or a block's sign with its line.
    fn open(&mut self) -> Option<char> {
        match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.step();
                Some(quote)
            }
            Some('|' | '>') => {
                while self.step().is_some_and(|letter| letter != '\n') {}
                self.skip_space();
                None
            }
            _ => None,
        }
    }

    fn skip_space(&mut self) {
        while self.rest.starts_with([' ', '\t', '\r', '\n']) {
            self.step();
        }
    }

    /// Stands on what is read next and not on the space before it.
    fn settle(&mut self) {
        if self.rest.starts_with(['\n', '\r']) {
            self.skip_space();
        }
    }

    /// Passes what stands for a letter of the scalar; false where something else stands here.
    fn pass(&mut self, letter: char, quote: Option<char>) -> bool {
        if matches!(letter, ' ' | '\n') && self.rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) {
            // A broken line is one space.
            self.skip_space();
            return true;
        }
        match (self.rest.chars().next(), quote) {
            (Some('\''), Some('\'')) => self.step(),
            (Some('\\'), Some('"')) => self.step(),
            _ => None,
        };
        self.step() == Some(letter)
    }
}

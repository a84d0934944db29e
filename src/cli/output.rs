//! Plain lines and JSON: the one door through which a verb's words reach the terminal, so that no foreign text gets there
//! with its control sequences.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::base::{Failure, printable};

/// Where a verb prints. Answers go to one stream, complaints to the other, as scripts expect.
pub struct Output {
    answers: Box<dyn Write + Send>,
    complaints: Box<dyn Write + Send>,
    heard: bool,
}

impl Output {
    pub fn standard() -> Self {
        Self::to(Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// To places of one's own; for tests.
    pub fn to(answers: Box<dyn Write + Send>, complaints: Box<dyn Write + Send>) -> Self {
        Self { answers, complaints, heard: true }
    }

    /// Prints a text of one or more lines.
    pub fn line(&mut self, text: &str) {
        let safe = safe_lines(text);
        self.raw(safe.as_bytes());
    }

    /// Prints one JSON document on a line of its own.
    pub fn json(&mut self, value: &impl Serialize) {
        match serde_json::to_string(value) {
            // Control characters are escaped by JSON itself.
            Ok(mut text) => {
                text.push('\n');
                self.raw(text.as_bytes());
            }
            Err(error) => self.complain(&format!("this can't be said in JSON: {error}")),
        }
    }

    /// Prints bytes that we made ourselves, as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        if self.heard && self.answers.write_all(bytes).and_then(|()| self.answers.flush()).is_err() {
            self.heard = false;
        }
    }

    /// Says what went wrong.
    pub fn complain(&mut self, text: &str) {
        // Where even this can't be written, the exit code still says it.
        let _ = self.complaints.write_all(safe_lines(text).as_bytes());
        let _ = self.complaints.flush();
    }

    /// Says a failure, and gives how the verb ends with it.
    pub fn fail(&mut self, failure: &Failure) -> super::Exit {
        self.complain(&format!("rushes: {}", failure.message));
        super::Exit::from(failure)
    }

    /// False once nobody reads the answers any more, as after `| head`. A verb that prints for long stops then.
    pub const fn is_heard(&self) -> bool {
        self.heard
    }

    /// Whether a person looks at the answers.
    pub fn is_terminal() -> bool {
        io::stdout().is_terminal()
    }
}

fn safe_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    for line in text.lines() {
        out.push_str(&printable::text(line));
        out.push('\n');
    }
    out
}

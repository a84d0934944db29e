//! Tokens back to a text for the compiler, with the way back from its places to the user's.

use super::lex::{NOWHERE, Token};

#[derive(Debug, Default)]
pub(super) struct Emitted {
    pub text: String,
    /// Where each token begins here, and where in the user's text.
    places: Vec<(usize, u32)>,
}

impl Emitted {
    /// Adds a text of our own.
    pub fn own(&mut self, text: &str) {
        self.places.push((self.text.len(), NOWHERE));
        self.text.push_str(text);
        self.text.push('\n');
    }

    pub fn tokens(&mut self, tokens: &[Token]) {
        for token in tokens {
            self.places.push((self.text.len(), token.at));
            self.text.push_str(&token.text);
            // Lines that are too long make the compiler's own messages no worse, and its places don't need them.
            self.text.push(if matches!(&*token.text, ";" | "{" | "}") { '\n' } else { ' ' });
        }
    }

    /// Whether a place lies behind all that a user wrote.
    pub fn is_behind(&self, at: usize) -> bool {
        let last = self.places.iter().rposition(|(_, place)| *place != NOWHERE);
        last.and_then(|last| self.places.get(last + 1)).is_some_and(|(begin, _)| *begin <= at)
    }

    /// The place in the user's text: that of the token there, or of the last one before it that a user wrote.
    pub fn place(&self, at: Option<usize>) -> u32 {
        let Some(at) = at else { return 0 };
        let behind = self.places.partition_point(|(begin, _)| *begin <= at);
        let known = self.places[..behind].iter().rev().find(|(_, place)| *place != NOWHERE);
        known.map_or(0, |(_, place)| *place)
    }
}

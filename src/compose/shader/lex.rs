//! Words, numbers and signs of a shader's text, each with its place. WGSL and GLSL are alike enough for one lexer.

use std::rc::Rc;

use super::fault::ShaderFault;

/// Where a token stands that no user wrote.
pub(super) const NOWHERE: u32 = u32::MAX;
/// What people write stays far below; generated texts beyond it would only be slow.
pub(super) const MOST_TOKENS: usize = 200_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Sign,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: Kind,
    pub text: Rc<str>,
    /// Byte offset in the user's text, or [`NOWHERE`].
    pub at: u32,
    /// The first of its line.
    pub begins_line: bool,
    /// White space or a comment stands before it.
    pub spaced: bool,
}

impl Token {
    pub fn new(kind: Kind, text: &str, at: u32) -> Self {
        Self { kind, text: Rc::from(text), at, begins_line: false, spaced: true }
    }

    pub fn word(text: &str, at: u32) -> Self {
        Self::new(Kind::Word, text, at)
    }

    pub fn is(&self, text: &str) -> bool {
        &*self.text == text
    }

    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// Signs of more than one character, the longest first.
const SIGNS: &[&str] = &[
    "<<=", ">>=", "++", "--", "<=", ">=", "==", "!=", "&&", "||", "^^", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "<<", ">>", "##",
];

/// The text's tokens without comments. Fails only where there are too many of them or a comment does not end.
pub(super) fn lex(text: &str, nested_comments: bool) -> Result<Vec<Token>, ShaderFault> {
    let mut lexer = Lexer { text, at: 0, nested_comments };
    let mut tokens: Vec<Token> = Vec::new();
    loop {
        let (spaced, begins_line) = lexer.space()?;
        let start = lexer.at;
        let Some(kind) = lexer.advance() else { return Ok(tokens) };
        if tokens.len() == MOST_TOKENS {
            let message = format!("more than {MOST_TOKENS} words and signs, which is no shader");
            return Err(ShaderFault::at(text, start as u32, message));
        }
        let begins_line = begins_line || tokens.is_empty();
        tokens.push(Token { kind, text: Rc::from(&text[start..lexer.at]), at: start as u32, begins_line, spaced });
    }
}

/// The tokens of a text of our own, which stand nowhere in the user's.
pub(super) fn lex_own(text: &str) -> Vec<Token> {
    let mut tokens = lex(text, false).unwrap_or_default();
    tokens.iter_mut().for_each(|token| token.at = NOWHERE);
    tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    nested_comments: bool,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Skips white space and comments; tells whether there was any, and whether a line ended in it.
    fn space(&mut self) -> Result<(bool, bool), ShaderFault> {
        let start = self.at;
        let mut new_line = false;
        loop {
            let rest = self.rest();
            let Some(first) = rest.chars().next() else { break };
            if first == '\n' || first == '\r' {
                new_line = true;
                self.at += 1;
            } else if first == '\\' {
                // A line that goes on in the next.
                let after = rest[1..].trim_start_matches([' ', '\t']);
                let end = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r']));
                let Some(end) = end else { break };
                self.at = self.text.len() - end.len();
            } else if first.is_whitespace() || first == '\u{feff}' || first == '\0' {
                self.at += first.len_utf8();
            } else if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.block_comment()?;
            } else {
                break;
            }
        }
        Ok((self.at > start, new_line))
    }

    fn block_comment(&mut self) -> Result<(), ShaderFault> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut depth = 1u32;
        self.at += 2;
        while depth > 0 {
            match bytes.get(self.at..self.at + 2) {
                Some(b"*/") => {
                    depth -= 1;
                    self.at += 2;
                }
                Some(b"/*") if self.nested_comments => {
                    depth += 1;
                    self.at += 2;
                }
                Some(_) => self.at += 1,
                None => return Err(ShaderFault::at(self.text, start as u32, "this comment does not end".to_owned())),
            }
        }
        Ok(())
    }

    /// Steps over one token.
    fn advance(&mut self) -> Option<Kind> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        let second = rest[first.len_utf8()..].chars().next();
        let (kind, length) = if first.is_alphabetic() || first == '_' {
            let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
            (Kind::Word, rest.find(|letter| !is_part(letter)).unwrap_or(rest.len()))
        } else if first.is_ascii_digit() || first == '.' && second.is_some_and(|second| second.is_ascii_digit()) {
            (Kind::Number, number_length(rest))
        } else {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            (Kind::Sign, sign.map_or(first.len_utf8(), |sign| sign.len()))
        };
        self.at += length;
        Some(kind)
    }
}

fn number_length(text: &str) -> usize {
    let is_hex = text.starts_with("0x") || text.starts_with("0X");
    let mut before = ' ';
    let end = text.find(|letter: char| {
        let is_exponent_sign = !is_hex && matches!(letter, '+' | '-') && matches!(before, 'e' | 'E');
        before = letter;
        !(letter.is_ascii_alphanumeric() || letter == '.' || letter == '_' || is_exponent_sign)
    });
    end.unwrap_or(text.len())
}

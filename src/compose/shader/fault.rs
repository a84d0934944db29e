//! What is wrong with a shader, and where in the user's own text.

use std::fmt;

use crate::base::printable;

/// What a message says of foreign words, at most.
const LONGEST_MESSAGE: usize = 400;

/// One mistake in a shader's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShaderFault {
    /// From 1, in the user's own file.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// One clear sentence without a full stop, free of control characters.
    pub message: String,
    /// The fault is in the vertex shader's file (`.vs`), not in the shader's own.
    pub in_vertex: bool,
}

impl ShaderFault {
    /// A fault at a byte of the text; beyond its end: at its end.
    pub(super) fn at(text: &str, offset: u32, message: String) -> Self {
        let offset = (offset as usize).min(text.len());
        let offset = (0..=offset).rev().find(|offset| text.is_char_boundary(*offset)).unwrap_or(0);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        let message = printable::text(&message).to_string();
        Self {
            line: count(before.matches('\n').count()),
            column: count(before[line_start..].chars().count()),
            message: message.chars().take(LONGEST_MESSAGE).collect(),
            in_vertex: false,
        }
    }

    /// A fault of the text as a whole.
    pub(super) fn of_all(message: String) -> Self {
        Self::at("", 0, message)
    }
}

impl fmt::Display for ShaderFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ShaderFault {}

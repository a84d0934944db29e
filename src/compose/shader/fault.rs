//! What is wrong with a shader, and where in the user's own text.

use std::fmt;

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

impl fmt::Display for ShaderFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ShaderFault {}

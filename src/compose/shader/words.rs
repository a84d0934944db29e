//! The compiler's words, made plain.

use wgpu::naga::front::glsl::{Error, ErrorKind};

/// One sentence: no line breaks, no full stop, a small first letter.
pub(super) fn sentence(message: &str) -> String {
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = message.trim_end_matches('.');
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    // `I32` and the like keep their capital.
    match letters.clone().next() {
        Some(second) if second.is_lowercase() || second == ' ' => first + letters.as_str(),
        _ => message.to_owned(),
    }
}

/// What the GLSL compiler says; `found` is the text that it points at.
pub(super) fn glsl(kind: &ErrorKind, found: &str) -> String {
    match kind {
        ErrorKind::EndOfFile => "the text ends too early: a `}` or a `;` is missing".to_owned(),
        ErrorKind::InvalidToken(_, expected) => {
            let expected: Vec<String> = expected.iter().map(|token| token_word(&token.to_string())).collect();
            format!("found `{found}`, expected {}", expected.join(" or "))
        }
        ErrorKind::UnknownVariable(name) => format!("`{name}` is not declared"),
        ErrorKind::UnknownType(name) => format!("`{name}` is no type"),
        ErrorKind::UnknownField(name) => format!("there is no part `{name}` here"),
        ErrorKind::VariableAlreadyDeclared(name) => format!("`{name}` is declared twice"),
        ErrorKind::NotImplemented(what) => format!("`{found}` is not supported ({what})"),
        other => {
            let error = Error { kind: other.clone(), meta: Default::default() };
            sentence(&error.to_string())
        }
    }
}

/// The compiler names signs by words of its own.
fn token_word(name: &str) -> String {
    let sign = match name {
        "Semicolon" => ";",
        "LeftParen" => "(",
        "RightParen" => ")",
        "LeftBrace" => "{",
        "RightBrace" => "}",
        "LeftBracket" => "[",
        "RightBracket" => "]",
        "Comma" => ",",
        "Colon" => ":",
        "Assign" => "=",
        "Dot" => ".",
        "While" => "while",
        "Void" => "void",
        "Struct" => "struct",
        "Case" => "case",
        "Default" => "default",
        "identifier" => return "a name".to_owned(),
        other => return other.to_owned(),
    };
    format!("`{sign}`")
}

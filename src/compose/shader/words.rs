//! The compiler's words, made plain.

use wgpu::naga::front::glsl::{Error, ErrorKind};

/// Messages that speak of the compiler's insides: a part of them, and what they mean.
const PLAIN: &[(&str, &str)] = &[
    ("`return` expression", "what is returned is not of the type that the function gives"),
    ("doesn't match the type stored in", "the value is not of the type of what it is given to"),
    ("nitializer doesn't match", "the value is not of the variable's type"),
    ("is not a boolean scalar", "the condition is no bool"),
    ("doesn't match the type", "a value given to a function is not of the type that it takes"),
    ("Composing", "the parts do not make a value of this type"),
    ("depends on", "functions call each other in a circle"),
    ("IntegerOverflow", "a whole number is too large"),
    ("FloatParsingError", "a number cannot be read"),
    ("can't be indexed", "what is indexed here is no list, vector or matrix"),
];
const OPERATORS: &[(&str, &str)] = &[
    ("Add", "+"),
    ("Subtract", "-"),
    ("Multiply", "*"),
    ("Divide", "/"),
    ("Modulo", "%"),
    ("LogicalAnd", "&&"),
    ("LogicalOr", "||"),
    ("LessEqual", "<="),
    ("Less", "<"),
    ("GreaterEqual", ">="),
    ("Greater", ">"),
    ("NotEqual", "!="),
    ("Equal", "=="),
];
/// Names of ours that stand for the user's.
const OURS: &[(&str, &str)] = &[
    ("rushes_pixel", "gl_FragColor"),
    ("rushes_mat2", "mat2"),
    ("user_mainImage", "mainImage"),
    ("user_main", "main"),
    ("texture2D", "sampler2D"),
];

/// One sentence: no line breaks, no full stop, a small first letter, none of the compiler's insides.
pub(super) fn sentence(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("Operation ").or_else(|| message.strip_prefix("operation ")) {
        let operator =
            OPERATORS.iter().find(|(name, _)| rest.starts_with(name)).map_or("the operator", |(_, sign)| sign);
        return format!("the two sides of `{operator}` are of types that do not go together");
    }
    if let Some((_, plain)) = PLAIN.iter().find(|(part, _)| message.contains(part)) {
        return (*plain).to_owned();
    }
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = own_names(message.trim_end_matches('.'));
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    // `I32` and the like keep their capital.
    match letters.clone().next() {
        Some(second) if second.is_lowercase() || second == ' ' => first + letters.as_str(),
        _ => message,
    }
}

fn own_names(message: &str) -> String {
    OURS.iter().fold(message.to_owned(), |message, (ours, theirs)| message.replace(ours, theirs))
}

/// What the GLSL compiler says; `found` is the text that it points at.
pub(super) fn glsl(kind: &ErrorKind, found: &str) -> String {
    match kind {
        ErrorKind::EndOfFile => "the text ends too early: a `}` or a `;` is missing".to_owned(),
        ErrorKind::InvalidToken(_, expected) => {
            let expected: Vec<String> = expected.iter().map(|token| token_word(&token.to_string())).collect();
            format!("found `{}`, expected {}", own_names(found), expected.join(" or "))
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

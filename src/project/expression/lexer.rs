//! An expression's text → its words and signs, one by one, each with where it begins.

/// Something that can't be read, by the byte at which it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub at: usize,
    pub message: String,
    pub help: Option<String>,
}

impl Wrong {
    pub fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a> {
    /// With its unit, where there is one.
    Number(f64, &'a str),
    Name(&'a str),
    /// An operator or a sign of punctuation.
    Sign(&'static str),
    End,
}

/// The longer ones first.
const SIGNS: [&str; 19] =
    ["<=", ">=", "==", "!=", "&&", "||", "+", "-", "*", "/", "^", "<", ">", "!", "(", ")", ",", "?", ":"];

/// Signs of other languages, with what stands for them here.
const OTHERS: [(&str, &str); 6] = [
    ("**", "powers are written `a ^ b`"),
    ("=", "to compare, write `==`"),
    ("&", "both are `a && b`"),
    ("|", "either is `a || b`"),
    ("%", "the remainder is `mod(a, b)`; `%` stands only behind a number"),
    ("×", "write `a * b`"),
];

pub struct Lexer<'a> {
    pub text: &'a str,
    /// The byte behind what was read.
    pub at: usize,
}

impl<'a> Lexer<'a> {
    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The next token and where it begins.
    pub fn next(&mut self) -> Result<(Token<'a>, usize), Wrong> {
        self.skip_space();
        let (rest, at) = (self.rest(), self.at);
        let Some(first) = rest.chars().next() else { return Ok((Token::End, at)) };
        if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|next: char| next.is_ascii_digit())) {
            return self.number(rest, at);
        }
        if first.is_alphabetic() || first == '_' {
            let name = word(rest, |letter| letter.is_alphanumeric() || letter == '_');
            self.at += name.len();
            return Ok((Token::Name(name), at));
        }
        let other = OTHERS.iter().find(|(sign, _)| rest.starts_with(sign));
        let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
        match (sign, other) {
            (Some(sign), other) if other.is_none_or(|(other, _)| other.len() <= sign.len()) => {
                self.at += sign.len();
                Ok((Token::Sign(sign), at))
            }
            (_, Some((sign, help))) => Err(Wrong::new(at, format!("`{sign}` means nothing here")).help(*help)),
            _ => Err(Wrong::new(at, format!("`{}` means nothing here", first.escape_debug()))),
        }
    }

    fn number(&mut self, rest: &'a str, at: usize) -> Result<(Token<'a>, usize), Wrong> {
        let digits = |text: &'a str| word(text, |letter| letter.is_ascii_digit());
        let mut length = digits(rest).len();
        if let Some(fraction) = rest[length..].strip_prefix('.') {
            length += 1 + digits(fraction).len();
        }
        // `2e3` has an exponent, `2em` and `2e` have none.
        if let Some(power) = rest[length..].strip_prefix(['e', 'E']) {
            let sign = usize::from(power.starts_with(['+', '-']));
            let power = digits(&power[sign..]).len();
            length += if power > 0 { 1 + sign + power } else { 0 };
        }
        let written = &rest[..length];
        let value = written.parse::<f64>().ok().filter(|value| value.is_finite());
        let Some(value) = value else { return Err(Wrong::new(at, format!("`{}` is no number", short(written)))) };
        let behind = &rest[length..];
        let unit = match behind.strip_prefix('%') {
            Some(_) => "%",
            None => word(behind, |letter| letter.is_alphanumeric() || letter == '_'),
        };
        self.at += length + unit.len();
        Ok((Token::Number(value, unit), at))
    }
}

fn word(text: &str, is_part: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|letter| !is_part(letter)).unwrap_or(text.len())]
}

/// As much of a text as a message holds.
pub fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

//! A GLSL text cut into what stands at its outermost level.

use super::lex::Token;

#[derive(Debug, Clone)]
pub(super) enum Item {
    Function(Function),
    /// Up to its `;`.
    Declaration(Vec<Token>),
}

/// `float f(vec2 p) { … }`
#[derive(Debug, Clone)]
pub(super) struct Function {
    /// Up to the closing parenthesis.
    pub head: Vec<Token>,
    /// With its braces.
    pub body: Vec<Token>,
}

impl Function {
    fn open(&self) -> usize {
        self.head.iter().position(|token| token.is("(")).unwrap_or(0)
    }

    pub fn name(&self) -> &str {
        self.open().checked_sub(1).map_or("", |index| &self.head[index].text)
    }

    /// The type it gives, where that is one word: neither nothing nor a list.
    pub fn gives(&self) -> Option<&Token> {
        let ty = &self.head[self.open().checked_sub(2)?];
        (ty.is_word() && !ty.is("void")).then_some(ty)
    }
}

/// Cuts the tokens into items. What does not end stays whole, for the compiler to say so.
pub(super) fn items(tokens: &[Token]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut start = 0;
    let mut index = 0;
    while index < tokens.len() {
        match &*tokens[index].text {
            "{" => {
                let end = closing(tokens, index);
                if index > start && tokens[index - 1].is(")") {
                    let (head, body) = (&tokens[start..index], &tokens[index..(end + 1).min(tokens.len())]);
                    items.push(Item::Function(Function { head: head.to_vec(), body: body.to_vec() }));
                    start = end + 1;
                }
                index = end + 1;
            }
            ";" => {
                if index > start {
                    items.push(Item::Declaration(tokens[start..=index].to_vec()));
                }
                index += 1;
                start = index;
            }
            _ => index += 1,
        }
    }
    if start < tokens.len() {
        items.push(Item::Declaration(tokens[start..].to_vec()));
    }
    items
}

/// Where what opens at `open` closes; behind the end where it does not.
pub(super) fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match &*token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return index;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// Cuts at the commas that stand in no brackets.
pub(super) fn listed(tokens: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (index, token) in tokens.iter().enumerate() {
        match &*token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            "," if depth == 0 => {
                parts.push(&tokens[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[start..]);
    parts
}

/// `const vec2 a[2] = …, b;` taken apart.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// Qualifiers and type.
    pub ty: Vec<Token>,
    pub is_const: bool,
    pub variables: Vec<Variable>,
}

#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub name: Token,
    /// With its brackets.
    pub dimensions: Vec<Token>,
    pub value: Option<Vec<Token>>,
}

/// Reads a declaration of variables, up to and with its `;`.
pub(super) fn declared(tokens: &[Token]) -> Option<Declared> {
    let (_, inner) = tokens.split_last().filter(|(end, _)| end.is(";"))?;
    let is_const = inner.iter().take(3).any(|token| token.is("const"));
    let words = inner.iter().take_while(|token| token.is_word()).count();
    // `float[3] a`, or `float a[3]`.
    let has_brackets = words > 0 && inner.get(words).is_some_and(|token| token.is("["));
    let behind = if has_brackets { closing(inner, words) + 1 } else { 0 };
    let name_at =
        if has_brackets && inner.get(behind).is_some_and(Token::is_word) { behind } else { words.checked_sub(1)? };
    let ty = inner.get(..name_at).filter(|ty| !ty.is_empty())?.to_vec();
    let refused =
        ["struct", "uniform", "varying", "in", "out", "inout", "attribute", "layout", "buffer", "return", "else"];
    if ty.iter().any(|token| refused.contains(&&*token.text)) {
        return None;
    }
    let mut variables = Vec::new();
    for part in listed(inner.get(name_at..)?) {
        let (name, rest) = part.split_first().filter(|(name, _)| name.is_word())?;
        let equals = rest.iter().position(|token| token.is("="));
        let dimensions = &rest[..equals.unwrap_or(rest.len())];
        if dimensions.first().is_some_and(|first| !first.is("[")) {
            return None;
        }
        let value = equals.map(|equals| rest[equals + 1..].to_vec());
        variables.push(Variable { name: name.clone(), dimensions: dimensions.to_vec(), value });
    }
    Some(Declared { ty, is_const, variables })
}

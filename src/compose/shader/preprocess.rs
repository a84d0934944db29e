//! GLSL's preprocessor: conditions and macros, with every token's place in the user's text kept, and with bounds on how much
//! macros may make of little.

use std::collections::HashMap;
use std::rc::Rc;

use super::condition;
use super::fault::ShaderFault;
use super::lex::{Kind, MOST_TOKENS, Token, lex};

const MOST_MACROS: usize = 4096;
const MOST_PARAMETERS: usize = 64;
/// Arguments in arguments, and macros that expand to others.
const DEEPEST: usize = 24;
const MOST_HIDDEN: usize = 128;
/// Steps of expansion; what people write stays below a few thousand.
const MOST_STEPS: usize = 4 * MOST_TOKENS;
/// Words that are pasted together double with every macro that pastes them to themselves.
const LONGEST_PASTED: usize = 1024;

/// The text's tokens after the preprocessor. `defined` are macros that are there from the start.
pub(super) fn preprocess(text: &str, defined: &[(&str, &str)]) -> Result<Vec<Token>, ShaderFault> {
    let tokens = lex(text, false)?;
    let lines = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut preprocessor =
        Preprocessor { text, lines, macros: HashMap::new(), taken: Vec::new(), out: Vec::new(), steps: 0 };
    for (name, value) in defined {
        let body = lex(value, false)?;
        preprocessor.macros.insert(Rc::from(*name), Macro { parameters: None, body });
    }
    preprocessor.run(&tokens)?;
    Ok(preprocessor.out)
}

#[derive(Debug, Clone)]
struct Macro {
    parameters: Option<Vec<Rc<str>>>,
    body: Vec<Token>,
}

/// One open `#if`.
struct Branch {
    at: u32,
    /// This part is taken.
    active: bool,
    /// Some part was, or the whole stands in a part that is not.
    done: bool,
}

struct Preprocessor<'a> {
    text: &'a str,
    /// Where each line ends.
    lines: Vec<usize>,
    macros: HashMap<Rc<str>, Macro>,
    taken: Vec<Branch>,
    out: Vec<Token>,
    steps: usize,
}

impl Preprocessor<'_> {
    fn fault(&self, at: u32, message: impl Into<String>) -> ShaderFault {
        ShaderFault::at(self.text, at, message.into())
    }

    fn active(&self) -> bool {
        self.taken.iter().all(|branch| branch.active)
    }

    fn run(&mut self, tokens: &[Token]) -> Result<(), ShaderFault> {
        let mut index = 0;
        while index < tokens.len() {
            let is_directive = |token: &Token| token.begins_line && token.is("#");
            if is_directive(&tokens[index]) {
                let rest = &tokens[index + 1..];
                let length = rest.iter().position(|token| token.begins_line).unwrap_or(rest.len());
                self.directive(tokens[index].at, &rest[..length])?;
                index += 1 + length;
            } else {
                let rest = &tokens[index..];
                let length = rest.iter().position(is_directive).unwrap_or(rest.len());
                if self.active() {
                    let expanded = self.expand(&rest[..length], &Hidden::default(), 0)?;
                    self.out.extend(expanded);
                    if self.out.len() > MOST_TOKENS {
                        let message = format!("macros make more than {MOST_TOKENS} words and signs of this text");
                        return Err(self.fault(rest[0].at, message));
                    }
                }
                index += length;
            }
        }
        match self.taken.last() {
            Some(branch) => Err(self.fault(branch.at, "this `#if` has no `#endif`")),
            None => Ok(()),
        }
    }

    fn directive(&mut self, at: u32, tokens: &[Token]) -> Result<(), ShaderFault> {
        let Some((name, rest)) = tokens.split_first() else { return Ok(()) };
        match &*name.text {
            "if" | "ifdef" | "ifndef" => {
                let outside = !self.active();
                let active = !outside && self.holds(name, rest)?;
                self.taken.push(Branch { at, active, done: active || outside });
                return Ok(());
            }
            "elif" | "else" => {
                let Some(branch) = self.taken.pop() else {
                    return Err(self.fault(at, format!("`#{}` without an `#if`", name.text)));
                };
                let active = !branch.done && (name.is("else") || self.holds(name, rest)?);
                self.taken.push(Branch { at: branch.at, active, done: branch.done || active });
                return Ok(());
            }
            "endif" => {
                return match self.taken.pop() {
                    Some(_) => Ok(()),
                    None => Err(self.fault(at, "`#endif` without an `#if`")),
                };
            }
            _ if !self.active() => return Ok(()),
            _ => {}
        }
        match &*name.text {
            "define" => self.define(at, rest),
            "undef" => {
                if let Some(name) = rest.first() {
                    self.macros.remove(&name.text);
                }
                Ok(())
            }
            "error" => {
                let words: Vec<&str> = rest.iter().map(|token| &*token.text).collect();
                Err(self.fault(at, format!("the text itself says: {}", words.join(" "))))
            }
            // The version is ours, extensions are there or are not, and places are counted by ourselves.
            "version" | "extension" | "pragma" | "line" => Ok(()),
            other => Err(self.fault(at, format!("`#{other}` is no directive"))),
        }
    }

    fn define(&mut self, at: u32, rest: &[Token]) -> Result<(), ShaderFault> {
        let Some((name, mut body)) = rest.split_first().filter(|(name, _)| name.is_word()) else {
            return Err(self.fault(at, "`#define` needs a name"));
        };
        if self.macros.len() >= MOST_MACROS {
            return Err(self.fault(at, format!("more than {MOST_MACROS} macros")));
        }
        let mut parameters = None;
        if let Some((open, inside)) = body.split_first().filter(|(open, _)| open.is("(") && !open.spaced) {
            let Some(end) = inside.iter().position(|token| token.is(")")) else {
                return Err(self.fault(open.at, format!("the macro `{}` lacks a `)`", name.text)));
            };
            let names = inside[..end].iter().filter(|token| token.is_word()).map(|token| token.text.clone());
            let names: Vec<Rc<str>> = names.collect();
            if names.len() > MOST_PARAMETERS {
                return Err(self.fault(open.at, format!("a macro takes more than {MOST_PARAMETERS} values")));
            }
            parameters = Some(names);
            body = &inside[end + 1..];
        }
        self.macros.insert(name.text.clone(), Macro { parameters, body: body.to_vec() });
        Ok(())
    }

    /// Whether the condition of an `#if`, `#ifdef`, `#ifndef` or `#elif` is met.
    fn holds(&mut self, directive: &Token, rest: &[Token]) -> Result<bool, ShaderFault> {
        if directive.is("ifdef") || directive.is("ifndef") {
            let Some(name) = rest.first() else {
                return Err(self.fault(directive.at, format!("`#{}` needs a name", directive.text)));
            };
            return Ok(self.macros.contains_key(&name.text) == directive.is("ifdef"));
        }
        // `defined NAME` goes first: the name is not expanded.
        let mut settled: Vec<Token> = Vec::new();
        let mut index = 0;
        while let Some(token) = rest.get(index) {
            index += 1;
            if !token.is("defined") {
                settled.push(token.clone());
                continue;
            }
            let in_brackets = rest.get(index).is_some_and(|next| next.is("("));
            index += usize::from(in_brackets);
            let is_defined = rest.get(index).is_some_and(|name| self.macros.contains_key(&name.text));
            index += 1 + usize::from(in_brackets);
            settled.push(Token::new(Kind::Number, if is_defined { "1" } else { "0" }, token.at));
        }
        let expanded = self.expand(&settled, &Hidden::default(), 0)?;
        condition::holds(&expanded).map_err(|message| self.fault(directive.at, message))
    }

    /// The tokens with all macros expanded but those that are hidden.
    fn expand(&mut self, tokens: &[Token], hidden: &Hidden, depth: usize) -> Result<Vec<Token>, ShaderFault> {
        if depth > DEEPEST {
            let at = tokens.first().map_or(0, |token| token.at);
            return Err(self.fault(at, format!("macros are more than {DEEPEST} deep in each other")));
        }
        let mut out = Vec::new();
        // The rest to look at, the next one last, each with the macros that may not expand in it again.
        let mut rest: Vec<(Token, Hidden)> = tokens.iter().rev().map(|token| (token.clone(), hidden.clone())).collect();
        while let Some((token, hidden)) = rest.pop() {
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return Err(self.fault(token.at, "macros expand without an end in sight"));
            }
            let known = if token.is_word() { self.macros.get(&token.text) } else { None };
            let Some(known) = known.filter(|_| !hidden.holds(&token.text)) else {
                if token.is("__LINE__") {
                    let line = self.lines.partition_point(|end| *end < token.at as usize) + 1;
                    out.push(Token { text: Rc::from(line.to_string()), kind: Kind::Number, ..token });
                } else {
                    out.push(token);
                }
                continue;
            };
            let mut body = known.body.clone();
            if let Some(parameters) = known.parameters.clone() {
                if !rest.last().is_some_and(|(next, _)| next.is("(")) {
                    out.push(token);
                    continue;
                }
                let arguments = self.arguments(&token, &mut rest)?;
                let given =
                    if parameters.is_empty() && arguments.iter().all(Vec::is_empty) { 0 } else { arguments.len() };
                if given != parameters.len() {
                    let message = format!("the macro `{}` takes {} values, not {given}", token.text, parameters.len());
                    return Err(self.fault(token.at, message));
                }
                body = self.filled(&body, &parameters, &arguments, &hidden, token.at, depth)?;
            } else {
                body.iter_mut().for_each(|part| part.at = token.at);
            }
            let mut body = paste(body).ok_or_else(|| {
                self.fault(token.at, format!("what the macro `{}` pastes together is too long", token.text))
            })?;
            if let Some(first) = body.first_mut() {
                first.begins_line = token.begins_line;
                first.spaced = true;
            }
            if hidden.length() == MOST_HIDDEN {
                return Err(self.fault(token.at, format!("macros are more than {MOST_HIDDEN} deep in each other")));
            }
            let inside = hidden.with(&token.text);
            rest.extend(body.into_iter().rev().map(|part| (part, inside.clone())));
        }
        Ok(out)
    }

    /// Takes the arguments of a macro's use, from its opening parenthesis to its closing one.
    fn arguments(&self, name: &Token, rest: &mut Vec<(Token, Hidden)>) -> Result<Vec<Vec<Token>>, ShaderFault> {
        rest.pop();
        let mut arguments = vec![Vec::new()];
        let mut depth = 0usize;
        while let Some((token, _)) = rest.pop() {
            match &*token.text {
                ")" if depth == 0 => return Ok(arguments),
                "," if depth == 0 => {
                    arguments.push(Vec::new());
                    continue;
                }
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if let Some(argument) = arguments.last_mut() {
                argument.push(token);
            }
        }
        Err(self.fault(name.at, format!("the use of the macro `{}` lacks a `)`", name.text)))
    }

    fn filled(
        &mut self,
        body: &[Token],
        parameters: &[Rc<str>],
        arguments: &[Vec<Token>],
        hidden: &Hidden,
        at: u32,
        depth: usize,
    ) -> Result<Vec<Token>, ShaderFault> {
        let mut expanded: Vec<Option<Vec<Token>>> = vec![None; arguments.len()];
        let mut filled = Vec::new();
        for (index, part) in body.iter().enumerate() {
            let Some(which) = parameters.iter().position(|parameter| part.is_word() && *parameter == part.text) else {
                filled.push(Token { at, begins_line: false, ..part.clone() });
                continue;
            };
            let is_paste = |index: usize| body.get(index).is_some_and(|token| token.is("##"));
            let is_pasted = is_paste(index + 1) || index > 0 && is_paste(index - 1);
            if !is_pasted && expanded[which].is_none() {
                expanded[which] = Some(self.expand(&arguments[which], hidden, depth + 1)?);
            }
            let argument = match expanded[which].as_deref().filter(|_| !is_pasted) {
                Some(expanded) => expanded,
                None => &arguments[which],
            };
            self.steps += argument.len();
            if self.steps > MOST_STEPS {
                return Err(self.fault(at, "macros expand without an end in sight"));
            }
            filled.extend(argument.iter().map(|token| Token { begins_line: false, ..token.clone() }));
        }
        Ok(filled)
    }
}

/// Joins what stands on both sides of `##`; `None` where that becomes too long.
fn paste(body: Vec<Token>) -> Option<Vec<Token>> {
    let mut joined: Vec<Token> = Vec::with_capacity(body.len());
    let mut is_open = false;
    for token in body {
        match joined.last_mut() {
            _ if token.is("##") => is_open = true,
            Some(last) if is_open => {
                if last.text.len() + token.text.len() > LONGEST_PASTED {
                    return None;
                }
                last.text = Rc::from(format!("{}{}", last.text, token.text));
                is_open = false;
            }
            _ => joined.push(token),
        }
    }
    Some(joined)
}

/// The macros that are being expanded, and may not expand in themselves.
#[derive(Debug, Clone, Default)]
struct Hidden(Option<Rc<Link>>);

#[derive(Debug)]
struct Link {
    name: Rc<str>,
    next: Hidden,
    length: usize,
}

impl Hidden {
    fn length(&self) -> usize {
        self.0.as_ref().map_or(0, |link| link.length)
    }

    fn holds(&self, name: &str) -> bool {
        let mut here = self;
        while let Some(link) = &here.0 {
            if &*link.name == name {
                return true;
            }
            here = &link.next;
        }
        false
    }

    fn with(&self, name: &Rc<str>) -> Self {
        Self(Some(Rc::new(Link { name: name.clone(), next: self.clone(), length: self.length() + 1 })))
    }
}

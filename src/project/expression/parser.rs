//! Words and signs → the tree of an expression, by the strength with which signs bind.

use super::lexer::{Lexer, Token, Wrong, short};
use super::names::{Argument, function_named};

/// A part of an expression, with the byte at which it, or its sign, stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Ast<'a> {
    pub at: usize,
    pub what: What<'a>,
    height: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What<'a> {
    Number(f64, &'a str),
    Name(&'a str),
    /// As it is written, without quotes.
    Track(&'a str),
    Prefix(&'static str, Box<Ast<'a>>),
    Infix(&'static str, Box<[Ast<'a>; 2]>),
    Choose(Box<[Ast<'a>; 3]>),
    Call(&'a str, Vec<Ast<'a>>),
}

/// No expression is larger: trees of this height are walked without fear for the stack.
const HIGHEST: usize = 100;
const LONGEST: usize = 4096;
/// Calls are cheap to write and costly to check; nothing has more parts than this.
const MOST_PARTS: usize = 1000;

/// How strongly prefixes bind: less than a power, so that `-2^2` is -4.
const PREFIX: u8 = 13;

/// How strongly a sign binds what is on its left and on its right; a choice binds the least, and to the right.
fn binding(sign: &str) -> Option<(u8, u8)> {
    Some(match sign {
        "?" => (2, 1),
        "||" => (3, 4),
        "&&" => (5, 6),
        "==" | "!=" | "<" | "<=" | ">" | ">=" => (7, 8),
        "+" | "-" => (9, 10),
        "*" | "/" => (11, 12),
        "^" => (16, 15),
        _ => return None,
    })
}

/// The tree of a whole text; `start` is the byte behind its `=`.
pub fn parse(text: &str, start: usize) -> Result<Ast<'_>, Wrong> {
    if text.len() > LONGEST {
        return Err(Wrong::new(
            start,
            format!("an expression has at most {LONGEST} bytes, this one has {}", text.len()),
        ));
    }
    let mut parser = Parser { lexer: Lexer { text, at: start }, depth: 0, parts: 0 };
    if parser.peek()?.0 == Token::End {
        let help = "for example `= 1 + 0.25 * sin(t)`";
        return Err(Wrong::new(start.saturating_sub(1), "there is nothing behind the `=`").help(help));
    }
    let tree = parser.expression(0)?;
    match parser.lexer.next()? {
        (Token::End, _) => Ok(tree),
        (Token::Sign(")"), at) => Err(Wrong::new(at, "`)` closes nothing")),
        (Token::Sign(sign), at) => Err(Wrong::new(at, format!("`{sign}` is not expected here"))),
        (_, at) => Err(two_values(text, at)),
    }
}

fn two_values(text: &str, at: usize) -> Wrong {
    let word = text.get(at..).unwrap_or("").split_whitespace().next().unwrap_or("");
    let message = format!("`{}`: an operator is missing before it", short(word));
    Wrong::new(at, message).help("multiply with `*`, as in `2 * t`")
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    depth: usize,
    parts: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Result<(Token<'a>, usize), Wrong> {
        Lexer { text: self.lexer.text, at: self.lexer.at }.next()
    }

    fn made(&mut self, at: usize, what: What<'a>, below: usize) -> Result<Ast<'a>, Wrong> {
        self.parts += 1;
        if below >= HIGHEST || self.parts > MOST_PARTS {
            let help = "give parts of it to `vars:`, or to several keys";
            return Err(Wrong::new(at, "this expression is too large").help(help));
        }
        Ok(Ast { at, what, height: below + 1 })
    }

    fn expression(&mut self, least: u8) -> Result<Ast<'a>, Wrong> {
        self.depth += 1;
        if self.depth > HIGHEST {
            return Err(Wrong::new(self.lexer.at, "this is nested too deeply"));
        }
        let mut left = self.operand()?;
        while let (Token::Sign(sign), at) = self.peek()? {
            let Some((strength, right)) = binding(sign).filter(|(strength, _)| *strength >= least) else { break };
            // Asking is cheap: a token is read again and not kept.
            self.lexer.next()?;
            debug_assert!(strength >= least);
            left = if sign == "?" { self.choice(left, at)? } else { self.infix(left, sign, right, at)? };
        }
        self.depth -= 1;
        Ok(left)
    }

    fn infix(&mut self, left: Ast<'a>, sign: &'static str, right: u8, at: usize) -> Result<Ast<'a>, Wrong> {
        let right = self.expression(right)?;
        let below = left.height.max(right.height);
        self.made(at, What::Infix(sign, Box::new([left, right])), below)
    }

    fn choice(&mut self, condition: Ast<'a>, at: usize) -> Result<Ast<'a>, Wrong> {
        let yes = self.expression(0)?;
        match self.lexer.next()? {
            (Token::Sign(":"), _) => {}
            (_, at) => {
                return Err(Wrong::new(at, "a `:` is missing here").help("a choice is `condition ? a : b`"));
            }
        }
        let no = self.expression(1)?;
        let below = condition.height.max(yes.height).max(no.height);
        self.made(at, What::Choose(Box::new([condition, yes, no])), below)
    }

    fn operand(&mut self) -> Result<Ast<'a>, Wrong> {
        let (token, at) = self.lexer.next()?;
        match token {
            Token::Number(value, unit) => self.made(at, What::Number(value, unit), 0),
            Token::Name(name) if self.peek()?.0 == Token::Sign("(") => self.call(name, at),
            Token::Name(name) => self.made(at, What::Name(name), 0),
            Token::Sign(sign @ ("-" | "!" | "+")) => {
                let inside = self.expression(PREFIX)?;
                let below = inside.height;
                self.made(at, What::Prefix(sign, Box::new(inside)), below)
            }
            Token::Sign("(") => {
                let inside = self.expression(0)?;
                match self.lexer.next()? {
                    (Token::Sign(")"), _) => Ok(inside),
                    (Token::End, _) => Err(Wrong::new(at, "this `(` is never closed")),
                    (Token::Sign(sign), at) => Err(Wrong::new(at, format!("found `{sign}`, expected `)`"))),
                    (_, at) => Err(two_values(self.lexer.text, at)),
                }
            }
            Token::Sign(sign) => Err(Wrong::new(at, format!("found `{sign}`, expected a value"))),
            Token::End => Err(Wrong::new(at, "the expression ends where a value is expected")),
        }
    }

    fn call(&mut self, name: &'a str, at: usize) -> Result<Ast<'a>, Wrong> {
        let open = self.lexer.next()?.1;
        let takes = function_named(name).map_or(&[][..], |function| function.takes);
        let (mut arguments, mut below) = (Vec::new(), 0);
        self.lexer.skip_space();
        if self.lexer.rest().starts_with(')') {
            self.lexer.next()?;
            return self.made(at, What::Call(name, arguments), below);
        }
        loop {
            let argument = match takes.get(arguments.len()) {
                Some(Argument::Track) => self.track()?,
                _ => self.expression(0)?,
            };
            below = below.max(argument.height);
            arguments.push(argument);
            match self.lexer.next()? {
                (Token::Sign(","), _) => {}
                (Token::Sign(")"), _) => return self.made(at, What::Call(name, arguments), below),
                (Token::End, _) => return Err(Wrong::new(open, "this `(` is never closed")),
                (Token::Sign(sign), at) => {
                    return Err(Wrong::new(at, format!("found `{sign}`, expected `,` or `)`")));
                }
                (_, at) => return Err(two_values(self.lexer.text, at)),
            }
        }
    }

    /// Names of tracks may hold what means something else here, such as `-`: all up to the next `,` or `)` is the name.
    fn track(&mut self) -> Result<Ast<'a>, Wrong> {
        self.lexer.skip_space();
        let (rest, at) = (self.lexer.rest(), self.lexer.at);
        let name = &rest[..rest.find([',', ')']).unwrap_or(rest.len())];
        self.lexer.at += name.len();
        self.made(at, What::Track(name.trim().trim_matches(['"', '\''])), 0)
    }
}

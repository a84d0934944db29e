//! The conditions of `#if`: whole numbers and their operators.

use super::lex::{Kind, Token};

const DEEPEST: usize = 64;

/// Whether the condition is not 0. Words that are no macros count as 0.
pub(super) fn holds(tokens: &[Token]) -> Result<bool, String> {
    let mut reading = Reading { tokens, at: 0, depth: 0 };
    let value = reading.binary(0)?;
    match tokens.get(reading.at) {
        None => Ok(value != 0),
        Some(token) => Err(format!("the condition has `{}` where it should end", token.text)),
    }
}

/// How strongly an operator binds.
fn strength(operator: &str) -> Option<u8> {
    Some(match operator {
        "||" => 1,
        "&&" => 2,
        "|" => 3,
        "^" => 4,
        "&" => 5,
        "==" | "!=" => 6,
        "<" | ">" | "<=" | ">=" => 7,
        "<<" | ">>" => 8,
        "+" | "-" => 9,
        "*" | "/" | "%" => 10,
        _ => return None,
    })
}

struct Reading<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Reading<'_> {
    fn next(&mut self) -> Option<&Token> {
        self.at += 1;
        self.tokens.get(self.at - 1)
    }

    fn binary(&mut self, least: u8) -> Result<i64, String> {
        let mut left = self.unary()?;
        while let Some(operator) = self.tokens.get(self.at) {
            let Some(bound) = strength(&operator.text).filter(|bound| *bound > least) else { break };
            let operator = operator.text.clone();
            self.at += 1;
            let right = self.binary(bound)?;
            left = apply(&operator, left, right)?;
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<i64, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the condition is nested too deep".to_owned());
        }
        let Some(token) = self.next() else { return Err("the condition is not complete".to_owned()) };
        let (kind, text) = (token.kind, token.text.clone());
        let value = match &*text {
            "!" => i64::from(self.unary()? == 0),
            "-" => self.unary()?.wrapping_neg(),
            "+" => self.unary()?,
            "~" => !self.unary()?,
            "(" => {
                let value = self.binary(0)?;
                if !self.next().is_some_and(|token| token.is(")")) {
                    return Err("the condition lacks a `)`".to_owned());
                }
                value
            }
            _ if kind == Kind::Number => number(&text)?,
            _ if kind == Kind::Word => 0,
            other => return Err(format!("the condition has `{other}` where a number should stand")),
        };
        self.depth -= 1;
        Ok(value)
    }
}

fn number(text: &str) -> Result<i64, String> {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    let parsed = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => digits.parse::<i64>().ok().or_else(|| digits.parse::<f64>().ok().map(|number| number as i64)),
    };
    parsed.ok_or_else(|| format!("the condition has `{text}`, which is no whole number"))
}

fn apply(operator: &str, left: i64, right: i64) -> Result<i64, String> {
    let shift = (right & 63) as u32;
    Ok(match operator {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<<" => left.wrapping_shl(shift),
        ">>" => left.wrapping_shr(shift),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" | "%" if right == 0 => return Err("the condition divides by zero".to_owned()),
        "/" => left.wrapping_div(right),
        _ => left.wrapping_rem(right),
    })
}

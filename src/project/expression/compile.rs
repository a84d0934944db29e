//! A scalar's text → what it computes, within what its document knows.

use std::collections::BTreeSet;

use super::formula::Part;
use super::lexer::Wrong;
use super::parser::parse;
use super::tree::Number;
use super::typing::{Typing, Value};
use crate::project::table::{Quantity, Type};
use crate::project::vars::Variables;

/// What a document has that its expressions may speak of.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub vars: Variables,
    pub tracks: BTreeSet<String>,
    /// Beats mean something.
    pub tempo: bool,
}

/// What a number that an expression gives is taken for.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    Number {
        min: f64,
        max: f64,
        whole: bool,
    },
    Quantity(&'static Quantity),
    /// Pixels and per cent.
    Length {
        negative: bool,
    },
}

/// One expression of a document, ready to be asked at any moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    pub part: Part,
    /// The byte at which it first speaks of what is heard.
    pub hears: Option<usize>,
}

impl Wanted {
    /// How numbers stand for values of a type; `None` where they never do.
    pub fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::Number { min, max } => Some(Self::Number { min: *min, max: *max, whole: false }),
            Type::Integer { min, max } => Some(Self::Number { min: *min as f64, max: *max as f64, whole: true }),
            Type::Quantity(quantity) if !quantity.words.starts_with("a range") => Some(Self::Quantity(quantity)),
            Type::Length { negative } => Some(Self::Length { negative: *negative }),
            Type::Either(types) => types.iter().find_map(Self::of),
            _ => None,
        }
    }

    /// Units that numbers of it may have, with what they are worth.
    fn units(self) -> &'static [(&'static str, f64)] {
        match self {
            Self::Quantity(quantity) => quantity.units,
            Self::Number { .. } | Self::Length { .. } => &[],
        }
    }
}

/// Reads `= …`; places in the answer count the bytes of `text`.
pub fn compile(text: &str, wanted: Wanted, scope: &Scope) -> Result<Compiled, Wrong> {
    let start = text.find('=').map_or(0, |at| at + 1);
    let tree = parse(text, start)?;
    let lengths = matches!(wanted, Wanted::Length { .. });
    let mut typing = Typing { scope, units: wanted.units(), lengths, hears: None };
    let value = typing.value(&tree)?;
    let hears = typing.hears;
    let furthest = crate::project::values::FURTHEST;
    let part = match (value, wanted) {
        (Value::Number(number), Wanted::Number { min, max, whole }) => Part { number, percent: None, min, max, whole },
        (Value::Number(number), Wanted::Quantity(quantity)) => {
            Part { number, percent: None, min: quantity.min, max: quantity.max, whole: false }
        }
        (Value::Number(number), Wanted::Length { negative }) => {
            Part { number, percent: None, min: if negative { -furthest } else { 0.0 }, max: furthest, whole: false }
        }
        (Value::Length { px, percent }, _) => {
            // A sum of both may be above zero though one of them is below.
            let min = match (wanted, px == Number::Constant(0.0)) {
                (Wanted::Length { negative: false }, true) => 0.0,
                _ => -furthest,
            };
            Part { number: px, percent: Some(percent), min, max: furthest, whole: false }
        }
        (Value::Truth(_), _) => {
            let help = "choose between two numbers: `condition ? 1 : 0`";
            return Err(Wrong::new(tree.at, "this is true or false, and a number is needed").help(help));
        }
    };
    Ok(Compiled { part, hears })
}

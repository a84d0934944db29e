//! The types of an expression's parts: what is a number, a truth, a length; what is constant is computed at once.

use super::compile::Scope;
use super::lexer::{Wrong, short};
use super::names::{self, Argument, Function, Meaning};
use super::parser::{Ast, What};
use super::tree::{Comparison, Div, Input, MOST_ARGUMENTS, Number, Pure, Truth};
use crate::base::Rational;
use crate::project::nearest::nearest;
use crate::project::tree::VarType;
use crate::project::values;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(Number),
    Truth(Truth),
    /// Something with per cent in it.
    Length {
        px: Number,
        percent: Number,
    },
}

pub struct Typing<'a> {
    pub scope: &'a Scope,
    pub units: &'static [(&'static str, f64)],
    /// Numbers may have per cent.
    pub lengths: bool,
    /// Where it first speaks of what is heard.
    pub hears: Option<usize>,
}

/// Units that numbers may have wherever they stand.
const UNITS: [(&str, f64); 4] = [("s", 1.0), ("ms", 0.001), ("Hz", 1.0), ("kHz", 1000.0)];

impl Typing<'_> {
    pub fn value(&mut self, ast: &Ast<'_>) -> Result<Value, Wrong> {
        match &ast.what {
            What::Number(value, unit) => self.literal(*value, unit, ast.at),
            What::Name(name) => self.name(name, ast.at),
            What::Track(name) => Err(Wrong::new(ast.at, format!("`{}` is no value", short(name)))),
            What::Prefix(sign, inside) => self.prefix(sign, inside),
            What::Infix(sign @ ("&&" | "||"), sides) => {
                let [left, right] = &**sides;
                let (left, right) = (self.truth(left)?, self.truth(right)?);
                Ok(Value::Truth(if *sign == "&&" { both(left, right) } else { either(left, right) }))
            }
            What::Infix(sign, sides) => match comparison(sign) {
                Some(comparison) => self.compare(comparison, sides),
                None => self.arithmetic(sign, sides, ast.at),
            },
            What::Choose(parts) => self.choose(parts, ast.at),
            What::Call(name, arguments) => self.call(name, arguments, ast.at),
        }
    }

    fn literal(&self, value: f64, unit: &str, at: usize) -> Result<Value, Wrong> {
        let known = |units: &[(&str, f64)]| units.iter().find(|(known, _)| *known == unit).map(|(_, factor)| *factor);
        let factor = match unit {
            "" => Some(1.0),
            "px" if self.lengths => Some(1.0),
            "%" if self.lengths => {
                return Ok(Value::Length { px: Number::Constant(0.0), percent: Number::Constant(value) });
            }
            "%" => {
                let help = format!("write `{}`; the remainder of a division is `mod(a, b)`", value / 100.0);
                return Err(Wrong::new(at, "per cent mean nothing here").help(help));
            }
            _ => known(self.units).or_else(|| known(&UNITS)),
        };
        match factor {
            Some(factor) => Ok(Value::Number(Number::Constant(value * factor))),
            None => {
                let help = format!("a product is written with `*`: `{value} * {}`", short(unit));
                Err(Wrong::new(at, format!("`{value}{}` has a unit that means nothing here", short(unit))).help(help))
            }
        }
    }

    fn name(&mut self, name: &str, at: usize) -> Result<Value, Wrong> {
        let input = names::input_named(name);
        let constant = names::constant_named(name).map(Number::Constant);
        let variable = self.scope.vars.get(name);
        if let Some(variable) = variable {
            if input.is_some() || constant.is_some() {
                let message =
                    format!("`{name}` is a variable of this document, and a name that expressions have anyway");
                let help = "give the variable another name; `${…}` always means the variable";
                return Err(Wrong::new(at, message).help(help));
            }
            let number = Some(variable).filter(|variable| variable.ty == VarType::Number);
            return match number.and_then(|variable| values::number(&variable.text)) {
                Some(value) => Ok(Value::Number(Number::Constant(value))),
                None => {
                    let message =
                        format!("`{name}` is a variable of type {}, and a number is needed", variable.ty.word());
                    Err(Wrong::new(at, message))
                }
            };
        }
        match (name, input) {
            ("true" | "false", _) => Ok(Value::Truth(Truth::Constant(name == "true"))),
            (_, Some(input)) => self.input(input, name, at),
            _ => constant.map(Value::Number).ok_or_else(|| self.unknown(name, at)),
        }
    }

    fn input(&mut self, input: Input, name: &str, at: usize) -> Result<Value, Wrong> {
        match input {
            Input::Beat | Input::Bar | Input::BeatInBar | Input::Bpm => self.counts(name, at)?,
            Input::Level | Input::Bass | Input::Mid | Input::Treble => self.heard(at),
            Input::Time | Input::Frame | Input::Progress | Input::Width | Input::Height => {}
        }
        Ok(Value::Number(Number::Input(input)))
    }

    fn unknown(&self, name: &str, at: usize) -> Wrong {
        let wrong = Wrong::new(at, format!("there is no `{}`", short(name)));
        if let Some(function) = names::function_named(name) {
            return Wrong::new(at, format!("`{name}` is a function")).help(format!("call it: `{}`", function.call));
        }
        if self.scope.tracks.contains(name) {
            return Wrong::new(at, format!("`{name}` is a track")).help(format!("ask for its notes: `note({name})`"));
        }
        if let Some(written) = ["and", "or", "not"].iter().find(|word| **word == name) {
            return wrong.help(format!("`{written}` is written {}", word_for(written)));
        }
        let vars = self.scope.vars.iter().filter(|(_, variable)| variable.ty == VarType::Number);
        let mut known: Vec<&str> = names::value_names().collect();
        known.extend(vars.map(|(name, _)| name.as_str()));
        let near = nearest(name, known);
        let near_function = nearest(name, names::FUNCTIONS.iter().map(|function| function.name));
        match (near, near_function) {
            (Some(near), _) => wrong.help(format!("did you mean `{near}`?")),
            (None, Some(near)) => wrong.help(format!("did you mean `{near}(…)`?")),
            _ => wrong.help("numbers of your own stand under `vars:`"),
        }
    }

    fn prefix(&mut self, sign: &str, inside: &Ast<'_>) -> Result<Value, Wrong> {
        match sign {
            "!" => Ok(Value::Truth(match self.truth(inside)? {
                Truth::Constant(truth) => Truth::Constant(!truth),
                truth => Truth::Not(Box::new(truth)),
            })),
            "+" => self.sized(inside),
            _ => Ok(each(self.sized(inside)?, &|number| pure(Pure::Negate, vec![number]))),
        }
    }

    fn compare(&mut self, comparison: Comparison, sides: &[Ast<'_>; 2]) -> Result<Value, Wrong> {
        let [left, right] = [self.number(&sides[0])?, self.number(&sides[1])?];
        Ok(Value::Truth(match (left.constant(), right.constant()) {
            (Some(left), Some(right)) => Truth::Constant(comparison.holds(left, right)),
            _ => Truth::Compare(comparison, Box::new([left, right])),
        }))
    }

    fn arithmetic(&mut self, sign: &str, sides: &[Ast<'_>; 2], at: usize) -> Result<Value, Wrong> {
        let [left, right] = [self.sized(&sides[0])?, self.sized(&sides[1])?];
        let operation = match sign {
            "+" => Pure::Add,
            "-" => Pure::Subtract,
            "*" => Pure::Multiply,
            "/" => Pure::Divide,
            _ => Pure::Power,
        };
        match (operation, left, right) {
            (_, Value::Number(left), Value::Number(right)) => Ok(Value::Number(pure(operation, vec![left, right]))),
            (Pure::Add | Pure::Subtract, left, right) => {
                let ([px, percent], [px2, percent2]) = (split(left), split(right));
                let (px, percent) = (pure(operation, vec![px, px2]), pure(operation, vec![percent, percent2]));
                Ok(Value::Length { px, percent })
            }
            (Pure::Multiply, Value::Number(factor), length)
            | (Pure::Multiply | Pure::Divide, length, Value::Number(factor)) => {
                Ok(each(length, &|number| pure(operation, vec![number, factor.clone()])))
            }
            _ => Err(no_length(at)),
        }
    }

    fn choose(&mut self, parts: &[Ast<'_>; 3], at: usize) -> Result<Value, Wrong> {
        let condition = self.truth(&parts[0])?;
        let pick = |yes: Number, no: Number| match &condition {
            Truth::Constant(true) => yes,
            Truth::Constant(false) => no,
            _ => Number::Choose(Box::new(condition.clone()), Box::new([yes, no])),
        };
        match (self.value(&parts[1])?, self.value(&parts[2])?) {
            (Value::Number(yes), Value::Number(no)) => Ok(Value::Number(pick(yes, no))),
            (Value::Truth(yes), Value::Truth(no)) => Ok(Value::Truth(match condition {
                Truth::Constant(true) => yes,
                Truth::Constant(false) => no,
                condition => Truth::Choose(Box::new([condition, yes, no])),
            })),
            (yes @ (Value::Number(_) | Value::Length { .. }), no @ (Value::Number(_) | Value::Length { .. })) => {
                let ([px, percent], [px2, percent2]) = (split(yes), split(no));
                Ok(Value::Length { px: pick(px, px2), percent: pick(percent, percent2) })
            }
            _ => Err(Wrong::new(at, "one side of this choice is a number, the other true or false")),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Ast<'_>], at: usize) -> Result<Value, Wrong> {
        let Some(function) = names::function_named(name) else {
            let wrong = Wrong::new(at, format!("there is no function `{}`", short(name)));
            let is_value = names::value_names().any(|known| known == name) || self.scope.vars.contains_key(name);
            if is_value {
                return Err(Wrong::new(at, format!("`{name}` takes nothing in parentheses")));
            }
            return Err(match nearest(name, names::FUNCTIONS.iter().map(|function| function.name)) {
                Some(near) => wrong.help(format!("did you mean `{near}`?")),
                None => wrong,
            });
        };
        let (least, most) = (function.takes.len() - function.optional, function.takes.len());
        let most = if function.repeats { MOST_ARGUMENTS } else { most };
        if !(least..=most).contains(&arguments.len()) {
            let message = format!("`{name}` is called with {}, as `{}`", count(function, most), function.call);
            return Err(Wrong::new(at, format!("{message}; found {}", arguments.len())));
        }
        self.called(function, arguments, at).map(Value::Number)
    }

    fn called(&mut self, function: &Function, arguments: &[Ast<'_>], at: usize) -> Result<Number, Wrong> {
        let (mut div, mut track, mut numbers) = (Div::Beat, None, Vec::new());
        match function.meaning {
            Meaning::Phase | Meaning::Since | Meaning::Until | Meaning::Pulse | Meaning::Swing => {
                self.counts(function.name, at)?;
            }
            Meaning::Band | Meaning::Bin | Meaning::Onset => self.heard(at),
            Meaning::Pure(_) | Meaning::Note | Meaning::Envelope => {}
        }
        for (index, argument) in arguments.iter().enumerate() {
            match function.takes.get(index).unwrap_or(&Argument::Number) {
                Argument::Number => numbers.push(self.number(argument)?),
                Argument::Div => div = self.div(argument)?,
                Argument::Track => track = Some(self.track(argument)?),
            }
        }
        if let Meaning::Pure(function) = function.meaning {
            return Ok(pure(function, numbers));
        }
        let track = track.unwrap_or_default();
        let mut numbers = numbers.into_iter();
        let mut next = || Box::new(numbers.next().unwrap_or(Number::Constant(0.0)));
        Ok(match function.meaning {
            Meaning::Phase => Number::Phase(div),
            Meaning::Since => Number::Since(div),
            Meaning::Until => Number::Until(div),
            Meaning::Pulse => Number::Pulse(div, next()),
            Meaning::Swing => Number::Swing(next()),
            Meaning::Bin => Number::Bin(next()),
            Meaning::Onset => Number::Onset(next()),
            Meaning::Band => Number::Band(Box::new([*next(), *next()])),
            Meaning::Envelope => Number::Envelope(track, Box::new([*next(), *next(), *next(), *next()])),
            Meaning::Pure(_) | Meaning::Note => Number::Note(track),
        })
    }

    /// The points of a grid must stand still, or how far the next one is would mean nothing.
    fn div(&mut self, ast: &Ast<'_>) -> Result<Div, Wrong> {
        match ast.what {
            What::Name("bar") => return Ok(Div::Bar),
            What::Name("beat") => return Ok(Div::Beat),
            _ => {}
        }
        let help = "for example `bar`, `beat`, `1/8`, or `1/12` for triplets";
        let Some(part) = self.number(ast)?.constant() else {
            return Err(Wrong::new(ast.at, "a grid can't change: a part of a whole note is a constant").help(help));
        };
        let part =
            nearest_ratio(part).filter(|part| *part >= Rational::new(1, 1024) && *part <= Rational::from_int(1024));
        part.map(Div::Note).ok_or_else(|| {
            Wrong::new(ast.at, "a grid is `bar`, `beat`, or from 1/1024 to 1024 of a whole note").help(help)
        })
    }

    fn track(&self, ast: &Ast<'_>) -> Result<std::sync::Arc<str>, Wrong> {
        let What::Track(name) = ast.what else {
            return Err(Wrong::new(ast.at, "the name of a track is expected here"));
        };
        if self.scope.tracks.contains(name) {
            return Ok(name.into());
        }
        let tracks = self.scope.tracks.iter().map(String::as_str);
        let wrong = Wrong::new(ast.at, format!("there is no track `{}`", short(name)));
        Err(match (nearest(name, tracks.clone()), self.scope.tracks.is_empty()) {
            (Some(near), _) => wrong.help(format!("did you mean `{near}`?")),
            (None, true) => wrong.help("the document has no `tracks:`"),
            (None, false) => wrong.help(format!("there is {}", tracks.take(10).collect::<Vec<_>>().join(", "))),
        })
    }

    fn counts(&self, name: &str, at: usize) -> Result<(), Wrong> {
        if self.scope.tempo {
            return Ok(());
        }
        let message = format!("`{name}` counts beats, but the project has no `tempo:`");
        Err(Wrong::new(at, message).help("for example `tempo: { bpm: 120 }`"))
    }

    fn heard(&mut self, at: usize) {
        self.hears = self.hears.or(Some(at));
    }

    fn truth(&mut self, ast: &Ast<'_>) -> Result<Truth, Wrong> {
        match self.value(ast)? {
            Value::Truth(truth) => Ok(truth),
            _ => Err(Wrong::new(ast.at, "this is a number, and something true or false is needed")
                .help("compare it, as in `beat > 4`")),
        }
    }

    /// A number without per cent.
    fn number(&mut self, ast: &Ast<'_>) -> Result<Number, Wrong> {
        match self.sized(ast)? {
            Value::Number(number) => Ok(number),
            _ => Err(no_length(ast.at)),
        }
    }

    /// A number or a length.
    fn sized(&mut self, ast: &Ast<'_>) -> Result<Value, Wrong> {
        match self.value(ast)? {
            Value::Truth(_) => {
                let chain = matches!(&ast.what, What::Infix(sign, _) if comparison(sign).is_some());
                let help = if chain {
                    "`a < b && b < c` holds where b lies between; `condition ? 1 : 0` makes a number"
                } else {
                    "choose between two numbers: `condition ? 1 : 0`"
                };
                Err(Wrong::new(ast.at, "this is true or false, and a number is needed").help(help))
            }
            value => Ok(value),
        }
    }
}

fn no_length(at: usize) -> Wrong {
    let message = "a length with per cent can only be added, subtracted, chosen, or multiplied and divided by numbers";
    Wrong::new(at, message).help("pixels are plain numbers: `w` and `h` are the canvas's")
}

fn count(function: &Function, most: usize) -> String {
    let least = function.takes.len() - function.optional;
    match (least, most) {
        (1, 1) => "one value".to_owned(),
        (least, most) if least == most => format!("{least} values"),
        (least, most) => format!("{least} to {most} values"),
    }
}

fn word_for(word: &str) -> &'static str {
    match word {
        "and" => "`&&`",
        "or" => "`||`",
        _ => "`!`",
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        "==" => Comparison::Equal,
        "!=" => Comparison::Different,
        _ => return None,
    })
}

/// A function of numbers, computed at once where all of them are known.
fn pure(function: Pure, arguments: Vec<Number>) -> Number {
    let known: Option<Vec<f64>> = arguments.iter().map(Number::constant).collect();
    match known {
        Some(known) => Number::Constant(function.of(&known)),
        None => Number::Pure(function, arguments),
    }
}

fn split(value: Value) -> [Number; 2] {
    match value {
        Value::Number(px) => [px, Number::Constant(0.0)],
        Value::Length { px, percent } => [px, percent],
        Value::Truth(_) => [Number::Constant(0.0), Number::Constant(0.0)],
    }
}

fn each(value: Value, change: &dyn Fn(Number) -> Number) -> Value {
    match value {
        Value::Number(number) => Value::Number(change(number)),
        Value::Length { px, percent } => Value::Length { px: change(px), percent: change(percent) },
        truth @ Value::Truth(_) => truth,
    }
}

fn both(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Truth::Constant(false), _) | (_, Truth::Constant(false)) => Truth::Constant(false),
        (Truth::Constant(true), other) | (other, Truth::Constant(true)) => other,
        (left, right) => Truth::Both(Box::new([left, right])),
    }
}

fn either(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Truth::Constant(true), _) | (_, Truth::Constant(true)) => Truth::Constant(true),
        (Truth::Constant(false), other) | (other, Truth::Constant(false)) => other,
        (left, right) => Truth::Either(Box::new([left, right])),
    }
}

/// The simplest fraction that a number can have been meant as: a third is not what a double holds.
fn nearest_ratio(value: f64) -> Option<Rational> {
    if !value.is_finite() || !(1e-6..=1e6).contains(&value) {
        return None;
    }
    (1..=4096_i64).find_map(|den| {
        let num = libm::round(value * den as f64);
        let close = (value - num / den as f64).abs() <= 1e-12 * value;
        close.then(|| Rational::new(num as i64, den))
    })
}

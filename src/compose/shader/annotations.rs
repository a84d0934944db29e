//! Inputs that WGSL and Shadertoy-style texts declare in comments:
//!
//! ```text
//! //@ input speed: float = 1.0 in 0..4 "How fast it goes"
//! //@ input steps: int = 8 in 1..64
//! //@ input soft: bool = true
//! //@ input flash: event
//! //@ input centre: point = [0.5, 0.5]
//! //@ input tint: color = #ff8800
//! //@ input paper: image
//! ```
//!
//! What is left out after the type: 0, false, the middle, white.

use super::fault::ShaderFault;
use super::program::{Input, InputKind};

const MARK: &str = "//@";
/// More would not fit into one uniform buffer's common size, nor into a person's head.
pub(super) const MOST_INPUTS: usize = 256;

/// Words of the languages themselves that people try.
const RESERVED: &[&str] = &[
    "bool",
    "break",
    "case",
    "const",
    "continue",
    "default",
    "discard",
    "do",
    "else",
    "false",
    "float",
    "fn",
    "for",
    "if",
    "image",
    "in",
    "inout",
    "int",
    "let",
    "loop",
    "main",
    "mainImage",
    "mat2",
    "mat3",
    "mat4",
    "out",
    "return",
    "struct",
    "switch",
    "true",
    "uint",
    "uniform",
    "var",
    "vec2",
    "vec3",
    "vec4",
    "void",
    "while",
];

/// The inputs that the text declares.
pub(super) fn inputs(text: &str) -> Result<Vec<Input>, ShaderFault> {
    let mut inputs: Vec<Input> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let begin = start;
        start += line.len();
        let Some(body) = line.trim_start().strip_prefix(MARK) else { continue };
        let fault = |why: String| ShaderFault::at(text, (begin + line.find(MARK).unwrap_or(0)) as u32, why);
        let input = input(body.trim()).map_err(fault)?;
        if inputs.iter().any(|other| other.name == input.name) {
            return Err(fault(format!("the input `{}` is declared twice", input.name)));
        }
        if inputs.len() == MOST_INPUTS {
            return Err(fault(format!("more than {MOST_INPUTS} inputs")));
        }
        inputs.push(input);
    }
    Ok(inputs)
}

/// Whether a word can name an input: what both languages allow, and nothing that we use ourselves.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && name.len() <= 128
        && name != "_"
        && !name.starts_with("__")
        && !name.starts_with("rushes_")
        && !name.starts_with("gl_")
        && !RESERVED.contains(&name)
}

fn input(line: &str) -> Result<Input, String> {
    let form = "expected `input NAME: TYPE = DEFAULT in LEAST..MOST \"label\"`";
    let rest =
        line.strip_prefix("input").filter(|rest| rest.starts_with([' ', '\t'])).ok_or_else(|| form.to_owned())?;
    let (name, rest) = rest.split_once(':').ok_or_else(|| form.to_owned())?;
    let name = name.trim();
    if !is_name(name) {
        return Err(format!("`{name}` cannot name an input"));
    }
    let (rest, label) = match rest.trim().strip_suffix('"').and_then(|rest| rest.rsplit_once('"')) {
        Some((rest, label)) => (rest.trim(), Some(label.to_owned())),
        None => (rest.trim(), None),
    };
    let (rest, range) = match rest.rsplit_once(" in ") {
        Some((rest, range)) => (rest.trim(), Some(span(range.trim())?)),
        None => (rest, None),
    };
    let (kind, default) = match rest.split_once('=') {
        Some((kind, default)) => (kind.trim(), Some(default.trim())),
        None => (rest, None),
    };
    Ok(Input { name: name.to_owned(), label, kind: input_kind(kind, default, range)? })
}

fn input_kind(kind: &str, default: Option<&str>, range: Option<(f64, f64)>) -> Result<InputKind, String> {
    let within = |number: f64| match range {
        Some((least, most)) if !(least..=most).contains(&number) => {
            Err(format!("the default {number} is outside of {least}..{most}"))
        }
        _ => Ok(number),
    };
    let (min, max) = (range.map(|range| range.0), range.map(|range| range.1));
    let untouched = || range.map_or(0.0, |(least, most)| 0f64.clamp(least, most));
    let made = match kind {
        "float" => {
            let default = default.map_or(Ok(untouched()), number).and_then(within)?;
            return Ok(InputKind::Float { default, min, max });
        }
        "int" => {
            let default = within(default.map_or(Ok(untouched()), number)?)?;
            let (default, min, max) = (whole(default)?, min.map(whole).transpose()?, max.map(whole).transpose()?);
            return Ok(InputKind::Long { default, min, max, values: Vec::new(), labels: Vec::new() });
        }
        "point" => {
            let default = default.map_or(Ok([0.5, 0.5]), numbers)?;
            default.iter().try_for_each(|part| within(*part).map(drop))?;
            let both = |part: Option<f64>| part.map(|part| [part, part]);
            return Ok(InputKind::Point { default, min: both(min), max: both(max) });
        }
        "bool" => match default {
            None | Some("false") => InputKind::Bool { default: false },
            Some("true") => InputKind::Bool { default: true },
            Some(other) => return Err(format!("found `{other}`, expected true or false")),
        },
        "color" => InputKind::Color { default: default.map_or(Ok([1.0; 4]), color)? },
        "event" | "image" if default.is_some() => return Err(format!("an input of the type {kind} has no default")),
        "event" => InputKind::Event,
        "image" => InputKind::Image,
        other => {
            return Err(format!("`{other}` is no type of an input; there are float int bool event point color image"));
        }
    };
    match range {
        Some(_) => Err(format!("an input of the type {kind} has no range")),
        None => Ok(made),
    }
}

fn span(text: &str) -> Result<(f64, f64), String> {
    let (least, most) =
        text.split_once("..").ok_or_else(|| format!("found the range `{text}`, expected `LEAST..MOST`"))?;
    let (least, most) = (number(least.trim())?, number(most.trim())?);
    if least > most { Err(format!("the range {least}..{most} runs backwards")) } else { Ok((least, most)) }
}

fn number(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() <= 1e30);
    number.ok_or_else(|| format!("found `{text}`, expected a number"))
}

fn whole(number: f64) -> Result<i32, String> {
    let fits = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX);
    if fits { Ok(number as i32) } else { Err(format!("found {number}, expected a whole number")) }
}

fn numbers<const COUNT: usize>(text: &str) -> Result<[f64; COUNT], String> {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let parts: Option<Vec<f64>> =
        inner.and_then(|inner| inner.split(',').map(|part| number(part.trim()).ok()).collect());
    parts
        .and_then(|parts| parts.try_into().ok())
        .ok_or_else(|| format!("found `{text}`, expected {COUNT} numbers in brackets"))
}

fn color(text: &str) -> Result<[f64; 4], String> {
    if text.starts_with('[') {
        return numbers::<4>(text).or_else(|_| numbers::<3>(text).map(|[red, green, blue]| [red, green, blue, 1.0]));
    }
    let color = csscolorparser::parse(text).map_err(|_| format!("found `{text}`, expected a colour"))?;
    Ok([color.r, color.g, color.b, color.a].map(f64::from))
}

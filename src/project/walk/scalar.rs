//! One scalar against its type: what was found, what is allowed, and the nearest valid word.

use crate::base::Rational;
use crate::project::expected::expected;
use crate::project::model::Length;
use crate::project::nearest::nearest;
use crate::project::table::{Least, Type};
use crate::project::time::{self, Measures, Sense};
use crate::project::values;

/// Why a scalar does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub message: String,
    pub help: Option<String>,
}

/// Whether values of this type are written as one scalar.
pub fn is_scalar(ty: &Type) -> bool {
    match ty {
        Type::List(_)
        | Type::Pair(_)
        | Type::Triple(_)
        | Type::Map(_)
        | Type::Named(_)
        | Type::Inputs(_)
        | Type::Layers
        | Type::Effects
        | Type::Vars => false,
        Type::Either(types) => types.iter().any(is_scalar),
        _ => true,
    }
}

/// Whether `text` is a value of the type.
pub fn read(text: &str, ty: &Type, measures: &Measures) -> Result<(), Wrong> {
    let fine = match ty {
        Type::Text => true,
        Type::File(_) => !text.trim().is_empty() && !text.contains('\0'),
        Type::Name => values::is_name(text),
        Type::Bool => values::boolean(text).is_some(),
        Type::Number { min, max } => values::number(text).is_some_and(|value| value >= *min && value <= *max),
        Type::Integer { min, max } => values::integer(text).is_some_and(|value| value >= *min && value <= *max),
        Type::PowerOfTwo { min, max } => {
            values::integer(text).is_some_and(|value| value >= *min && value <= *max && value & (value - 1) == 0)
        }
        Type::Quantity(quantity) if quantity.words.starts_with("a range") => two_ends(text, quantity),
        Type::Quantity(quantity) => values::quantity(text, quantity).is_some(),
        Type::Color => values::color(text).is_some(),
        Type::Time { sense, least } => return moment(text, *sense, *least, measures),
        Type::Range(sense) => return span(text, *sense, true, measures),
        Type::Span(sense) => return span(text, *sense, false, measures),
        Type::Length { negative } => match values::length(text) {
            Some(Length::Px(value) | Length::Percent(value) | Length::Sum { px: value, .. }) => {
                *negative || value >= 0.0
            }
            None => false,
        },
        Type::Size => values::is_size(text),
        Type::Fps => values::fps(text).is_some(),
        Type::Ratio(sign) => values::ratio(text, *sign).is_some(),
        Type::Rhythm => values::is_rhythm(text),
        Type::Pitch => values::is_pitch(text),
        Type::Ease => values::ease(text).is_some(),
        Type::Words(words) => values::word(text, words).is_some(),
        Type::Either(types) => types.iter().any(|ty| is_scalar(ty) && read(text, ty, measures).is_ok()),
        _ => false,
    };
    if fine {
        return Ok(());
    }
    let found = if text.is_empty() { "an empty text".to_owned() } else { format!("`{}`", short(text)) };
    Err(Wrong { message: format!("found {found}, expected {}", expected(ty)), help: hint(text, ty) })
}

fn moment(text: &str, sense: Sense, least: Least, measures: &Measures) -> Result<(), Wrong> {
    let value = time::parse(text, sense, measures).map_err(|message| Wrong { message, help: None })?;
    let too_small = match least {
        Least::Any => None,
        Least::Zero => value.is_negative().then_some("not below 0"),
        Least::AboveZero => (!value.is_positive()).then_some("above 0"),
    };
    match too_small {
        Some(bound) => {
            let message = format!("found `{}`, expected a time {bound}", short(text));
            Err(Wrong { message, help: None })
        }
        None => Ok(()),
    }
}

fn span(text: &str, sense: Sense, both: bool, measures: &Measures) -> Result<(), Wrong> {
    let wrong = |message: String| Wrong { message, help: None };
    let (start, end) = time::parse_span(text, sense, measures).map_err(wrong)?;
    if both && end.is_none() {
        return Err(wrong(format!("found `{}`, expected a range like `5s..35s`", short(text))));
    }
    if start < Rational::ZERO {
        let message = format!("`{}` begins before 0", short(text));
        let help = (sense == Sense::Position).then(|| "to begin inside of a source, use `from`".to_owned());
        return Err(Wrong { message, help });
    }
    Ok(())
}

fn two_ends(text: &str, quantity: &crate::project::table::Quantity) -> bool {
    let Some((low, high)) = text.split_once("..") else { return false };
    let (low, high) = (values::quantity(low, quantity), values::quantity(high, quantity));
    low.zip(high).is_some_and(|(low, high)| low < high)
}

/// What was most likely meant.
fn hint(text: &str, ty: &Type) -> Option<String> {
    let mean = |near: &str| format!("did you mean `{near}`?");
    let plain = values::number(text).is_some();
    match ty {
        Type::Words(words) => nearest(text, words.iter().map(|word| word.word)).map(mean),
        Type::Bool => match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "1" => Some(mean("true")),
            "no" | "off" | "n" | "0" => Some(mean("false")),
            _ => nearest(text, ["true", "false"]).map(mean),
        },
        Type::Ease => {
            let names = values::ease_names();
            if values::CURVES.iter().any(|(name, _)| *name == text) {
                return Some(format!("did you mean `in-{text}`, `out-{text}` or `in-out-{text}`?"));
            }
            if let Some(name) = text.strip_prefix("ease-").filter(|name| names.iter().any(|known| known == name)) {
                return Some(mean(name));
            }
            nearest(text, names.iter().map(String::as_str))
                .map(mean)
                .or_else(|| Some("easings are `linear`, `hold`, `in-`, `out-` or `in-out-` with sine, quad, cubic, quart, expo, back, elastic or bounce, `cubic-bezier(a,b,c,d)` and `steps(n)`".into()))
        }
        Type::Length { .. }
            if values::number(text.trim_end_matches("px").trim_end_matches('%')).is_some_and(f64::is_sign_positive)
                && !plain =>
        {
            Some(format!("up to {0}px or {0}%", values::FURTHEST))
        }
        Type::Length { .. } if plain => Some(format!("say of what: `{0}px` or `{0}%`", text.trim())),
        Type::Quantity(quantity) if plain => quantity
            .units
            .first()
            .filter(|_| !quantity.bare)
            .map(|(unit, _)| format!("did you mean `{}{unit}`?", text.trim())),
        Type::Color => {
            let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit()) && matches!(text.len(), 3 | 4 | 6 | 8);
            if hex {
                return Some(format!("did you mean `\"#{text}\"`?"));
            }
            nearest(text, csscolorparser::NAMED_COLORS.keys().map(|name| name.as_str())).map(mean)
        }
        Type::Size => nearest(text, values::SIZES).map(mean),
        Type::Fps if text.contains('.') => Some("other fractions are written like `\"30000/1001\"`".into()),
        Type::Number { min: 0.0, max: 1.0 } if text.ends_with('%') => {
            let value = values::number(text.trim_end_matches('%'))?;
            (0.0..=100.0).contains(&value).then(|| format!("did you mean `{}`?", value / 100.0))
        }
        Type::Either(types) => types.iter().filter(|ty| is_scalar(ty)).find_map(|ty| hint(text, ty)),
        _ => None,
    }
}

/// Whether two texts say the same value: `1` and `1.0` do.
pub fn same(text: &str, default: &str) -> bool {
    let text = text.trim();
    if default.is_empty() {
        return false;
    }
    match (Rational::from_decimal(text), Rational::from_decimal(default)) {
        (Some(text), Some(default)) => text == default,
        _ => text == default || (text == "0" && matches!(default, "0px" | "0s" | "0dB" | "0deg" | "0%")),
    }
}

/// A text short enough for a message.
pub fn short(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

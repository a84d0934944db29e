//! What a value of some type should look like, in words.

use super::table::{Least, Quantity, Type};

/// "a number from 0 to 1", for messages and for the reference page.
pub fn expected(ty: &Type) -> String {
    match ty {
        Type::Text => "a text".into(),
        Type::Name => "a name of letters, digits, `-`, `_` and `.`".into(),
        Type::Bool => "`true` or `false`".into(),
        Type::Number { min, max } => format!("a number{}", bounds(*min, *max)),
        Type::Integer { min, max } if min == max => format!("`{min}`"),
        Type::Integer { min, max } => {
            let max = if *max == i64::MAX { f64::INFINITY } else { *max as f64 };
            format!("a whole number{}", bounds(*min as f64, max))
        }
        Type::Quantity(quantity) => format!("{}{}", quantity.words, quantity_bounds(quantity)),
        Type::Color => "a colour like `\"#ff5a1f\"` or `red`".into(),
        Type::Time { least, .. } => match least {
            Least::Any => "a time like `12.5s`, `1:30` or `90f`".into(),
            Least::Zero => "a time like `12.5s`, `1:30` or `90f`, not below 0".into(),
            Least::AboveZero => "a time like `12.5s`, `1:30` or `90f`, above 0".into(),
        },
        Type::Range(_) => "a range like `5s..35s`".into(),
        Type::Span(_) => "a time or a range like `5s..35s`".into(),
        Type::Length { negative: true } => "a length like `12px` or `50%`".into(),
        Type::Length { negative: false } => "a length like `12px` or `50%`, not below 0".into(),
        Type::Size => "a size like `1920x1080` (16 to 8192 each), `720p`, `1080p`, `1440p` or `4k`".into(),
        Type::Fps => "a rate from 1 to 240 like `30`, `29.97` or `\"30000/1001\"`".into(),
        Type::Ratio(':') => "a ratio like `9:16`".into(),
        Type::Ratio(_) => "a fraction like `4/4`".into(),
        Type::Rhythm => "a rhythm of `x`, `X` and `.`".into(),
        Type::Pitch => "a note like `C4`, or a number from 0 to 127".into(),
        Type::Ease => "an easing like `out-cubic`".into(),
        Type::File(_) => "a file".into(),
        // Words that nothing renders yet are no advice.
        Type::Words(words) => one_of(&words.iter().filter(|word| word.built).map(|word| word.word).collect::<Vec<_>>()),
        Type::PowerOfTwo { min, max } => format!("a power of two from {min} to {max}"),
        Type::List(item) => format!("a list, each item {}", expected(item)),
        Type::Pair(item) => format!("two values `[x, y]`, each {}", expected(item)),
        Type::Triple(item) => format!("three values `[x, y, z]`, each {}", expected(item)),
        Type::Map([only]) => format!("a map with the key `{}`", only.name),
        Type::Map(_) => "a map".into(),
        Type::Named(item) => format!("a map of names, each {}", expected(item)),
        Type::Inputs(_) => "a map of the shader's inputs, each with its value".into(),
        Type::Either(types) => types.iter().map(expected).collect::<Vec<_>>().join(", or "),
        Type::Layers => "a list of layers".into(),
        Type::Effects => "a list of effects".into(),
        Type::Vars => "a map of names with values".into(),
    }
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".into(),
        [only] => format!("`{only}`"),
        [first, last] => format!("`{first}` or `{last}`"),
        _ => format!("one of {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")),
    }
}

fn bounds(min: f64, max: f64) -> String {
    match (min.is_finite(), max.is_finite()) {
        (true, true) => format!(" from {min} to {max}"),
        (true, false) => format!(" not below {min}"),
        (false, true) => format!(" not above {max}"),
        (false, false) => String::new(),
    }
}

fn quantity_bounds(quantity: &Quantity) -> String {
    let Some((unit, _)) = quantity.units.first() else { return String::new() };
    match quantity.units {
        [_] => {
            let factor = quantity.units[0].1;
            let space = if quantity.words.contains(&format!(" {unit}")) { " " } else { "" };
            format!(" from {}{space}{unit} to {}{space}{unit}", quantity.min / factor, quantity.max / factor)
        }
        _ => String::new(),
    }
}

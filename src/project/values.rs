//! Scalars of the document: what each type of value looks like, and what a text says as one.

use crate::base::Rational;

use super::model::{Curve, Ease, Length, Rgba};
use super::table::{Quantity, Word};

/// A plain decimal number; no exponent, no infinity, no separators.
pub fn number(text: &str) -> Option<f64> {
    let value = Rational::from_decimal(text.trim())?.to_f64();
    value.is_finite().then_some(value)
}

pub fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Letters, digits, `-`, `_` and `.`; no leading dot, so that a name can be part of a file's.
pub fn is_name(text: &str) -> bool {
    let letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    !text.is_empty() && text.chars().count() <= 100 && !text.starts_with('.') && text.chars().all(letter)
}

/// Any CSS colour.
pub fn color(text: &str) -> Option<Rgba> {
    // What CSS allows without its `#` would make a typo in a colour's name a colour.
    let hex = text.trim().trim_start_matches('#').len();
    let bare_hex = !text.trim().starts_with('#')
        && matches!(hex, 3 | 4 | 6 | 8)
        && text.trim().bytes().all(|byte| byte.is_ascii_hexdigit());
    if bare_hex || text.len() > 200 {
        return None;
    }
    let color = csscolorparser::parse(text).ok()?;
    let clamp = |part: f32| if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
    Some(Rgba { r: clamp(color.r), g: clamp(color.g), b: clamp(color.b), a: clamp(color.a) })
}

/// Nothing stands further away than this, in pixels or per cent.
pub const FURTHEST: f64 = 1_000_000.0;

/// `12px`, `50%`, or a plain 0.
pub fn length(text: &str) -> Option<Length> {
    let text = text.trim();
    let within = |text: &str| number(text).filter(|value| value.abs() <= FURTHEST);
    if let Some(px) = text.strip_suffix("px") {
        return within(px).map(Length::Px);
    }
    if let Some(percent) = text.strip_suffix('%') {
        return within(percent).map(Length::Percent);
    }
    number(text).filter(|value| *value == 0.0).map(|_| Length::Px(0.0))
}

/// A size as it was written: both sides, or the short one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Both(u32, u32),
    ShortSide(u32),
}

pub const SIZES: [&str; 4] = ["720p", "1080p", "1440p", "4k"];

pub fn size(text: &str) -> Option<Size> {
    match text {
        "720p" => Some(Size::ShortSide(720)),
        "1080p" => Some(Size::ShortSide(1080)),
        "1440p" => Some(Size::ShortSide(1440)),
        "4k" | "4K" => Some(Size::ShortSide(2160)),
        _ => {
            let (width, height) = text.split_once(['x', '×'])?;
            let side = |part: &str| integer(part).and_then(|side| u32::try_from(side).ok());
            Some(Size::Both(side(width)?, side(height)?))
        }
    }
}

/// Whether a text is a size that can be rendered.
pub fn is_size(text: &str) -> bool {
    size(text).is_some_and(|size| match size {
        Size::Both(width, height) => [width, height].iter().all(|side| (16..=8192).contains(side)),
        Size::ShortSide(_) => true,
    })
}

impl Size {
    /// Pixels, where `aspect` is what a short side alone leaves open.
    pub fn pixels(self, (width, height): (u32, u32)) -> (u32, u32) {
        match self {
            Self::Both(width, height) => (width, height),
            Self::ShortSide(short) => {
                let (small, large) = (width.min(height).max(1), width.max(height));
                let long = Rational::new(i64::from(large), i64::from(small)) * Rational::from_int(i64::from(short));
                let long = u32::try_from(long.round()).unwrap_or(u32::MAX);
                if width >= height { (long, short) } else { (short, long) }
            }
        }
    }
}

/// Frames a second: whole, a fraction, or one of the broadcast rates, which mean N000/1001.
pub fn fps(text: &str) -> Option<Rational> {
    let rate = match text.trim() {
        "23.976" | "23.98" => Rational::new(24_000, 1001),
        "29.97" => Rational::new(30_000, 1001),
        "47.952" => Rational::new(48_000, 1001),
        "59.94" => Rational::new(60_000, 1001),
        "119.88" => Rational::new(120_000, 1001),
        text => match text.split_once('/') {
            Some((num, den)) => Rational::checked(i128::from(integer(num)?), i128::from(integer(den)?))?,
            None => Rational::from_int(integer(text)?),
        },
    };
    (rate >= Rational::ONE && rate <= Rational::from_int(240) && rate.den() <= 100_000).then_some(rate)
}

/// A number in the quantity's first unit.
pub fn quantity(text: &str, of: &Quantity) -> Option<f64> {
    let text = text.trim();
    // The longest unit first: `kHz` ends with `Hz`.
    let unit = of.units.iter().filter(|(unit, _)| text.ends_with(unit)).max_by_key(|(unit, _)| unit.len());
    let value = match unit {
        Some((unit, factor)) => number(text.strip_suffix(unit)?)? * factor,
        None => number(text).filter(|value| of.bare || *value == 0.0)?,
    };
    (value >= of.min && value <= of.max).then_some(value)
}

/// Two whole numbers above zero around a sign.
pub fn ratio(text: &str, sign: char) -> Option<(u32, u32)> {
    let (left, right) = text.split_once(sign)?;
    let part =
        |part: &str| integer(part).and_then(|part| u32::try_from(part).ok()).filter(|part| (1..=10_000).contains(part));
    Some((part(left)?, part(right)?))
}

pub fn is_rhythm(text: &str) -> bool {
    text.contains(['x', 'X']) && text.chars().all(|sign| matches!(sign, 'x' | 'X' | '.' | ' ' | '|'))
}

/// `C4`, `F#3`, `Bb-1`, or a MIDI number, as MIDI counts: 60 is C4.
pub fn pitch(text: &str) -> Option<u8> {
    if let Some(number) = integer(text) {
        return u8::try_from(number).ok().filter(|number| *number <= 127);
    }
    let mut letters = text.chars();
    let step = match letters.next()?.to_ascii_uppercase() {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let rest = letters.as_str();
    let octave = rest.trim_start_matches(['#', 'b']);
    let signs = &rest[..rest.len() - octave.len()];
    let shift: i64 = signs.chars().take(4).map(|sign| if sign == '#' { 1 } else { -1 }).sum();
    let octave = integer(octave).filter(|octave| signs.len() <= 4 && (-1..=9).contains(octave))?;
    u8::try_from((octave + 1) * 12 + step + shift).ok().filter(|pitch| *pitch <= 127)
}

pub fn is_pitch(text: &str) -> bool {
    pitch(text).is_some()
}

pub const CURVES: [(&str, Curve); 8] = [
    ("sine", Curve::Sine),
    ("quad", Curve::Quad),
    ("cubic", Curve::Cubic),
    ("quart", Curve::Quart),
    ("expo", Curve::Expo),
    ("back", Curve::Back),
    ("elastic", Curve::Elastic),
    ("bounce", Curve::Bounce),
];

pub fn ease(text: &str) -> Option<Ease> {
    let text = text.trim();
    let curve = |name: &str| CURVES.iter().find(|(word, _)| *word == name).map(|(_, curve)| *curve);
    let inside = |name: &str| text.strip_prefix(name)?.trim_start().strip_prefix('(')?.strip_suffix(')');
    if let Some(inside) = inside("cubic-bezier") {
        let parts: Vec<f64> = inside.split(',').map(number).collect::<Option<_>>()?;
        let [x1, y1, x2, y2] = parts[..] else { return None };
        let valid = (0.0..=1.0).contains(&x1) && (0.0..=1.0).contains(&x2) && y1.abs() <= 100.0 && y2.abs() <= 100.0;
        return valid.then_some(Ease::Bezier { x1, y1, x2, y2 });
    }
    if let Some(inside) = inside("steps") {
        let steps = integer(inside).and_then(|steps| u32::try_from(steps).ok())?;
        return (1..=10_000).contains(&steps).then_some(Ease::Steps(steps));
    }
    match text {
        "linear" => Some(Ease::Linear),
        "hold" => Some(Ease::Hold),
        _ => {
            if let Some(name) = text.strip_prefix("in-out-") {
                return curve(name).map(Ease::InOut);
            }
            if let Some(name) = text.strip_prefix("in-") {
                return curve(name).map(Ease::In);
            }
            curve(text.strip_prefix("out-")?).map(Ease::Out)
        }
    }
}

/// Every easing that has a fixed name.
pub fn ease_names() -> Vec<String> {
    let mut names = vec!["linear".to_owned(), "hold".to_owned()];
    for way in ["in", "out", "in-out"] {
        names.extend(CURVES.iter().map(|(name, _)| format!("{way}-{name}")));
    }
    names
}

pub fn word<'a>(text: &str, words: &'a [Word]) -> Option<&'a Word> {
    words.iter().find(|word| word.word == text)
}

/// How bold a named weight is.
pub fn weight(text: &str) -> Option<u16> {
    Some(match text {
        "thin" => 100,
        "extralight" => 200,
        "light" => 300,
        "regular" | "normal" => 400,
        "medium" => 500,
        "semibold" => 600,
        "bold" => 700,
        "extrabold" => 800,
        "black" => 900,
        _ => {
            return integer(text)
                .and_then(|weight| u16::try_from(weight).ok())
                .filter(|weight| (1..=1000).contains(weight));
        }
    })
}

/// A named anchor as parts of the layer's size.
pub fn anchor(text: &str) -> Option<[Length; 2]> {
    let percent = |x: f64, y: f64| Some([Length::Percent(x), Length::Percent(y)]);
    match text {
        "center" => percent(50.0, 50.0),
        "top" => percent(50.0, 0.0),
        "bottom" => percent(50.0, 100.0),
        "left" => percent(0.0, 50.0),
        "right" => percent(100.0, 50.0),
        "top-left" => percent(0.0, 0.0),
        "top-right" => percent(100.0, 0.0),
        "bottom-left" => percent(0.0, 100.0),
        "bottom-right" => percent(100.0, 100.0),
        _ => None,
    }
}

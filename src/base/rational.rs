//! Exact time. A frame's time is `n · den / num`, never an accumulated float, so every length and every stamp in the
//! house is a ratio of two integers.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A reduced fraction with a positive denominator. Used for seconds, beats and frame rates alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rational {
    num: i128,
    den: i128,
}

impl Rational {
    pub const ZERO: Self = Self { num: 0, den: 1 };
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// The fraction `num / den`, reduced; `None` where the denominator is zero or the value can't be held.
    pub fn checked(num: i128, den: i128) -> Option<Self> {
        if den == 0 {
            return None;
        }
        let divisor = gcd(num.unsigned_abs(), den.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?;
        let sign = if den < 0 { -1 } else { 1 };
        Some(Self { num: (num / divisor).checked_mul(sign)?, den: (den / divisor).checked_mul(sign)? })
    }

    /// The fraction `num / den`, reduced.
    ///
    /// # Panics
    /// When `den` is zero: the callers pass rates and time bases that were checked where they came in.
    pub fn new(num: i64, den: i64) -> Self {
        assert!(den != 0, "a rational needs a denominator");
        Self::checked(i128::from(num), i128::from(den)).unwrap_or(Self::ZERO)
    }

    pub const fn from_int(value: i64) -> Self {
        Self { num: value as i128, den: 1 }
    }

    pub const fn num(self) -> i128 {
        self.num
    }

    pub const fn den(self) -> i128 {
        self.den
    }

    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    pub const fn is_positive(self) -> bool {
        self.num > 0
    }

    pub const fn is_negative(self) -> bool {
        self.num < 0
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Self::checked(left.checked_add(right)?, self.den.checked_mul(other.den)?)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(Self { num: other.num.checked_neg()?, den: other.den })
    }

    pub fn checked_mul(self, other: Self) -> Option<Self> {
        // Cross-reduced first, so that products of long-lived ratios stay far from the limit.
        let a = Self::checked(self.num, other.den)?;
        let b = Self::checked(other.num, self.den)?;
        Self::checked(a.num.checked_mul(b.num)?, a.den.checked_mul(b.den)?)
    }

    pub fn checked_div(self, other: Self) -> Option<Self> {
        if other.num == 0 {
            return None;
        }
        self.checked_mul(Self::checked(other.den, other.num)?)
    }

    /// The largest integer at or below the value.
    pub fn floor(self) -> i128 {
        self.num.div_euclid(self.den)
    }

    /// The smallest integer at or above the value.
    pub fn ceil(self) -> i128 {
        -(-self.num).div_euclid(self.den)
    }

    /// The nearest integer, halves away from zero.
    pub fn round(self) -> i128 {
        let twice = Self { num: self.num.abs() * 2 + self.den, den: self.den * 2 };
        twice.floor() * self.num.signum()
    }

    /// The nearest double. For display and for geometry, never for deciding which frame is shown.
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// The reciprocal; `None` for zero.
    pub fn recip(self) -> Option<Self> {
        Self::checked(self.den, self.num)
    }

    /// Reads a plain decimal such as `12`, `-0.25` or `29.97` exactly; no exponent, no separators.
    pub fn from_decimal(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(fraction) || (whole.is_empty() && fraction.is_empty()) || fraction.len() > 18 {
            return None;
        }
        let mut num: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            num = num.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let den = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        Self::checked(if negative { -num } else { num }, den)
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Division of what fits in half the width is many times as fast, and nearly everything does.
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(narrow_gcd(a, b)).max(1);
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn narrow_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

// The operators are for values that were bounded where they entered (24 h, 240 fps, microsecond stamps): there the
// 128-bit terms cannot overflow. Free-form input goes through the `checked_` forms.
macro_rules! operator {
    ($trait:ident, $method:ident, $checked:ident, $word:literal) => {
        impl $trait for Rational {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                match self.$checked(other) {
                    Some(value) => value,
                    None => panic!(concat!("time overflow in ", $word)),
                }
            }
        }
    };
}
operator!(Add, add, checked_add, "addition");
operator!(Sub, sub, checked_sub, "subtraction");
operator!(Mul, mul, checked_mul, "multiplication");
operator!(Div, div, checked_div, "division");

impl Neg for Rational {
    type Output = Self;
    fn neg(self) -> Self {
        Self { num: -self.num, den: self.den }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.num.checked_mul(other.den), other.num.checked_mul(self.den)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl From<i64> for Rational {
    fn from(value: i64) -> Self {
        Self::from_int(value)
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Rational {
    type Err = NotARational;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = |part: &str| part.trim().parse::<i128>().ok();
        match text.split_once('/') {
            Some((num, den)) => parse(num).zip(parse(den)).and_then(|(num, den)| Self::checked(num, den)),
            None => Self::from_decimal(text.trim()),
        }
        .ok_or(NotARational)
    }
}

/// The text was neither `a/b` nor a plain decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fraction or a decimal number")]
pub struct NotARational;

impl Serialize for Rational {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rational {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

//! Functions of numbers. All transcendental ones are `libm`'s, so that every CPU gives the same bits.

use super::tree::Pure;

impl Pure {
    /// The value for as many arguments as the table of names says that it takes.
    pub fn of(self, arguments: &[f64]) -> f64 {
        let at = |index: usize| arguments.get(index).copied().unwrap_or(0.0);
        let (x, y, z) = (at(0), at(1), at(2));
        match self {
            Self::Negate => -x,
            Self::Add => x + y,
            Self::Subtract => x - y,
            Self::Multiply => x * y,
            Self::Divide => x / y,
            Self::Power => libm::pow(x, y),
            Self::Abs => libm::fabs(x),
            Self::Sign => f64::from(i8::from(x > 0.0) - i8::from(x < 0.0)),
            Self::Floor => libm::floor(x),
            Self::Ceil => libm::ceil(x),
            Self::Round => libm::round(x),
            Self::Trunc => libm::trunc(x),
            Self::Fract => x - libm::floor(x),
            Self::Mod => x - y * libm::floor(x / y),
            Self::Min => arguments.iter().copied().fold(f64::INFINITY, smaller),
            Self::Max => arguments.iter().copied().fold(f64::NEG_INFINITY, larger),
            Self::Clamp => smaller(larger(x, y), z),
            Self::Mix => x + (y - x) * z,
            Self::Step => f64::from(u8::from(y >= x)),
            Self::Smoothstep => smoothstep(x, y, z),
            Self::Sqrt => libm::sqrt(x),
            Self::Cbrt => libm::cbrt(x),
            Self::Exp => libm::exp(x),
            Self::Exp2 => libm::exp2(x),
            Self::Log => libm::log(x),
            Self::Log2 => libm::log2(x),
            Self::Log10 => libm::log10(x),
            Self::Sin => libm::sin(x),
            Self::Cos => libm::cos(x),
            Self::Tan => libm::tan(x),
            Self::Asin => libm::asin(x),
            Self::Acos => libm::acos(x),
            Self::Atan => libm::atan(x),
            Self::Atan2 => libm::atan2(x, y),
            Self::Sinh => libm::sinh(x),
            Self::Cosh => libm::cosh(x),
            Self::Tanh => libm::tanh(x),
            Self::Hypot => libm::hypot(x, y),
            Self::Degrees => x * 180.0 / std::f64::consts::PI,
            Self::Radians => x * std::f64::consts::PI / 180.0,
            Self::Rand => rand(x),
            Self::Noise => noise(x, y),
        }
    }
}

/// What is no number stays none, unlike with `f64::min`: it would be hidden otherwise.
fn smaller(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

fn larger(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

fn smoothstep(low: f64, high: f64, x: f64) -> f64 {
    if low == high {
        return f64::from(u8::from(x >= low));
    }
    let part = ((x - low) / (high - low)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

/// A number in 0..1 that depends on the seed alone.
fn rand(seed: f64) -> f64 {
    // Which bits are no number differs between processors.
    if seed.is_nan() {
        return seed;
    }
    // Minus zero is zero.
    let bits = scrambled((seed + 0.0).to_bits());
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

/// A smooth curve in -1..1 that is 0 at every whole number: the sum of two slopes, faded into each other.
fn noise(x: f64, seed: f64) -> f64 {
    if !x.is_finite() || seed.is_nan() {
        return f64::NAN;
    }
    let low = libm::floor(x);
    let part = x - low;
    let slope = |at: f64| {
        let bits = scrambled((at + 0.0).to_bits() ^ scrambled((seed + 0.0).to_bits()));
        (bits >> 11) as f64 / (1_u64 << 52) as f64 * 2.0 - 2.0
    };
    let (rising, falling) = (slope(low) * part, slope(low + 1.0) * (part - 1.0));
    let fade = part * part * part * (part * (part * 6.0 - 15.0) + 10.0);
    rising + (falling - rising) * fade
}

/// The mixing function of SplitMix64.
fn scrambled(bits: u64) -> u64 {
    let mut bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

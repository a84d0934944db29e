//! What is done to one row of a plane. Everything here runs over whole pictures, in loops that compilers make vectors of.
//!
//! A share is a part of a whole in 16 bits; a value is a code with eight more bits behind the point, times the share that it has.

/// All of something.
pub(super) const WHOLE: u16 = u16::MAX;
/// Half a code.
const HALF: u16 = 128;

/// So large a part of a value.
pub(super) fn part(value: u16, share: u16) -> u16 {
    ((u32::from(value) * u32::from(share)) >> 16) as u16
}

/// A share of a share; all of all is all.
pub(super) fn share_of(share: u16, of: u16) -> u16 {
    ((u32::from(share) * (u32::from(of) + 1)) >> 16) as u16
}

pub(super) fn share(part: f64) -> u16 {
    (part.clamp(0.0, 1.0) * f64::from(WHOLE) + 0.5) as u16
}

fn rounded(value: u16) -> u8 {
    (value.saturating_add(HALF) >> 8) as u8
}

/// What lies on a row, pixel by pixel.
#[derive(Debug, Clone, Copy)]
pub(super) enum Laid<'a> {
    Codes(&'a [u8], Shares<'a>),
    /// Values, what they leave of what is below, and how much of both is seen.
    Values(&'a [u16], &'a [u16], u16),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Shares<'a> {
    All(u16),
    Each(&'a [u16]),
}

/// Lays something on a row.
pub(super) fn lay(row: &mut [u8], laid: Laid<'_>) {
    match laid {
        Laid::Codes(codes, Shares::All(WHOLE)) => row.copy_from_slice(&codes[..row.len()]),
        Laid::Codes(_, Shares::All(0)) | Laid::Values(_, _, 0) => {}
        Laid::Codes(codes, Shares::All(share)) => {
            let rest = WHOLE - share;
            for (below, code) in row.iter_mut().zip(codes) {
                let both = part(u16::from(*below) << 8, rest).saturating_add(part(u16::from(*code) << 8, share));
                *below = rounded(both);
            }
        }
        Laid::Codes(codes, Shares::Each(shares)) => {
            for ((below, code), share) in row.iter_mut().zip(codes).zip(shares) {
                let rest = WHOLE - *share;
                let both = part(u16::from(*below) << 8, rest).saturating_add(part(u16::from(*code) << 8, *share));
                *below = rounded(both);
            }
        }
        Laid::Values(values, rests, WHOLE) => {
            for ((below, value), rest) in row.iter_mut().zip(values).zip(rests) {
                *below = rounded(part(u16::from(*below) << 8, *rest).saturating_add(*value));
            }
        }
        Laid::Values(values, rests, opacity) => {
            for ((below, value), rest) in row.iter_mut().zip(values).zip(rests) {
                let rest = WHOLE - part(WHOLE - *rest, opacity);
                *below = rounded(part(u16::from(*below) << 8, rest).saturating_add(part(*value, opacity)));
            }
        }
    }
}

/// Adds something to a row that has room for it already.
pub(super) fn add(row: &mut [u8], laid: Laid<'_>) {
    let sum = |below: u8, value: u16| rounded((u16::from(below) << 8).saturating_add(value));
    match laid {
        Laid::Codes(codes, Shares::All(share)) => {
            for (below, code) in row.iter_mut().zip(codes) {
                *below = sum(*below, part(u16::from(*code) << 8, share));
            }
        }
        Laid::Codes(codes, Shares::Each(shares)) => {
            for ((below, code), share) in row.iter_mut().zip(codes).zip(shares) {
                *below = sum(*below, part(u16::from(*code) << 8, *share));
            }
        }
        Laid::Values(values, _, opacity) => {
            for (below, value) in row.iter_mut().zip(values) {
                *below = sum(*below, part(*value, opacity));
            }
        }
    }
}

/// Adds up how much of each pixel something takes.
pub(super) fn take(taken: &mut [u16], laid: Laid<'_>) {
    match laid {
        Laid::Codes(_, Shares::All(share)) => {
            taken.iter_mut().for_each(|taken| *taken = taken.saturating_add(share));
        }
        Laid::Codes(_, Shares::Each(shares)) => {
            taken.iter_mut().zip(shares).for_each(|(taken, share)| *taken = taken.saturating_add(*share));
        }
        Laid::Values(_, rests, opacity) => {
            let pairs = taken.iter_mut().zip(rests);
            pairs.for_each(|(taken, rest)| *taken = taken.saturating_add(part(WHOLE - *rest, opacity)));
        }
    }
}

/// Makes room: what is taken of each pixel goes.
pub(super) fn give_way(row: &mut [u8], taken: &[u16]) {
    for (below, taken) in row.iter_mut().zip(taken) {
        *below = rounded(part(u16::from(*below) << 8, WHOLE - *taken));
    }
}

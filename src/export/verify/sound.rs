//! Decodes the sound of a file and holds how loud it is, 5 ms for 5 ms, against the mix that was encoded: whether it is there,
//! whether it begins with the pictures, and whether anything of it is lost.

use std::path::Path;

use super::expected::Expected;
use super::shift::{Shift, Shifts};
use super::verdict::{FaultKind, Verdict, clock};
use crate::base::{Failure, Reason};
use crate::export::proof::envelope::{BLOCK, STEPS_A_DB, value_of};
use crate::export::proof::{Envelope, Loudness};
use crate::export::stop::Stopped;
use crate::media::{AudioDecoder, SOUND_CHANNELS, SOUND_RATE};

/// What is quieter counts as quiet: encoders leave little of it.
const QUIET_DB: f32 = -60.0;
/// What must be heard again.
const LOUD_DB: f32 = -50.0;
/// A difference that no encoder makes.
const GONE_DB: f32 = 12.0;
/// Blocks in a row: a gap, and a sound that is too loud. What comes before an attack is smeared for a few.
const GAP: usize = 4;
const SURPLUS: usize = 8;
/// Samples that a codec may leave at the end, at most, and that may lack.
const LONGER: i64 = 4096;
const SHORTER: i64 = 240;
/// More is never silence between two stretches of sound, but a broken time: ten minutes.
const LONGEST_HOLE: i64 = 10 * 60 * SOUND_RATE as i64;

/// A decoded sound, in short.
#[derive(Debug, Default)]
struct Heard {
    loudness: Vec<Loudness>,
    /// Where the first sample stands, and the one behind the last.
    first: Option<i64>,
    end: i64,
    /// Why it could not be decoded to its end.
    broken: Option<Failure>,
}

/// Decodes the sound and judges it.
pub fn check(
    (path, expected): (&Path, &Expected),
    samples: u64,
    verdict: &mut Verdict,
    go_on: &dyn Fn() -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let heard = hear(path, go_on)?;
    let length = heard.end;
    let second = |sample: i64| sample as f64 / f64::from(SOUND_RATE);
    if let Some(failure) = &heard.broken {
        verdict.at_time(FaultKind::Unreadable, second(length), failure.message.clone());
    }
    let meant = i64::try_from(samples).unwrap_or(i64::MAX);
    let off = length.saturating_sub(meant);
    let fits = (-SHORTER..=LONGER).contains(&off);
    verdict.line("sound ends at", clock(second(meant)), clock(second(length)), fits);
    if !fits {
        let message = format!("the sound ends at {} instead of {}", clock(second(length)), clock(second(meant)));
        verdict.at_time(FaultKind::SoundLength, second(length), message);
    }
    let rendered = rendered(expected)?;
    let shifts = if rendered.is_empty() { Vec::new() } else { Shifts::find(&rendered, &heard.loudness) };
    let told = offsets(&shifts, heard.first.unwrap_or(0), verdict);
    if !rendered.is_empty() {
        verdict.line("sound is off by", "0 ms", format!("{:.0} ms", told.unwrap_or(0.0) * 1000.0), told.is_none());
        gaps(&rendered, &heard.loudness, &shifts, verdict);
    }
    Ok(())
}

/// Only whether it can be decoded, and where it ends: where nobody knows what it should be.
pub fn check_unknown(
    path: &Path,
    verdict: &mut Verdict,
    go_on: &dyn Fn() -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let heard = hear(path, go_on)?;
    let second = heard.end as f64 / f64::from(SOUND_RATE);
    let fine = heard.broken.is_none();
    verdict.line("sound", "decodes", format!("{} of it decoded", clock(second)), fine);
    if let Some(failure) = heard.broken {
        verdict.at_time(FaultKind::Unreadable, second, failure.message);
    }
    Ok(())
}

fn hear(path: &Path, go_on: &dyn Fn() -> Result<(), Stopped>) -> Result<Heard, Stopped> {
    let mut heard = Heard::default();
    let mut decoder = match AudioDecoder::open(path, 0) {
        Ok(decoder) if (decoder.rate(), decoder.channels()) == (SOUND_RATE, SOUND_CHANNELS) => decoder,
        Ok(_) => {
            let why = "its sound has another rate or other channels than 48 kHz stereo and can't be compared";
            heard.broken = Some(Failure::new(Reason::VerifyFailed, why));
            return Ok(heard);
        }
        Err(failure) => {
            heard.broken = Some(failure);
            return Ok(heard);
        }
    };
    let origin = decoder.origin().min(0);
    let mut envelope = Envelope::default();
    let silence = vec![0.0f32; BLOCK * 2];
    loop {
        go_on()?;
        let block = match decoder.next_block() {
            Ok(Some(block)) => block,
            Ok(None) => break,
            Err(failure) => {
                heard.broken = Some(failure);
                break;
            }
        };
        // Times count from where the file itself has its 0.
        let begins = block.start_sample.saturating_add(origin);
        heard.first.get_or_insert(begins.max(0));
        let mut put = |loudness| heard.loudness.push(loudness);
        let mut hole = begins.saturating_sub(heard.end).clamp(0, LONGEST_HOLE);
        heard.end = heard.end.saturating_add(hole);
        while hole > 0 {
            let pairs = usize::try_from(hole).unwrap_or(0).min(BLOCK);
            envelope.push(&silence[..pairs * 2], &mut put);
            hole -= i64::try_from(pairs).unwrap_or(hole);
        }
        // What stands before 0, or comes a second time, is not heard.
        let early = heard.end.saturating_sub(begins).max(0);
        let skipped = usize::try_from(early).unwrap_or(usize::MAX).saturating_mul(2).min(block.samples.len());
        let rest = &block.samples[skipped..];
        envelope.push(rest, &mut put);
        heard.end = heard.end.saturating_add(i64::try_from(rest.len() / 2).unwrap_or(0));
    }
    heard.loudness.extend(envelope.finish());
    Ok(heard)
}

/// How loud the mix was that was encoded.
fn rendered(expected: &Expected) -> Result<Vec<Loudness>, Failure> {
    let mut all = Vec::new();
    let Some(mut proof) = expected.open_proof()? else { return Ok(all) };
    while let Some(record) = proof.next_sound().map_err(|error| expected.failed(&error))? {
        all.extend_from_slice(record.as_chunks::<2>().0);
    }
    let blocks = expected.samples.unwrap_or(0).div_ceil(BLOCK as u64);
    all.truncate(usize::try_from(blocks).unwrap_or(usize::MAX));
    Ok(all)
}

/// Tells where the sound comes too early or too late; gives the first offset in seconds.
fn offsets(shifts: &[Shift], first: i64, verdict: &mut Verdict) -> Option<f64> {
    let begins = first as f64 / f64::from(SOUND_RATE);
    for shift in shifts {
        let (late, word) = (shift.seconds, if shift.seconds > 0.0 { "late" } else { "early" });
        let from = if shift.from == 0.0 { String::new() } else { format!("from {} on ", clock(shift.from)) };
        let message = format!("{from}the sound comes {:.0} ms too {word}", late.abs() * 1000.0);
        verdict.at_time(FaultKind::SoundOffset, shift.from, message);
    }
    match shifts.first() {
        Some(shift) => Some(shift.seconds),
        // Of a sound that is the same all along only its beginning says where it stands.
        None if begins > 0.004 => {
            let message = format!("the sound begins {:.0} ms after the pictures", begins * 1000.0);
            verdict.at_time(FaultKind::SoundOffset, 0.0, message);
            Some(begins)
        }
        None => None,
    }
}

/// Tells where something of the sound is gone, and where something is heard that was not rendered.
fn gaps(rendered: &[Loudness], heard: &[Loudness], shifts: &[Shift], verdict: &mut Verdict) {
    let (quiet, loud, gone) = (value_of(QUIET_DB), value_of(LOUD_DB), (GONE_DB * STEPS_A_DB) as u8);
    let seconds = |block: usize| block as f64 * BLOCK as f64 / f64::from(SOUND_RATE);
    for (kind, enough) in [(FaultKind::SoundDropout, GAP), (FaultKind::SoundDiffers, SURPLUS)] {
        let mut run: Option<usize> = None;
        let mut tell = |first: usize, last: usize| {
            if last - first < enough {
                return;
            }
            let (from, long) = (seconds(first), seconds(last - first) * 1000.0);
            let what = match kind {
                FaultKind::SoundDropout => "the sound is gone, or much too quiet",
                _ => "there is sound that was not rendered",
            };
            verdict.at_time(kind, from, format!("{what}, for {long:.0} ms from {} on", clock(from)));
        };
        for (block, meant) in rendered.iter().enumerate() {
            let lag = shifts.iter().rev().find(|shift| shift.from <= seconds(block)).map_or(0, |shift| shift.blocks);
            let at = i64::try_from(block).unwrap_or(i64::MAX).saturating_add(lag);
            let is = usize::try_from(at).ok().and_then(|at| heard.get(at)).copied();
            // What is beyond the end was told with the length.
            let wrong = is.is_some_and(|is| {
                meant.iter().zip(is).any(|(meant, is)| match kind {
                    FaultKind::SoundDropout => *meant >= loud && is.max(quiet).saturating_add(gone) <= *meant,
                    _ => is >= loud && meant.max(&quiet).saturating_add(gone) <= is,
                })
            });
            match (wrong, run) {
                (true, None) => run = Some(block),
                (false, Some(first)) => {
                    tell(first, block);
                    run = None;
                }
                _ => {}
            }
        }
        if let Some(first) = run {
            tell(first, rendered.len());
        }
    }
}

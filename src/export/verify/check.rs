//! The whole check of one file.

use std::path::Path;

use super::container;
use super::expected::Expected;
use super::folder;
use super::length;
use super::pictures;
use super::sound;
use super::stated;
use super::unknown;
use super::verdict::{FaultKind, Verdict};
use crate::base::{Failure, Reason};
use crate::export::stop::Stopped;
use crate::media::{self, Inspection};

/// Who hears how far a check is, and may end it.
pub trait Attend {
    /// So many frames are decoded, of as many as there should be.
    fn frames(&self, done: u64, all: u64);
    /// Something that is no frame got on.
    fn beat(&self);
    fn go_on(&self) -> Result<(), Stopped>;
}

/// Decodes all of the file at `path` and holds it against what it should be; nothing is known where that is `None`.
///
/// What is wrong with the file is in the verdict; an error is a check that could not be made.
pub fn verify(path: &Path, expected: Option<&Expected>, attend: &dyn Attend) -> Result<Verdict, Stopped> {
    let mut verdict = Verdict::default();
    if let Some(expected) = expected.filter(|expected| !expected.images.is_empty()) {
        folder::check((path, expected), &expected.images, &mut verdict, attend)?;
        return Ok(verdict);
    }
    if let Some((there, declared)) = length::cut_off(path) {
        verdict.fault(FaultKind::Truncated, format!("its end is cut off: it has {there} of {declared} bytes"));
    }
    let found = match media::inspect_telling(path, &|| attend.beat()) {
        Ok(found) => found,
        Err(failure) if failure.reason == Reason::SourceDamaged => {
            if let Some(expected) = expected {
                container::check_bytes(path, expected, &mut verdict, &|| attend.beat())?;
            }
            verdict.fault(FaultKind::Unreadable, failure.message);
            return Ok(verdict);
        }
        Err(failure) => return Err(failure.into()),
    };
    attend.go_on()?;
    match expected {
        Some(expected) => known((path, &found), expected, &mut verdict, attend)?,
        None => unknown::check((path, &found), &mut verdict, attend)?,
    }
    Ok(verdict)
}

fn known(
    (path, found): (&Path, &Inspection),
    expected: &Expected,
    verdict: &mut Verdict,
    attend: &dyn Attend,
) -> Result<(), Stopped> {
    container::check_bytes(path, expected, verdict, &|| attend.beat())?;
    let says = kept(verdict, stated::look(path, found))?;
    match &expected.proof {
        Some(proof) => {
            if let Some(says) = &says {
                stated::compare(verdict, &proof.stated, says);
            }
        }
        None => {
            let what =
                "its receipt has no proof: an older version made it; export it again to have its pictures compared";
            verdict.fault(FaultKind::NoProof, what);
        }
    }
    let mut expected = expected.clone();
    if let Some(failure) = expected.proof.as_ref().and_then(|proof| proof.check(&expected.proof_path).err()) {
        verdict.fault(FaultKind::NoProof, failure.message);
        expected.proof = None;
    }
    if expected.has_pictures {
        check_pictures((path, found), &expected, verdict, attend)?;
    }
    match expected.samples {
        Some(_) if !container::has_sound(found) => verdict.fault(FaultKind::SoundMissing, "its sound is missing"),
        Some(samples) => {
            let go_on = || {
                attend.beat();
                attend.go_on()
            };
            sound::check((path, &expected), samples, verdict, &go_on)?;
        }
        None => {}
    }
    Ok(())
}

fn check_pictures(
    (path, found): (&Path, &Inspection),
    expected: &Expected,
    verdict: &mut Verdict,
    attend: &dyn Attend,
) -> Result<(), Stopped> {
    let told = container::pictures(found).map_or(0, |(_, frames)| frames);
    let heard = |done: u64| {
        attend.frames(done, expected.frames);
        attend.go_on()
    };
    let lacks = container::lacks(found, expected);
    let decoded = match pictures::check((path, expected), lacks, verdict, &heard) {
        Ok(decoded) => decoded.frames,
        Err(Stopped::Failed(failure)) if failure.reason == Reason::SourceDamaged => {
            verdict.fault(FaultKind::Unreadable, failure.message);
            0
        }
        Err(other) => return Err(other),
    };
    let same = decoded == expected.frames && told == expected.frames;
    verdict.line("frames", expected.frames.to_string(), decoded.to_string(), same);
    if !same {
        let message = match decoded == told {
            true => format!("it has {decoded} frames and should have {}", expected.frames),
            false => format!("it names {told} frames and shows {decoded}; it should have {}", expected.frames),
        };
        verdict.fault(FaultKind::FrameCount, message);
    }
    Ok(())
}

/// What a damaged file refuses is a fault of it and ends nothing.
fn kept<T>(verdict: &mut Verdict, result: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(failure) if failure.reason == Reason::SourceDamaged => {
            verdict.fault(FaultKind::Unreadable, failure.message);
            Ok(None)
        }
        Err(failure) => Err(failure),
    }
}

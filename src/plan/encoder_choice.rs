//! Which encoder makes an export: the software's, or one in a graphics device that was seen to work.
//!
//! The choice is made once, before anything is planned, and is part of every chunk's key: a film is never made by two
//! encoders. Whether one works is asked of the caller.

use crate::base::{Failure, Reason};
use crate::project::model::EncoderWish;

/// What was chosen, and what a person should know of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncoderChoice {
    /// libav's name of the encoder in a device; `None` for the software's.
    pub hardware: Option<String>,
    /// Why it is the software although a device was wished for.
    pub fallback: Option<String>,
}

/// The choice for a stream of `codec` (`h264`). `known` are the encoders in devices that make it, the best first; `works`
/// encodes a frame with one of them.
pub fn choose(
    wish: &EncoderWish,
    codec: &str,
    known: &[&str],
    works: &mut dyn FnMut(&str) -> Result<(), Failure>,
) -> Result<EncoderChoice, Failure> {
    match wish {
        // Software also where nothing was said: its bytes can be made again.
        EncoderWish::Auto | EncoderWish::Software => Ok(EncoderChoice::default()),
        EncoderWish::Hardware => Ok(first_that_works(codec, known, works)),
        EncoderWish::Named(name) => named(name, codec, known, works),
    }
}

fn first_that_works(codec: &str, known: &[&str], works: &mut dyn FnMut(&str) -> Result<(), Failure>) -> EncoderChoice {
    let mut reasons = Vec::new();
    for name in known {
        match works(name) {
            Ok(()) => return EncoderChoice { hardware: Some((*name).to_owned()), fallback: None },
            Err(failure) => reasons.push(short(name, &failure)),
        }
    }
    let why = match reasons.as_slice() {
        [] => format!("no graphics device makes {codec}"),
        reasons => format!("no graphics device here makes {codec} ({})", reasons.join("; ")),
    };
    EncoderChoice { hardware: None, fallback: Some(format!("{why}; it is made in software")) }
}

/// The reason without the name that is said before it anyway.
fn short(name: &str, failure: &Failure) -> String {
    let message = failure.message.as_str();
    if failure.reason == Reason::EncoderMissing {
        return format!("{name}: not in this box's FFmpeg");
    }
    match message.strip_prefix(name) {
        Some(rest) => format!("{name}{rest}"),
        None => format!("{name}: {message}"),
    }
}

/// One that was asked for by name works, or the export does not begin.
fn named(
    name: &str,
    codec: &str,
    known: &[&str],
    works: &mut dyn FnMut(&str) -> Result<(), Failure>,
) -> Result<EncoderChoice, Failure> {
    let family = format!("{codec}_{name}");
    let found = known.iter().find(|known| **known == name || **known == family);
    let missing = |why: &str| {
        let sentence = format!(
            "`encoder: {name}`: {why}; `encoder: hardware` takes what works and falls back to software, `auto` is software"
        );
        Failure::new(Reason::EncoderMissing, sentence)
    };
    let Some(found) = found else { return Err(missing(&format!("it does not make {codec}"))) };
    match works(found) {
        Ok(()) => Ok(EncoderChoice { hardware: Some((*found).to_owned()), fallback: None }),
        Err(failure) => Err(missing(&short(found, &failure))),
    }
}

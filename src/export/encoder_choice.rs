//! Tries the encoders in this box's graphics devices, where an export wishes for one.

use crate::base::{Failure, Reason};
use crate::media::{encode_grey, hardware_for};
use crate::plan::encoder_choice::{self, EncoderChoice};
use crate::project::model::Export;

use super::formats;

/// Chooses, and puts what was chosen into the export, so that every chunk's key names it.
pub fn choose(export: &mut Export) -> Result<EncoderChoice, Failure> {
    if export.only_sound.is_some() {
        return Ok(EncoderChoice::default());
    }
    let codec = export.video.codec.word();
    let known: Vec<&str> = hardware_for(codec).collect();
    let mut works = |name: &str| smoke(export, name);
    let choice = encoder_choice::choose(&export.video.wish, codec, &known, &mut works)?;
    export.video.hardware.clone_from(&choice.hardware);
    Ok(choice)
}

/// Encodes one grey frame exactly as the export would.
fn smoke(export: &Export, name: &str) -> Result<(), Failure> {
    let mut tried = export.clone();
    tried.video.hardware = Some(name.to_owned());
    let gop = (export.video.gop * export.fps).round();
    let settings = formats::encoder_settings(&tried, u64::try_from(gop).unwrap_or(1).max(1));
    encode_grey(&settings).map_err(|failure| match failure.reason {
        Reason::EncoderMissing => failure,
        _ => Failure::new(Reason::EncoderFailed, failure.message),
    })
}

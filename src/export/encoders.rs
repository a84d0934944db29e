//! Whether this box can encode what an export asks for, said before anything is rendered.

use std::path::Path;

use serde::Serialize;

use super::formats;
use crate::base::{Failure, Reason};
use crate::media;
use crate::plan::{Determinism, RenderClass};
use crate::project::model::{Container, Export, Project};
use crate::project::{Place, Problem, Severity};

/// The encoder of an export that this box's FFmpeg lacks.
pub fn missing(export: &Export) -> Option<&'static str> {
    let picture = export.only_sound.is_none().then(|| formats::picture_codec(&export.video).encoder());
    let sound = export.sound.as_ref().map(|sound| formats::codec(sound.codec).encoder());
    // A GIF's frames are kept as something else until all are there.
    let joined = (export.container == Container::Gif).then_some("gif");
    picture.into_iter().chain(joined).chain(sound).find(|encoder| !media::has_encoder(encoder))
}

/// Refuses an export that can't be encoded here.
pub fn check(export: &Export) -> Result<(), Failure> {
    missing(export).map_or(Ok(()), |encoder| Err(Failure::new(Reason::EncoderMissing, sentence(export, encoder))))
}

/// The same of every export of a project, as problems of its document.
pub fn problems(file: &Path, project: &Project) -> Vec<Problem> {
    let lacking = project.exports.iter().filter_map(|export| Some((export, missing(export)?)));
    lacking
        .map(|(export, encoder)| {
            let Place { line, column, path } = export.place.clone();
            let message = sentence(export, encoder);
            let (file, path) = (file.to_path_buf(), format!("{path}.preset"));
            Problem { severity: Severity::Error, file, line, column, path, message, help: None }
        })
        .collect()
}

fn sentence(export: &Export, encoder: &str) -> String {
    let Export { name, preset, .. } = export;
    format!(
        "`{name}` needs the encoder {encoder} (`preset: {preset}`), and this box's FFmpeg has none; install an FFmpeg \
         that has it, or take another preset"
    )
}

/// The box as it matters to an export: with the library that encodes its pictures, where that is not libav itself.
pub fn class_of(class: RenderClass, export: &Export) -> RenderClass {
    let pictures = export.only_sound.is_none();
    match pictures.then(|| media::library(formats::picture_codec(&export.video).encoder())).flatten() {
        Some(library) => RenderClass { libav: format!("{}, {library}", class.libav), ..class },
        None => class,
    }
}

/// What an export's stream of pictures is made with, in libav's words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Encoding {
    pub encoder: &'static str,
    pub samples: &'static str,
    pub profile: Option<&'static str>,
    /// Everything that the encoder is told, in order.
    pub options: Vec<(&'static str, String)>,
    pub class: Determinism,
}

/// How the pictures of an export are encoded; `None` where it has none.
pub fn encoding(export: &Export) -> Option<Encoding> {
    if export.only_sound.is_some() {
        return None;
    }
    let gop = (export.video.gop * export.fps).round();
    let settings = formats::encoder_settings(export, u64::try_from(gop).unwrap_or(1).max(1));
    Some(Encoding {
        encoder: settings.codec.encoder(),
        samples: settings.samples.name(),
        profile: settings.profile_name(),
        options: settings.options(),
        class: Determinism::of(&export.video),
    })
}

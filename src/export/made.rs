//! The film under its hidden name: joined from its chunks, made durable, opened again and held against the plan.

use std::path::Path;

use crate::base::Failure;
use crate::media;
use crate::project::image_names::ImageNames;
use crate::project::model::Container;

use super::assemble::{self, Proven};
use super::check;
use super::event::Level;
use super::formats;
use super::gif;
use super::images;
use super::meter::{Meter, time_for};
use super::prepare::Prepared;
use super::publish;
use super::receipt::{CheckLine, ReceiptFile, ReceiptImage};
use super::stop::{StopFlag, Stopped};
use super::store::StoredChunk;

/// What stands under the hidden name.
pub struct Made {
    pub file: ReceiptFile,
    /// The pictures, where it is a folder of them.
    pub images: Vec<ReceiptImage>,
    /// What was held against the plan.
    pub lines: Vec<CheckLine>,
    /// What the file says of itself; of a folder there is nothing to ask.
    pub found: Option<media::Inspection>,
}

/// Makes `part` of the chunks: a folder of pictures where there are names for them, else a file.
pub fn film(
    (part, names): (&Path, Option<&ImageNames>),
    prepared: &Prepared,
    chunks: &[Proven],
    tune: Option<&StoredChunk>,
    (meter, stop): (&Meter, &StopFlag),
) -> Result<Made, Stopped> {
    let (plan, export) = (&prepared.plan, &prepared.checked.export);
    if let Some(names) = names {
        return images::write(part, names, (plan, prepared.encoder.codec.codec()), chunks, (meter, stop));
    }
    let only_sound = export.only_sound;
    let is_gif = only_sound.is_none() && export.container == Container::Gif;
    if is_gif {
        gif::write(part, &gif::settings(plan, &export.video), chunks, meter, stop)?;
    } else {
        let title = prepared.checked.project.title.as_deref();
        assemble::assemble((part, formats::container(export)), chunks, tune, title, meter, stop)?;
    }
    let bytes = std::fs::metadata(part).map_or(0, |meta| meta.len());
    meter.expect(time_for(bytes));
    sync(part)?;
    let sound = export.sound.as_ref().filter(|_| tune.is_some());
    let sound = sound.map(|sound| (formats::codec(sound.codec), plan.frames.samples()));
    let found = media::inspect_telling(part, &|| meter.beat())?;
    let lines = match sound {
        Some(sound) if only_sound.is_some() => check::check_sound(&found, sound),
        _ if is_gif => gif::check(&found, plan),
        _ => check::check(&found, plan, &prepared.encoder, sound),
    };
    if let Some(remark) = gif::remark(bytes).filter(|_| is_gif) {
        meter.log(Level::Warning, remark);
    }
    let blake3 = publish::hash(part, &|| meter.beat())?;
    Ok(Made { file: ReceiptFile { name: String::new(), bytes, blake3 }, images: Vec::new(), lines, found: Some(found) })
}

fn sync(path: &Path) -> Result<(), Failure> {
    let file = std::fs::File::open(path).and_then(|file| file.sync_all());
    file.map_err(|error| Failure::io("syncing the file", path, &error))
}

//! What an export's sound is encoded as, which files hold it, and where the file goes.

use std::path::PathBuf;

use super::builder::Builder;
use crate::project::model::{SoundCodec, SoundFile, SoundSettings};
use crate::project::paths;
use crate::project::table::{EXPORT, Quantity, Type};
use crate::project::tree::{Node, Origin};
use crate::project::values;

/// Where a document without the key `exports` is pointed to.
pub(super) const IMPLIED: &str = "default";

/// Keys that say nothing of a file without pictures.
const OF_PICTURES: [&str; 4] = ["video", "frame", "size", "chunk"];

/// The export's sound; `None` where it is switched off.
pub(super) fn sound(
    export: &Node,
    path: &str,
    only: Option<SoundFile>,
    builder: &mut Builder<'_>,
) -> Option<SoundSettings> {
    let usual = only.map_or(SoundCodec::Aac, SoundFile::codec);
    let plain = |codec: SoundCodec| SoundSettings { codec, bitrate: codec.usual_bitrate().unwrap_or(0) };
    if let Some(file) = only {
        for key in OF_PICTURES {
            if let Some(said) = export.get(key) {
                let message = format!("`{key}` says something of pictures, and `{}` holds only sound", file.word());
                builder.error(said, &format!("{path}.{key}"), message, Some("leave it out"));
            }
        }
    }
    let Some(node) = export.get("sound") else { return Some(plain(usual)) };
    let path = format!("{path}.sound");
    if node.scalar() == Some("off") {
        if let Some(file) = only {
            let message = format!("`sound`: `{}` holds only sound, it can't be `off`", file.word());
            builder.error(node, &path, message, None);
        }
        return None;
    }
    let said = |key: &str| node.get(key).and_then(|value| Some((value, value.scalar()?)));
    let codec = said("codec").and_then(|(_, word)| SoundCodec::of(word)).unwrap_or(usual);
    if let Some((value, word)) = said("codec") {
        let path = format!("{path}.codec");
        match only {
            Some(file) if codec != usual => {
                let message = format!("`codec`: `{word}` is not what `{}` holds", file.word());
                builder.error(value, &path, message, Some(&format!("it holds `{}`", usual.word())));
            }
            None if codec == SoundCodec::Pcm => {
                let message = "`codec`: MP4 files carry no `pcm`".to_owned();
                builder.error(
                    value,
                    &path,
                    message,
                    Some("`flac` keeps every sample too; `preset: wav` writes a file of its own"),
                );
            }
            _ => {}
        }
    }
    let mut settings = plain(codec);
    if let Some((value, text)) = said("bitrate") {
        match (codec.usual_bitrate(), bitrate_type().and_then(|of| values::quantity(text, of))) {
            (None, _) => {
                let message =
                    format!("`bitrate`: `{}` keeps every sample, its bit rate follows from them", codec.word());
                builder.error(value, &format!("{path}.bitrate"), message, Some("leave it out"));
            }
            (Some(_), Some(bits)) if codec == SoundCodec::Mp3 && bits > 320_000.0 => {
                let message = "`bitrate`: `mp3` goes up to 320k".to_owned();
                builder.error(value, &format!("{path}.bitrate"), message, None);
            }
            (Some(usual), bits) => settings.bitrate = bits.map_or(usual, |bits| bits.round() as u32),
        }
    }
    Some(settings)
}

fn bitrate_type() -> Option<&'static Quantity> {
    let sound = EXPORT.iter().find(|key| key.name == "sound")?;
    let Type::Either(types) = sound.ty else { return None };
    let keys = types.iter().find_map(|ty| if let Type::Map(keys) = ty { Some(*keys) } else { None })?;
    match keys.iter().find(|key| key.name == "bitrate")?.ty {
        Type::Quantity(quantity) => Some(quantity),
        _ => None,
    }
}

/// Where the file goes; its ending must be the preset's.
pub(super) fn output(
    name: &str,
    export: &Node,
    path: &str,
    only: Option<SoundFile>,
    builder: &mut Builder<'_>,
) -> PathBuf {
    let stem = builder.path.file_stem().map_or_else(|| "video".into(), |stem| stem.to_string_lossy().into_owned());
    let (preset, ending) = only.map_or(("h264", "mp4"), |file| (file.word(), file.word()));
    let standard =
        if name == IMPLIED { format!("renders/{stem}.{ending}") } else { format!("renders/{stem}-{name}.{ending}") };
    let known = export.get("output").filter(|node| node.variable != Some(Origin::Unknown));
    let Some((node, text)) = known.and_then(|node| Some((node, node.scalar()?))) else {
        return paths::resolve(&builder.folder, &standard).unwrap_or_default();
    };
    let path = format!("{path}.output");
    let file = paths::resolve(&builder.folder, text).unwrap_or_default();
    let found = file.extension().map(|end| end.to_string_lossy().to_lowercase());
    let help = format!("`{preset}` writes .{ending}");
    match found.as_deref() {
        Some(found) if found == ending => {}
        Some(other @ ("mov" | "mkv" | "webm" | "m4v" | "avi" | "mxf" | "gif" | "png")) => {
            builder.error(node, &path, format!("not built yet: .{other} files"), Some(&help));
        }
        Some(other) if only.is_none() && SoundFile::of(other).is_some() => {
            let message = format!("`output`: `{text}` is a sound file, and `h264` makes films");
            builder.error(node, &path, message, Some(&format!("say `preset: {other}`")));
        }
        _ => {
            let message = format!("`output`: `{text}` does not end in .{ending}");
            builder.error(node, &path, message, Some(&help));
        }
    }
    if text.ends_with('/') {
        builder.error(node, &path, format!("`output`: `{text}` is a folder, a file is meant"), None);
    }
    file
}

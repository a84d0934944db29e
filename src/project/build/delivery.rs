//! What an export's sound is encoded as, which files hold it, and where the file goes.

use std::path::{Path, PathBuf};

use super::builder::Builder;
use super::images;
use crate::project::model::{Container, SoundCodec, SoundFile, SoundSettings, VideoCodec};
use crate::project::paths;
use crate::project::presets::Chain;
use crate::project::table::{EXPORT, Quantity, Type};
use crate::project::tree::{Node, Origin};
use crate::project::values;

/// Where a document without the key `exports` is pointed to.
pub(super) const IMPLIED: &str = "default";

/// Keys that say nothing of a file without pictures.
const OF_PICTURES: [&str; 4] = ["video", "frame", "size", "chunk"];

/// What kind of file an export becomes.
pub(super) struct File<'a> {
    /// The preset's name.
    pub preset: &'a str,
    pub only: Option<SoundFile>,
    pub codec: VideoCodec,
    pub container: Container,
    /// What the preset's sound is.
    usual: SoundCodec,
}

impl<'a> File<'a> {
    /// The preset's kind of file, or another one that holds such pictures where the output's name ends so.
    pub fn of(said: &Node, chain: &'a Chain, only: Option<SoundFile>, codec: VideoCodec) -> Self {
        let usual = chain.word("container").and_then(Container::of).unwrap_or_default();
        let ending = said.get("output").and_then(Node::scalar).and_then(|name| ending(Path::new(name)));
        let wanted = ending.and_then(|ending| Container::of(&ending)).filter(|container| container.takes(codec));
        let container = wanted.unwrap_or(usual);
        let sound = chain.get("sound").and_then(|sound| sound.get("codec")).and_then(Node::scalar);
        let sound = sound.and_then(SoundCodec::of).unwrap_or(SoundCodec::Aac);
        let sound = match only {
            Some(file) => file.codec(),
            None if container.takes_sound(sound) => sound,
            None => container.usual_sound(),
        };
        let preset = chain.0.last().map_or("h264", |preset| preset.name.as_str());
        Self { preset, only, codec, container, usual: sound }
    }

    fn ending(&self) -> &'static str {
        self.only.map_or(self.container.ending(), SoundFile::word)
    }
}

/// The export's sound; `None` where it is switched off. `said` is the document's own, `node` what preset and document say.
pub(super) fn sound(
    (said, node): (&Node, &Node),
    path: &str,
    file: &File<'_>,
    builder: &mut Builder<'_>,
) -> Option<SoundSettings> {
    let usual = file.usual;
    let plain = |codec: SoundCodec| SoundSettings { codec, bitrate: codec.usual_bitrate().unwrap_or(0) };
    if let Some(only) = file.only {
        for key in OF_PICTURES {
            if let Some(said) = said.get(key) {
                let message = format!("`{key}` says something of pictures, and `{}` holds only sound", only.word());
                builder.error(said, &format!("{path}.{key}"), message, Some("leave it out"));
            }
        }
    }
    let own = said.get("sound");
    if file.only.is_none() && !file.container.sounds() {
        if let Some(own) = own.filter(|own| own.scalar() != Some("off")) {
            let message = format!("`sound`: {} files carry no sound", file.container.name());
            let help = "leave it out; a second export with `preset: wav` writes it beside them";
            builder.error(own, &format!("{path}.sound"), message, Some(help));
        }
        return None;
    }
    let Some(node) = node.get("sound") else { return Some(plain(usual)) };
    let path = format!("{path}.sound");
    if node.scalar() == Some("off") {
        if let Some(only) = file.only {
            let message = format!("`sound`: `{}` holds only sound, it can't be `off`", only.word());
            builder.error(node, &path, message, None);
        }
        return None;
    }
    let of = |node: Option<&'_ Node>, key: &str| -> Option<(Node, String)> {
        let value = node?.get(key)?;
        Some((value.clone(), value.scalar()?.to_owned()))
    };
    let asked = of(own, "codec");
    let codec = asked.as_ref().and_then(|(_, word)| SoundCodec::of(word)).unwrap_or(usual);
    if let Some((value, word)) = &asked {
        let path = format!("{path}.codec");
        match file.only {
            Some(only) if codec != usual => {
                let message = format!("`codec`: `{word}` is not what `{}` holds", only.word());
                builder.error(value, &path, message, Some(&format!("it holds `{}`", usual.word())));
            }
            None if !file.container.takes_sound(codec) => {
                let message = format!("`codec`: {} files carry no `{word}`", file.container.name());
                let help = match file.container {
                    Container::Mp4 => {
                        "`flac` keeps every sample too; `preset: wav` writes a file of its own".to_owned()
                    }
                    other => format!("`{}` is usual in them", other.usual_sound().word()),
                };
                builder.error(value, &path, message, Some(&help));
            }
            _ => {}
        }
    }
    let mut settings = plain(codec);
    // What a preset says of bits holds for its own codec.
    let presets_own = codec == presets_codec(node).unwrap_or(usual);
    let bits = of(own, "bitrate").or_else(|| of(Some(node), "bitrate").filter(|_| presets_own));
    if let Some((value, text)) = bits {
        match (codec.usual_bitrate(), bitrate_type().and_then(|of| values::quantity(&text, of))) {
            (None, _) if own.is_some_and(|own| own.get("bitrate").is_some()) => {
                let message =
                    format!("`bitrate`: `{}` keeps every sample, its bit rate follows from them", codec.word());
                builder.error(&value, &format!("{path}.bitrate"), message, Some("leave it out"));
            }
            (None, _) => {}
            (Some(_), Some(bits)) if codec == SoundCodec::Mp3 && bits > 320_000.0 => {
                let message = "`bitrate`: `mp3` goes up to 320k".to_owned();
                builder.error(&value, &format!("{path}.bitrate"), message, None);
            }
            (Some(usual), bits) => settings.bitrate = bits.map_or(usual, |bits| bits.round() as u32),
        }
    }
    Some(settings)
}

fn presets_codec(node: &Node) -> Option<SoundCodec> {
    node.get("codec").and_then(Node::scalar).and_then(SoundCodec::of)
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

/// Where the file goes; its ending must be one of the preset's.
pub(super) fn output(name: &str, export: &Node, path: &str, file: &File<'_>, builder: &mut Builder<'_>) -> PathBuf {
    let stem = builder.path.file_stem().map_or_else(|| "video".into(), |stem| stem.to_string_lossy().into_owned());
    if file.only.is_none() && file.container == Container::Images {
        return images::output(&stem, (name, export), path, file.codec, builder);
    }
    let wanted = file.ending();
    let standard =
        if name == IMPLIED { format!("renders/{stem}.{wanted}") } else { format!("renders/{stem}-{name}.{wanted}") };
    let known = export.get("output").filter(|node| node.variable != Some(Origin::Unknown));
    let Some((node, text)) = known.and_then(|node| Some((node, node.scalar()?))) else {
        return paths::resolve(&builder.folder, &standard).unwrap_or_default();
    };
    let path = format!("{path}.output");
    let resolved = paths::resolve(&builder.folder, text).unwrap_or_default();
    let found = ending(&resolved);
    let preset = file.preset;
    match found.as_deref() {
        Some(found) if found == wanted => {}
        Some(other) if file.only.is_none() && SoundFile::of(other).is_some() => {
            let message = format!("`output`: `{text}` is a sound file, and `{preset}` makes films");
            builder.error(node, &path, message, Some(&format!("say `preset: {other}`")));
        }
        Some(other) if file.only.is_none() && Container::of(other).is_some() => {
            let container = Container::of(other).unwrap_or_default().name();
            let message = format!("`output`: {container} files carry no {}", file.codec.name());
            builder.error(node, &path, message, Some(&endings(file)));
        }
        _ => {
            let message = format!("`output`: `{text}` does not end in .{wanted}");
            builder.error(node, &path, message, Some(&endings(file)));
        }
    }
    if text.ends_with('/') {
        builder.error(node, &path, format!("`output`: `{text}` is a folder, a file is meant"), None);
    }
    resolved
}

/// What the files of a preset may end in.
fn endings(file: &File<'_>) -> String {
    let wanted = file.ending();
    let others = Container::ALL.into_iter().filter(|other| file.only.is_none() && other.takes(file.codec));
    let others: Vec<String> =
        others.map(Container::ending).filter(|other| *other != wanted).map(|other| format!(".{other}")).collect();
    let also =
        if others.is_empty() { String::new() } else { format!(", and {} where that is said", others.join(", ")) };
    format!("`{}` writes .{wanted}{also}", file.preset)
}

fn ending(file: &Path) -> Option<String> {
    file.extension().map(|end| end.to_string_lossy().to_lowercase())
}

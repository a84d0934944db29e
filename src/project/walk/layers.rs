//! Layers, effects and files against the table.

use std::path::Path;

use super::walker::{Walk, join, last, list};
use crate::base::{beats, captions, mesh, midi, shader_facts};
use crate::project::nearest::nearest;
use crate::project::paths;
use crate::project::reading::{SourceUse, Wanted};
use crate::project::table::{COMMON, EFFECTS, FOREIGN_PREFIX, Holds, KINDS, Key, Kind};
use crate::project::tree::{Entry, Node};

pub const MAX_LAYERS: usize = 10_000;

impl Walk<'_> {
    pub(super) fn layer_list(&mut self, items: &[Node], path: &str) {
        let before = self.layers;
        self.layers += items.len();
        if before <= MAX_LAYERS && self.layers > MAX_LAYERS {
            let line = items.first().map_or((1, 1), |item| (item.line, item.column));
            self.error(line.0, line.1, path, format!("more than {MAX_LAYERS} layers"), None);
            return;
        }
        for (index, item) in items.iter().enumerate() {
            if self.full() {
                return;
            }
            let path = format!("{path}[{index}]");
            self.places.insert(path.clone(), (item.line, item.column));
            self.layer(item, &path);
        }
    }

    fn layer(&mut self, node: &Node, path: &str) {
        let Some(entries) = node.map() else {
            let wanted = "a layer such as `{ image: logo.png }`";
            self.wrong_shape(node, path, wanted, None);
            return;
        };
        let kinds: Vec<(&Entry, &Kind)> =
            entries.iter().filter_map(|entry| Some((entry, kind_named(&entry.key)?))).collect();
        // `radius`, `size` and such are no kinds; `shader` and `notes` can't be keys of others. The first kind leads.
        let Some((_, kind)) = kinds.first() else {
            self.layer_without_kind(node, entries, path);
            return;
        };
        for (entry, second) in kinds.iter().skip(1) {
            let message = format!("a layer is one thing, this one is `{}` and `{}`", kind.key.name, second.key.name);
            let help = Some("make two layers of it".into());
            self.error(entry.line, entry.column, &join(path, &entry.key), message, help);
        }
        for entry in entries {
            if entry.key.starts_with(FOREIGN_PREFIX) {
                continue;
            }
            let child = join(path, &entry.key);
            if *entry.key == *kind.key.name {
                self.entry(entry, &kind.key, &child);
            } else if kinds.iter().skip(1).any(|(other, _)| other.key == entry.key) {
                // Said above.
            } else if let Some(key) = layer_keys(kind).find(|key| key.name == &*entry.key) {
                self.entry(entry, key, &child);
            } else {
                self.unknown_layer_key(entry, kind, &child);
            }
        }
    }

    fn unknown_layer_key(&mut self, entry: &Entry, kind: &Kind, path: &str) {
        let owner = KINDS.iter().find(|kind| kind.keys.iter().any(|key| key.name == &*entry.key));
        if let Some(owner) = owner {
            let message =
                format!("`{}` belongs to `{}` layers, this one is `{}`", entry.key, owner.key.name, kind.key.name);
            self.error(entry.line, entry.column, path, message, None);
            return;
        }
        let names: Vec<&str> =
            layer_keys(kind).map(|key| key.name).chain(KINDS.iter().map(|kind| kind.key.name)).collect();
        let help = match nearest(&entry.key, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let names: Vec<&str> = layer_keys(kind).map(|key| key.name).collect();
                format!("a `{}` layer takes {}", kind.key.name, list(&names))
            }
        };
        self.error(entry.line, entry.column, path, format!("unknown key `{}`", entry.key), Some(help));
    }

    fn layer_without_kind(&mut self, node: &Node, entries: &[Entry], path: &str) {
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.key.name).collect();
        let known = |name: &str| {
            COMMON.iter().any(|key| key.name == name)
                || KINDS.iter().any(|kind| kind.keys.iter().any(|key| key.name == name))
        };
        let near = entries
            .iter()
            .filter(|entry| !known(&entry.key))
            .find_map(|entry| Some((entry, nearest(&entry.key, kinds.iter().copied())?)));
        match near {
            Some((entry, near)) => {
                let message = format!("unknown layer kind `{}`", entry.key);
                let help = Some(format!("did you mean `{near}`?"));
                self.error(entry.line, entry.column, &join(path, &entry.key), message, help);
            }
            None => {
                let help = Some(format!("one of {}", list(&kinds)));
                self.error(node.line, node.column, path, "a layer needs a kind: what it shows".into(), help);
            }
        }
        // The keys that all layers have can be checked all the same.
        for entry in entries {
            if let Some(key) = COMMON.iter().find(|key| key.name == &*entry.key) {
                self.entry(entry, key, &join(path, &entry.key));
            }
        }
    }

    pub(super) fn effect_list(&mut self, items: &[Node], path: &str) {
        for (index, item) in items.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let Some([entry]) = item.map() else {
                let names: Vec<&str> = EFFECTS.iter().map(|key| key.name).collect();
                let help = Some(format!("effects are {}", list(&names)));
                let message = format!("`{}`: an effect is one key, as in `- blur: 12px`", last(&path));
                self.error(item.line, item.column, &path, message, help);
                continue;
            };
            let child = join(&path, &entry.key);
            match EFFECTS.iter().find(|key| key.name == &*entry.key) {
                Some(key) => self.entry(entry, key, &child),
                None => self.unknown(entry, EFFECTS.iter().map(|key| key.name), &child, "`effects`"),
            }
        }
    }

    pub(super) fn file(&mut self, node: &Node, text: &str, holds: Holds, path: &str) {
        let wanted = match holds {
            Holds::Picture => Wanted::Image,
            Holds::Video => Wanted::Video,
            Holds::Sound => Wanted::Audio,
            Holds::Captions => Wanted::Captions,
            Holds::Lut => Wanted::Lut,
            Holds::Midi => Wanted::Midi,
            Holds::Beats => Wanted::Beats,
            Holds::Mesh => Wanted::Mesh,
            Holds::Shader => Wanted::Shader,
            _ => return,
        };
        let extension = Path::new(text).extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        if holds == Holds::Captions && !captions::ENDINGS.contains(&extension.as_str()) {
            let help = Some("SubRip is `.srt`, WebVTT `.vtt`, SubStation Alpha `.ass` or `.ssa`".to_owned());
            let message = format!("`{text}`: captions are told by their file's ending, and this one is none of theirs");
            self.error(node.line, node.column, path, message, help);
            return;
        }
        if holds == Holds::Lut && extension != "cube" {
            let message = format!("`{text}` is no .cube table");
            self.error(node.line, node.column, path, message, Some("tables are read from .cube files".to_owned()));
            return;
        }
        if holds == Holds::Mesh && !mesh::ENDINGS.contains(&extension.as_str()) {
            let help = Some("meshes are read from `.glb` and `.gltf` files".to_owned());
            let message = format!("`{text}` is none of `cube`, `sphere`, `ring` and `plane`, and no glTF file");
            self.error(node.line, node.column, path, message, help);
            return;
        }
        let endings: &[&str] = match holds {
            Holds::Midi => &midi::ENDINGS,
            Holds::Beats => &beats::ENDINGS,
            _ => &[],
        };
        if !endings.is_empty() && !endings.contains(&extension.as_str()) {
            let what = if holds == Holds::Midi { "a MIDI file is" } else { "a list of beats is" };
            let help = Some(format!("{what} told by its ending: {}", list(endings)));
            let message = format!("`{text}` has an ending that is not looked for here");
            self.error(node.line, node.column, path, message, help);
            return;
        }
        if holds == Holds::Shader && !shader_facts::ENDINGS.contains(&extension.as_str()) {
            let help =
                Some("WGSL is `.wgsl`; GLSL with a `mainImage` `.glsl` or `.frag`; ISF `.fs` or `.isf`".to_owned());
            let message = format!("`{text}`: shaders are told by their file's ending, and this one is none of theirs");
            self.error(node.line, node.column, path, message, help);
            return;
        }
        match paths::resolve(self.folder, text) {
            Some(file) => {
                let place = Self::place(node, path);
                self.sources.push(SourceUse { path: file, file: self.file.to_path_buf(), wanted, place });
            }
            None => {
                let help = Some("write the whole path".to_owned());
                self.error(node.line, node.column, path, format!("`{text}`: the home folder is not known"), help);
            }
        }
    }
}

pub(super) fn kind_named(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.key.name == name)
}

/// The keys that layers of a kind may have; its own come before the common ones of the same name.
pub(super) fn layer_keys(kind: &Kind) -> impl Iterator<Item = &'static Key> + Clone {
    kind.keys.iter().chain(COMMON)
}

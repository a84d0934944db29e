//! A layer's effects, in their order.

use super::builder::{Builder, items, lengths};
use super::layer::angle;
use super::moving::moving_value;
use super::shader;
use crate::base::Rational;
use crate::project::expression::FormedOf;
use crate::project::model::{Bloom, BloomKind, ChromaKey, Effect, Grade, Length, Moving, Rgba, Shadow};
use crate::project::paths;
use crate::project::tree::Node;
use crate::project::values;

/// How often the light of a mipmap bloom is halved where the document says nothing.
const LEVELS: i64 = 8;

/// The effects of a layer that begins at `start`; keys with a `+` count from there.
pub(super) fn effects(layer: &Node, path: &str, start: Rational, builder: &mut Builder<'_>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for (index, item) in items(layer, "effects").iter().enumerate() {
        let Some([entry]) = item.map() else { continue };
        let mut reader = Reader { path: format!("{path}.effects[{index}]"), start, builder };
        effects.extend(reader.effect(item, &entry.key, &entry.value));
    }
    effects
}

struct Reader<'b, 'a> {
    path: String,
    start: Rational,
    builder: &'b mut Builder<'a>,
}

impl Reader<'_, '_> {
    fn effect(&mut self, item: &Node, name: &str, value: &Node) -> Option<Effect> {
        match name {
            "blur" => Some(Effect::Blur(self.length(item, "blur"))),
            "vignette" => Some(Effect::Vignette(self.number(item, "vignette", 0.0))),
            "shader" => {
                let own = format!("{}.shader", self.path);
                let in_map = format!("{own}.file");
                let (file, owner, at) = match value.get("file") {
                    Some(file) => (file, value, in_map.as_str()),
                    None => (value, value, own.as_str()),
                };
                let used = shader::shader(file, owner, (at, &own), self.start, self.builder)?;
                Some(Effect::Shader(Box::new(used)))
            }
            _ => {
                value.map()?;
                self.path = format!("{}.{name}", self.path);
                self.with_keys(name, value)
            }
        }
    }

    fn with_keys(&mut self, name: &str, map: &Node) -> Option<Effect> {
        let scalar = |key: &str| map.get(key).and_then(Node::scalar);
        let color = |r, g, b, a| scalar("color").and_then(values::color).unwrap_or(Rgba { r, g, b, a });
        Some(match name {
            "bloom" => {
                let levels = scalar("levels").and_then(values::integer).unwrap_or(LEVELS);
                let kind = match scalar("kind") {
                    Some("mipmap") => BloomKind::Mipmap { levels: u32::try_from(levels).unwrap_or(1) },
                    _ => BloomKind::Unreal,
                };
                if let (BloomKind::Unreal, Some(said)) = (kind, map.get("levels")) {
                    let path = format!("{}.levels", self.path);
                    self.builder.error(said, &path, "`levels` belongs to `kind: mipmap`".to_owned(), None);
                }
                Effect::Bloom(Bloom {
                    kind,
                    threshold: self.number(map, "threshold", 0.8),
                    strength: self.number(map, "strength", 0.6),
                    radius: self.number(map, "radius", 0.4),
                })
            }
            "color" => Effect::Color(Box::new(Grade {
                brightness: self.number(map, "brightness", 0.0),
                contrast: self.number(map, "contrast", 1.0),
                saturation: self.number(map, "saturation", 1.0),
                hue: self.moving(map, "hue", angle, 0.0),
                temperature: self.number(map, "temperature", 0.0),
                lut: scalar("lut").and_then(|lut| paths::resolve(&self.builder.folder, lut)),
            })),
            "key" => Effect::Key(ChromaKey {
                color: color(0.0, 1.0, 0.0, 1.0),
                similarity: self.number(map, "similarity", 0.3),
                smooth: self.number(map, "smooth", 0.1),
            }),
            "shadow" => Effect::Shadow(Shadow {
                offset: self.moving(map, "offset", lengths, [Length::Px(0.0); 2]),
                blur: self.length(map, "blur"),
                color: color(0.0, 0.0, 0.0, f32::from(0x88_u8) / 255.0),
            }),
            _ => return None,
        })
    }

    fn moving<T: FormedOf + Clone>(
        &mut self,
        map: &Node,
        key: &str,
        read: impl Fn(&Node) -> Option<T>,
        default: T,
    ) -> Moving<T> {
        moving_value(map, key, &self.path, self.start, self.builder, read, default)
    }

    fn number(&mut self, map: &Node, key: &str, default: f64) -> Moving<f64> {
        self.moving(map, key, |node| values::number(node.scalar()?), default)
    }

    fn length(&mut self, map: &Node, key: &str) -> Moving<Length> {
        self.moving(map, key, |node| values::length(node.scalar()?), Length::Px(0.0))
    }
}

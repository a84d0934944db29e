//! An objects layer: what stands where, and what strikes it.

use super::builder::{Builder, items};
use super::layer::angle;
use super::moving::moving_value;
use crate::base::Rational;
use crate::project::expression::FormedOf;
use crate::project::model::{Length, Moving, Rgba};
use crate::project::objects::{Camera, Driver, Each, Layout, Light, Mesh, Objects, PlacedObject, Strike};
use crate::project::paths;
use crate::project::table::{FREQUENCY, Type};
use crate::project::time::{Measures, Sense, Tempo, parse};
use crate::project::tree::Node;
use crate::project::values;

const MOST: u32 = 64;
/// Four bars of the usual meter.
const MOST_ON_BEATS: u32 = 16;
/// More objects than this are written by a program that had better write a mesh.
const MOST_PLACED: usize = 10_000;
const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };

/// The objects that a map says; keys with a `+` count from `start`.
pub(super) fn objects(map: &Node, path: &str, start: Rational, builder: &mut Builder<'_>) -> Option<Objects> {
    map.map()?;
    let scalar = |key: &str| map.get(key).and_then(Node::scalar);
    let mesh = match scalar("mesh")? {
        "cube" => Mesh::Cube,
        "sphere" => Mesh::Sphere,
        "ring" => Mesh::Ring,
        "plane" => Mesh::Plane,
        file => Mesh::File(paths::resolve(&builder.folder, file)?),
    };
    let on = driver(map, path, start, builder)?;
    let (usual_lift, usual_rest) = match on {
        Driver::Spectrum { .. } => (6.0, 0.35),
        Driver::List(_) => (0.6, 1.0),
        Driver::Beats | Driver::Track { .. } => (0.6, 0.35),
    };
    let usual_count = if on == Driver::Beats { MOST_ON_BEATS } else { MOST };
    let count = scalar("count").and_then(values::integer).and_then(|count| u32::try_from(count).ok());
    let color = |key: &str| scalar(key).and_then(values::color);
    let layout = match scalar("layout") {
        Some("ring") => Layout::Ring,
        Some("line") => Layout::Line,
        Some("spiral") => Layout::Spiral,
        _ => Layout::Grid,
    };
    let release = span_of(map, "release", &builder.measures).unwrap_or(Rational::new(3, 5));
    let mut reader = Reader { path, start, builder };
    Some(Objects {
        mesh,
        on,
        layout,
        count: count.unwrap_or(usual_count),
        extent: reader.extent(map),
        size: reader.number(map, "size", 1.0),
        spacing: reader.number(map, "spacing", 1.5),
        spin: reader.moving(map, "spin", angle, 0.0),
        turn: reader.moving(map, "turn", angle, 0.0),
        strike: Strike {
            pulse: reader.number(map, "pulse", 0.3),
            lift: reader.number(map, "lift", usual_lift),
            glow: reader.number(map, "glow", 0.6),
            color: color("lit"),
            rest: reader.number(map, "rest", usual_rest),
            release,
        },
        colors: colors(map).unwrap_or_else(|| vec![WHITE]),
        shine: reader.number(map, "shine", 0.3),
        camera: reader.camera(map),
        light: reader.light(map),
        fog: reader.fog(map),
    })
}

/// Width and height of the layer that a map says.
pub(super) fn extent(map: &Node, path: &str, start: Rational, builder: &mut Builder<'_>) -> [Moving<Length>; 2] {
    Reader { path, start, builder }.extent(map)
}

/// A length of time that a map says.
pub(super) fn span_of(map: &Node, key: &str, measures: &Measures) -> Option<Rational> {
    parse(map.get(key)?.scalar()?, Sense::Length, measures).ok().filter(|length| length.is_positive())
}

fn colors(map: &Node) -> Option<Vec<Rgba>> {
    let said = map.get("color")?;
    let colors: Vec<Rgba> = match said.list() {
        Some(list) => list.iter().filter_map(|color| values::color(color.scalar()?)).collect(),
        None => values::color(said.scalar()?).into_iter().collect(),
    };
    (!colors.is_empty()).then_some(colors)
}

fn driver(map: &Node, path: &str, start: Rational, builder: &mut Builder<'_>) -> Option<Driver> {
    let said = map.get("on")?;
    let scalar = |key: &str| map.get(key).and_then(Node::scalar);
    let driver = match said.scalar() {
        None => Driver::List(placed(map, path, start, builder)),
        Some("beats") => {
            if builder.measures.tempo == Tempo::Unset {
                let help = Some("for example `tempo: { bpm: 120 }`");
                let message = "`on: beats` needs beats, but the project has no `tempo:`".to_owned();
                builder.error(said, &format!("{path}.on"), message, help);
            }
            Driver::Beats
        }
        Some("spectrum") => {
            let hertz = |key: &str, usual: f64| {
                let Type::Quantity(frequency) = FREQUENCY else { return usual };
                scalar(key).and_then(|text| values::quantity(text, frequency)).unwrap_or(usual)
            };
            let (from, to) = (hertz("from", 30.0), hertz("to", 16_000.0));
            if from >= to {
                let at = map.get("to").or_else(|| map.get("from")).unwrap_or(map);
                let message = "`to` does not lie above `from`".to_owned();
                builder.error(at, &format!("{path}.to"), message, None);
            }
            Driver::Spectrum { from, to }
        }
        Some(name) => {
            let each = if scalar("each") == Some("note") { Each::Note } else { Each::Pitch };
            Driver::Track { name: name.to_owned(), each }
        }
    };
    let foreign: &[(&str, &str)] = match driver {
        Driver::Track { .. } => &[("from", "`on: spectrum`"), ("to", "`on: spectrum`")],
        Driver::Spectrum { .. } => &[("each", "a track's name")],
        _ => &[("each", "a track's name"), ("from", "`on: spectrum`"), ("to", "`on: spectrum`")],
    };
    for (key, owner) in foreign {
        if let Some(said) = map.get(key) {
            builder.error(said, &format!("{path}.{key}"), format!("`{key}` belongs to {owner}"), None);
        }
    }
    Some(driver)
}

fn placed(map: &Node, path: &str, start: Rational, builder: &mut Builder<'_>) -> Vec<PlacedObject> {
    let list = items(map, "on");
    if list.is_empty() || list.len() > MOST_PLACED {
        let message = format!("`on`: from 1 to {MOST_PLACED} places are possible, these are {}", list.len());
        builder.error(map.get("on").unwrap_or(map), &format!("{path}.on"), message, None);
        return Vec::new();
    }
    let object = |(index, node): (usize, &Node)| {
        let path = format!("{path}.on[{index}]");
        Some(PlacedObject {
            at: triple(node.get("at")?)?,
            size: Reader { path: &path, start, builder }.number(node, "size", 1.0),
            color: node.get("color").and_then(Node::scalar).and_then(values::color),
        })
    };
    list.iter().enumerate().filter_map(object).collect()
}

fn triple(node: &Node) -> Option<[f64; 3]> {
    let [x, y, z] = node.list()? else { return None };
    let read = |node: &Node| values::number(node.scalar()?);
    Some([read(x)?, read(y)?, read(z)?])
}

struct Reader<'b, 'a> {
    path: &'b str,
    start: Rational,
    builder: &'b mut Builder<'a>,
}

impl Reader<'_, '_> {
    fn moving<T: FormedOf + Clone>(
        &mut self,
        map: &Node,
        key: &str,
        read: impl Fn(&Node) -> Option<T>,
        default: T,
    ) -> Moving<T> {
        moving_value(map, key, self.path, self.start, self.builder, read, default)
    }

    fn number(&mut self, map: &Node, key: &str, default: f64) -> Moving<f64> {
        self.moving(map, key, |node| values::number(node.scalar()?), default)
    }

    fn extent(&mut self, map: &Node) -> [Moving<Length>; 2] {
        let read = |node: &Node| values::length(node.scalar()?);
        ["width", "height"].map(|key| self.moving(map, key, read, Length::Percent(100.0)))
    }

    fn inside<'n>(&mut self, map: &'n Node, key: &str) -> Option<(&'n Node, String)> {
        let inner = map.get(key)?;
        inner.map()?;
        Some((inner, format!("{}.{key}", self.path)))
    }

    fn camera(&mut self, map: &Node) -> Camera {
        let none = Node { value: crate::project::tree::Value::Map(Vec::new()), ..map.clone() };
        let (node, path) = self.inside(map, "camera").unwrap_or((&none, String::new()));
        let mut inner = Reader { path: &path, start: self.start, builder: self.builder };
        Camera {
            position: node.get("position").map(|_| inner.moving(node, "position", triple, [0.0, 4.0, 12.0])),
            look_at: inner.moving(node, "look_at", triple, [0.0; 3]),
            fov: inner.moving(node, "fov", angle, 45.0),
            orbit: inner.moving(node, "orbit", angle, 0.0),
        }
    }

    fn light(&mut self, map: &Node) -> Light {
        let none = Node { value: crate::project::tree::Value::Map(Vec::new()), ..map.clone() };
        let (node, path) = self.inside(map, "light").unwrap_or((&none, String::new()));
        let mut inner = Reader { path: &path, start: self.start, builder: self.builder };
        Light {
            direction: inner.moving(node, "direction", triple, [1.0, 2.0, 1.0]),
            color: node.get("color").and_then(Node::scalar).and_then(values::color).unwrap_or(WHITE),
            ambient: inner.number(node, "ambient", 0.2),
        }
    }

    fn fog(&mut self, map: &Node) -> Option<[Moving<f64>; 2]> {
        let (node, path) = self.inside(map, "fog")?;
        let mut inner = Reader { path: &path, start: self.start, builder: self.builder };
        Some(["from", "to"].map(|key| inner.number(node, key, 0.0)))
    }
}

//! Layers that follow the sound, and swarms.

use std::sync::Arc;

use super::builder::Builder;
use super::layer::angle;
use super::moving::moving_value;
use super::{motion, paint};
use crate::base::Rational;
use crate::project::expression::FormedOf;
use crate::project::model::{
    Birth, Birthplace, Kind, Length, Moving, Paint, ParticleShape, Particles, Rgba, Spectrum, SpectrumStyle, Waveform,
    WaveformStyle,
};
use crate::project::paths;
use crate::project::place::Severity;
use crate::project::table::{Type, units};
use crate::project::time::{Sense, Tempo};
use crate::project::tree::Node;
use crate::project::values;

const WHITE: Rgba = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };
/// How far back a peak may have been: every frame on the way is listened to.
const LONGEST_PEAKS: Rational = Rational::from_int(5);
/// More of a sound than this is no curve any more, and would have to be read for every frame.
const LONGEST_WINDOW: Rational = Rational::from_int(20);
/// No sudden beginning is remembered for longer.
const LONGEST_ECHO: Rational = Rational::from_int(5);
/// More colours than can be told apart are a mistake.
const MOST_COLORS: usize = 256;

/// The layer that a map under one of these names says; `None` for other names.
pub(super) fn kind(layer: &Node, (name, map): (&str, &Node), path: &str, builder: &mut Builder<'_>) -> Option<Kind> {
    if !matches!(name, "spectrum" | "waveform" | "particles") {
        return None;
    }
    let start = layer.get("at").and_then(|at| builder.span(at, Sense::Position)).map_or(Rational::ZERO, |at| at.start);
    let at = (map.line, map.column);
    let mut reader = Reader { map, path: format!("{path}.{name}"), start, builder };
    let kind = match name {
        "spectrum" => Kind::Spectrum(Box::new(reader.spectrum())),
        "waveform" => Kind::Waveform(Box::new(reader.waveform())),
        _ => Kind::Particles(Box::new(reader.particles())),
    };
    let born = match &kind {
        Kind::Particles(particles) => Some(particles.born),
        _ => None,
    };
    let doubt = match born {
        Some(Birth::Always) => None,
        Some(Birth::Beats) => (builder.measures.tempo == Tempo::Unset).then_some((
            "`born: beats`, but the project has no tempo: none is born",
            "say one, for example `tempo: { bpm: 120 }`",
        )),
        Some(Birth::Onsets) | None => (!builder.sound)
            .then_some(("there is nothing to hear: the project has no sound", "name one under `audio:`")),
    };
    if let Some((message, help)) = doubt {
        builder.problem(Severity::Warning, at, &format!("{path}.{name}"), message.to_owned(), Some(help.to_owned()));
    }
    Some(kind)
}

struct Reader<'b, 'a> {
    map: &'b Node,
    path: String,
    start: Rational,
    builder: &'b mut Builder<'a>,
}

impl Reader<'_, '_> {
    fn spectrum(&mut self) -> Spectrum {
        let style = match self.text("style") {
            Some("line") => SpectrumStyle::Line,
            Some("radial") => SpectrumStyle::Radial,
            Some("mirror") => SpectrumStyle::Mirror,
            _ => SpectrumStyle::Bars,
        };
        let (line, radial) = (style == SpectrumStyle::Line, style == SpectrumStyle::Radial);
        let log = self.text("scale") != Some("linear");
        let [from, to] = [("from", 30.0), ("to", 16_000.0)].map(|(key, usual)| self.frequency(key).unwrap_or(usual));
        if from >= to {
            let message = format!("`from` is {from} Hz, which is not below `to`, {to} Hz");
            self.error(if self.map.get("from").is_some() { "from" } else { "to" }, message, None);
        } else if log && from <= 0.0 {
            let message = "a logarithmic scale begins above 0 Hz".to_owned();
            self.error("from", message, Some("say `scale: linear`, or begin at 20Hz"));
        }
        self.belongs(&["thickness", "fill"], line, "`style: line`");
        self.belongs(&["gap", "radius", "peaks"], !line, "bars");
        self.belongs(&["inner"], radial, "`style: radial`");
        Spectrum {
            bars: self.integer("bars").and_then(|bars| u32::try_from(bars).ok()).unwrap_or(64),
            from,
            to,
            log,
            style,
            symmetric: self.text("symmetric").map_or(radial, |said| said == "true"),
            tilt: self.number("tilt", 0.0),
            peaks: self.bounded("peaks", LONGEST_PEAKS),
            width: self.length("width", Length::Percent(100.0)),
            height: self.length("height", Length::Percent(if radial { 80.0 } else { 30.0 })),
            thickness: self.length("thickness", Length::Px(3.0)),
            inner: self.length("inner", Length::Percent(45.0)),
            color: self.paint(),
            gap: self.extent("gap", Length::Percent(25.0)),
            radius: self.extent("radius", Length::Percent(50.0)),
            floor: self.extent("floor", Length::Px(0.0)),
            fill: self.number("fill", 0.0),
        }
    }

    fn waveform(&mut self) -> Waveform {
        let style = match self.text("style") {
            Some("filled") => WaveformStyle::Filled,
            Some("radial") => WaveformStyle::Radial,
            _ => WaveformStyle::Line,
        };
        let radial = style == WaveformStyle::Radial;
        self.belongs(&["thickness"], style != WaveformStyle::Filled, "lines, not to `style: filled`");
        self.belongs(&["taper"], !radial, "waveforms with ends; a radial one has none");
        self.belongs(&["inner"], radial, "`style: radial`");
        Waveform {
            window: self.bounded("window", LONGEST_WINDOW).unwrap_or(Rational::new(1, 20)),
            style,
            steady: self.text("steady") != Some("false"),
            taper: self.number("taper", if radial { 0.0 } else { 0.1 }),
            width: self.length("width", Length::Percent(100.0)),
            height: self.length("height", Length::Percent(if radial { 80.0 } else { 30.0 })),
            thickness: self.length("thickness", Length::Px(3.0)),
            inner: self.length("inner", Length::Percent(60.0)),
            color: self.paint(),
        }
    }

    fn particles(&mut self) -> Particles {
        let colors: Vec<Rgba> = match self.map.get("color") {
            Some(node) => match node.list() {
                Some(list) => list.iter().filter_map(|color| values::color(color.scalar()?)).collect(),
                None => node.scalar().and_then(values::color).into_iter().collect(),
            },
            None => vec![WHITE],
        };
        let listed = self.map.get("color").and_then(Node::list).map(<[Node]>::len);
        if let Some(count) = listed.filter(|count| !(1..=MOST_COLORS).contains(count)) {
            let message = format!("`color` has from 1 to {MOST_COLORS} colours, this list has {count}");
            self.error("color", message, None);
        }
        let born = match self.text("born") {
            Some("beats") => Birth::Beats,
            Some("onsets") => Birth::Onsets,
            _ => Birth::Always,
        };
        let life = self.map.get("life").and_then(|node| self.builder.length(node)).unwrap_or(Rational::from_int(4));
        if born == Birth::Onsets && life > LONGEST_ECHO {
            self.error("life", "`life`: with `born: onsets`, at most 5 s are possible".to_owned(), None);
        }
        let pair = |node: &Node| {
            let [birth, end] = node.list()? else { return None };
            Some([values::number(birth.scalar()?)?, values::number(end.scalar()?)?])
        };
        let written = self.text("image").map(str::to_owned);
        let image = written.and_then(|image| paths::resolve(&self.builder.folder, &image)).map(Arc::new);
        self.belongs(&["shape"], image.is_none(), "particles without an `image`");
        let (usual_size, usual_glow) = if image.is_some() { (32.0, 0.0) } else { (4.0, 0.5) };
        Particles {
            count: self.integer("count").and_then(|count| u32::try_from(count).ok()).unwrap_or(400),
            seed: self.integer("seed").and_then(|seed| u64::try_from(seed).ok()).unwrap_or(1),
            shape: self.text("shape").and_then(ParticleShape::of).unwrap_or(ParticleShape::Dot),
            image,
            from: self.text("from").and_then(Birthplace::of).unwrap_or(Birthplace::Area),
            born,
            width: self.length("width", Length::Percent(100.0)),
            height: self.length("height", Length::Percent(100.0)),
            size: self.length("size", Length::Px(usual_size)),
            colors: if colors.is_empty() { vec![WHITE] } else { colors },
            life,
            speed: self.length("speed", Length::Px(40.0)),
            direction: self.moving("direction", angle, 0.0),
            spread: self.map.get("spread").and_then(angle).unwrap_or(360.0),
            gravity: self.extent("gravity", Length::Px(0.0)),
            sway: self.length("sway", Length::Px(0.0)),
            spin: self.map.get("spin").and_then(angle).unwrap_or(0.0),
            vary: self.number("vary", 0.5),
            grow: self.map.get("grow").and_then(pair).unwrap_or([1.0; 2]),
            fade_in: self.number("fade_in", 0.15),
            fade_out: self.number("fade_out", 0.4),
            glow: self.moving("glow", |node| values::number(node.scalar()?), usual_glow),
            add: self.text("overlap") != Some("cover"),
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.map.get(key).and_then(Node::scalar)
    }

    fn integer(&self, key: &str) -> Option<i64> {
        self.text(key).and_then(values::integer)
    }

    fn number(&self, key: &str, usual: f64) -> f64 {
        self.text(key).and_then(values::number).unwrap_or(usual)
    }

    fn frequency(&self, key: &str) -> Option<f64> {
        match units::FREQUENCY {
            Type::Quantity(frequency) => self.text(key).and_then(|text| values::quantity(text, frequency)),
            _ => None,
        }
    }

    /// A length of time that must not be longer than `most`.
    fn bounded(&mut self, key: &str, most: Rational) -> Option<Rational> {
        let length = self.builder.length(self.map.get(key)?)?;
        if length > most {
            let message = format!("`{key}`: at most {} s are possible", super::layer::plain(most));
            self.error(key, message, None);
        }
        Some(length)
    }

    fn extent(&self, key: &str, usual: Length) -> Length {
        self.text(key).and_then(values::length).unwrap_or(usual)
    }

    fn length(&mut self, key: &str, usual: Length) -> Moving<Length> {
        self.moving(key, |node| values::length(node.scalar()?), usual)
    }

    fn moving<T: FormedOf + Clone>(&mut self, key: &str, read: impl Fn(&Node) -> Option<T>, usual: T) -> Moving<T> {
        moving_value(self.map, key, &self.path, self.start, self.builder, read, usual)
    }

    fn paint(&mut self) -> Paint {
        let Some(node) = motion::resting(self.map, "color") else { return Paint::Color(WHITE) };
        match node.scalar() {
            Some(color) => Paint::Color(values::color(color).unwrap_or(WHITE)),
            None => Paint::Gradient(paint::gradient(&node, &format!("{}.color", self.path), self.builder)),
        }
    }

    /// Keys that say nothing in other styles are refused there.
    fn belongs(&mut self, keys: &[&str], here: bool, to: &str) {
        for key in keys.iter().filter(|key| !here && self.map.get(key).is_some()) {
            self.error(key, format!("`{key}` belongs to {to}"), None);
        }
    }

    fn error(&mut self, key: &str, message: String, help: Option<&str>) {
        let at = self.map.get(key).unwrap_or(self.map);
        self.builder.error(at, &format!("{}.{key}", self.path), message, help);
    }
}

//! A notes layer: whose notes, and how they are drawn.

use super::builder::Builder;
use super::moving::moving_value;
use super::objects::{extent, span_of};
use super::{motion, paint};
use crate::base::Rational;
use crate::project::model::{Length, Paint, Rgba};
use crate::project::notes::{NoteStyle, Notes, Way};
use crate::project::tree::Node;
use crate::project::values;

/// The notes that a map says; keys with a `+` count from `start`.
pub(super) fn notes(map: &Node, path: &str, start: Rational, builder: &mut Builder<'_>) -> Option<Notes> {
    map.map()?;
    let scalar = |key: &str| map.get(key).and_then(Node::scalar);
    let pitch = |key: &str| scalar(key).and_then(values::pitch);
    let length = |key: &str, usual: f64| scalar(key).and_then(values::length).unwrap_or(Length::Percent(usual));
    let unit = |key: &str, usual: f64| scalar(key).and_then(values::number).unwrap_or(usual);
    let style = match scalar("style") {
        Some("pads") => NoteStyle::Pads,
        Some("pulse") => NoteStyle::Pulse,
        _ => NoteStyle::Roll {
            way: if scalar("way") == Some("down") { Way::Down } else { Way::Left },
            now: unit("now", 0.25),
            line: Some(scalar("line").and_then(values::color).unwrap_or(faint())).filter(|line| line.a > 0.0),
        },
    };
    let foreign: &[&str] = match style {
        NoteStyle::Roll { .. } => &[],
        NoteStyle::Pads => &["way", "now", "line", "window"],
        NoteStyle::Pulse => &["way", "now", "line", "radius", "gap"],
    };
    for key in foreign {
        if let Some(said) = map.get(key) {
            let message = format!("`{key}` means nothing to `style: {}`", scalar("style").unwrap_or("roll"));
            builder.error(said, &format!("{path}.{key}"), message, None);
        }
    }
    let (low, high) = (pitch("low"), pitch("high"));
    if let (Some(said), true) = (map.get("high"), low > high) {
        let message = "`high` lies below `low`".to_owned();
        builder.error(said, &format!("{path}.high"), message, None);
    }
    let color = motion::resting(map, "color");
    let paint = match (&color, color.as_ref().and_then(Node::scalar)) {
        (Some(_), Some(color)) => values::color(color).map(Paint::Color),
        (Some(map), None) => Some(Paint::Gradient(paint::gradient(map, &format!("{path}.color"), builder))),
        (None, _) => None,
    };
    let span = |key: &str, usual: Rational| span_of(map, key, &builder.measures).unwrap_or(usual);
    let (window, release) = (span("window", Rational::from_int(4)), span("release", Rational::new(7, 20)));
    let read = |node: &Node| values::length(node.scalar()?);
    Some(Notes {
        track: scalar("track")?.to_owned(),
        style,
        window,
        low,
        high,
        extent: extent(map, path, start, builder),
        paint: paint.unwrap_or(Paint::Color(Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 })),
        lit: scalar("lit").and_then(values::color),
        rest: unit("rest", 0.4),
        glow: moving_value(map, "glow", path, start, builder, read, Length::Percent(60.0)),
        radius: length("radius", 35.0),
        gap: length("gap", 16.0),
        release,
    })
}

fn faint() -> Rgba {
    Rgba { r: 1.0, g: 1.0, b: 1.0, a: f32::from(0x40_u8) / 255.0 }
}

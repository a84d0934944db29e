//! What an export shows of the canvas, and how large: cut-outs and sizes.

use super::builder::Builder;
use super::moving::moving_value;
use crate::base::Rational;
use crate::project::model::{Canvas, Framing, Moving, Pixels};
use crate::project::place::Severity;
use crate::project::time::Sense;
use crate::project::tree::Node;
use crate::project::values::{self, Size};

/// Sides of what can be exported.
const SIDES: std::ops::RangeInclusive<u32> = 16..=8192;

/// The output's size and the cut-out that it shows.
pub fn framing(
    node: &Node,
    path: &str,
    at: (usize, usize),
    (canvas, pixels): (&Canvas, Pixels),
    builder: &mut Builder<'_>,
) -> ((u32, u32), Option<Framing>) {
    let own = (canvas.width, canvas.height);
    if builder.canvas_refused {
        return (own, None);
    }
    let said = node.get("size");
    let written = said.and_then(Node::scalar).and_then(values::size);
    let mut sizing = Sizing {
        at: said.map_or(builder.canvas_size.unwrap_or(at), |said| (said.line, said.column)),
        path: if said.is_some() { format!("{path}.size") } else { "canvas.size".to_owned() },
        pixels,
        builder,
    };
    let Some(frame) = node.get("frame").filter(|frame| frame.map().is_some()) else {
        let size = written.map_or(own, |size| size.pixels(own));
        return (sizing.checked(size, own, Shape::Canvas).unwrap_or(own), None);
    };
    let aspect = frame.get("aspect").and_then(|node| Some((node, values::ratio(node.scalar()?, ':')?)));
    let shape = match (aspect, written) {
        (Some((_, aspect)), _) => aspect,
        (None, Some(Size::Both(width, height))) => (width, height),
        (None, _) => own,
    };
    let (size, cut) = match written {
        Some(size) => {
            let Some(size) = sizing.checked(size.pixels(shape), shape, Shape::Frame) else { return (own, None) };
            (size, largest(size, own))
        }
        None => {
            let size = own_size(largest(shape, own), own, pixels);
            if let Some((node, _)) = aspect {
                (sizing.at, sizing.path) = ((node.line, node.column), format!("{path}.frame.aspect"));
            }
            let Some(size) = sizing.checked(size, size, Shape::Frame) else { return (own, None) };
            (size, [f64::from(size.0), f64::from(size.1)])
        }
    };
    let range = node.get("range").and_then(|node| builder.span(node, Sense::Position));
    let start = range.map_or(builder.range_start, |range| range.start);
    let path = format!("{path}.frame");
    let zoom = |node: &Node| values::number(node.scalar()?);
    let framing = Framing {
        size: [cut[0].min(f64::from(own.0)), cut[1].min(f64::from(own.1))],
        center: moving_value(frame, "center", &path, start, builder, center, [0.5; 2]),
        zoom: moving_value(frame, "zoom", &path, start, builder, zoom, 1.0),
    };
    let whole = framing.size == [f64::from(own.0), f64::from(own.1)] && framing.zoom == Moving::Constant(1.0);
    (size, (!whole).then_some(framing))
}

fn center(node: &Node) -> Option<[f64; 2]> {
    let [x, y] = node.list()? else { return None };
    Some([values::number(x.scalar()?)?, values::number(y.scalar()?)?])
}

/// The largest rectangle of a shape in the canvas.
fn largest((across, along): (u32, u32), (width, height): (u32, u32)) -> [f64; 2] {
    if u64::from(across) * u64::from(height) >= u64::from(along) * u64::from(width) {
        [f64::from(width), f64::from(width) * f64::from(along) / f64::from(across)]
    } else {
        [f64::from(height) * f64::from(across) / f64::from(along), f64::from(height)]
    }
}

/// The size at which a cut-out keeps the canvas's own pixels.
fn own_size(cut: [f64; 2], (width, height): (u32, u32), pixels: Pixels) -> (u32, u32) {
    let side = |cut: f64, canvas: u32, even: bool| {
        let step = if even { 2.0 } else { 1.0 };
        let near = ((cut / step).round().max(1.0) * step) as u32;
        // The canvas has no pixel more than it has.
        if near > canvas { near.saturating_sub(step as u32) } else { near }
    };
    let [across, along] = pixels.even();
    (side(cut[0], width, across), side(cut[1], height, along))
}

/// What a size must have the shape of.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Canvas,
    Frame,
}

struct Sizing<'a, 'b> {
    at: (usize, usize),
    path: String,
    pixels: Pixels,
    builder: &'a mut Builder<'b>,
}

impl Sizing<'_, '_> {
    fn error(&mut self, message: String, help: Option<String>) {
        self.builder.problem(Severity::Error, self.at, &self.path, message, help);
    }

    /// The size as it will be encoded, or why it can't be.
    fn checked(&mut self, (width, height): (u32, u32), own: (u32, u32), shape: Shape) -> Option<(u32, u32)> {
        let across = i64::from(width) * i64::from(own.1);
        let along = i64::from(height) * i64::from(own.0);
        // One pixel of rounding on either side is the same shape.
        if (across - along).abs() > i64::from(own.0.max(own.1)) {
            let other = match shape {
                Shape::Canvas => format!("the canvas ({}x{})", own.0, own.1),
                Shape::Frame => format!("`frame` ({}:{})", own.0, own.1),
            };
            let help = fitting((width, height), own, shape);
            self.error(format!("`size`: {width}x{height} has another shape than {other}"), Some(help));
            return None;
        }
        if !SIDES.contains(&width) || !SIDES.contains(&height) {
            let what = if self.path.ends_with("aspect") { "`aspect`: a cut-out of " } else { "`size`: " };
            self.error(format!("{what}{width}x{height} is out of bounds, 16 to 8192 each"), None);
            return None;
        }
        let [evenly, along] = self.pixels.even().map(u32::from);
        let even = (width + (width % 2) * evenly, height + (height % 2) * along);
        if even != (width, height) {
            let sampling = self.pixels.sampling();
            let message = format!(
                "{width}x{height} is odd, which {sampling} video can't be; the file will be {}x{}",
                even.0, even.1
            );
            // Exports of the canvas's own size share its warning.
            let said = |said: &crate::project::Problem| said.path == self.path && said.severity == Severity::Warning;
            if !self.builder.problems.iter().any(said) {
                self.builder.problem(Severity::Warning, self.at, &self.path, message, None);
            }
        }
        Some(even)
    }
}

fn fitting((width, height): (u32, u32), (across, along): (u32, u32), shape: Shape) -> String {
    let scaled = |side: u32, of: u32, to: u32| (f64::from(side) * f64::from(to) / f64::from(of) / 2.0).round() * 2.0;
    let by_width = format!("{width}x{}", scaled(along, across, width));
    let by_height = format!("{}x{height}", scaled(across, along, height));
    let sizes = format!("sizes of the same shape are {by_width} and {by_height}");
    let ratio = Rational::new(i64::from(width.max(1)), i64::from(height.max(1)));
    match shape {
        Shape::Canvas if ratio.num().max(ratio.den()) <= 10_000 => {
            format!("{sizes}; `frame: {{ aspect: {}:{} }}` cuts the canvas to this one", ratio.num(), ratio.den())
        }
        _ => sizes,
    }
}

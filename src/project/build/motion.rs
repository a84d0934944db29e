//! What moves of a layer's look, where anything does.

use super::builder::{Builder, items, lengths};
use super::layer::angle;
use super::moving::moving_value;
use crate::base::Rational;
use crate::project::expression::FormedOf;
use crate::project::model::{Gradient, Kind, Length, Moving, Paint, Rgba, Run, Shape, Stop, Text};
use crate::project::motion::{GradientMotion, Motion, PaintMotion, ShadowMotion, ShapeMotion, TextMotion};
use crate::project::moving;
use crate::project::tree::Node;
use crate::project::values;

/// The value that a key says, or that it has at first where it moves.
pub(super) fn resting(map: &Node, key: &str) -> Option<Node> {
    let node = map.get(key)?;
    match moving::keyframes(node) {
        Some(items) => Some(moving::written(items.first()?)?.value),
        None => Some(node.clone()),
    }
}

/// As [`resting`], the text of a scalar.
pub(super) fn resting_text(map: &Node, key: &str) -> Option<String> {
    resting(map, key)?.scalar().map(str::to_owned)
}

/// `value` is what stands under the kind's own name.
pub(super) fn motion(
    (node, value): (&Node, &Node),
    kind: &Kind,
    path: &str,
    start: Rational,
    builder: &mut Builder<'_>,
) -> Option<Box<Motion>> {
    let mut reader = Reader { start, builder };
    let mut motion = Motion::default();
    match kind {
        Kind::Solid(color) => motion.paint = reader.color_paint(node, "solid", path, *color),
        Kind::Gradient(gradient) => motion.paint = reader.gradient(value, &format!("{path}.gradient"), gradient),
        Kind::Shape(shape) => {
            motion.paint = shape.fill.as_ref().and_then(|fill| reader.paint(node, "fill", path, fill));
            motion.shape = reader.shape(node, path, shape);
        }
        Kind::Spectrum(spectrum) => {
            motion.paint = reader.paint(value, "color", &format!("{path}.spectrum"), &spectrum.color);
        }
        Kind::Waveform(waveform) => {
            motion.paint = reader.paint(value, "color", &format!("{path}.waveform"), &waveform.color);
        }
        Kind::Notes(notes) => motion.paint = reader.paint(value, "color", &format!("{path}.notes"), &notes.paint),
        Kind::Text(text) => motion.text = reader.text(node, path, text),
        _ => {}
    }
    (motion != Motion::default()).then(|| Box::new(motion))
}

struct Reader<'b, 'a> {
    start: Rational,
    builder: &'b mut Builder<'a>,
}

impl Reader<'_, '_> {
    fn paint(&mut self, map: &Node, key: &str, path: &str, paint: &Paint) -> Option<PaintMotion> {
        let said = map.get(key)?;
        self.gradients_among(said, key, path);
        match paint {
            Paint::Color(color) => self.color_paint(map, key, path, *color),
            Paint::Gradient(gradient) => self.gradient(said, &format!("{path}.{key}"), gradient),
        }
    }

    /// A gradient moves by its own values, not as a whole.
    fn gradients_among(&mut self, said: &Node, key: &str, path: &str) {
        for (index, item) in moving::keyframes(said).unwrap_or_default().iter().enumerate() {
            let Some(frame) = moving::written(item).filter(|frame| frame.value.map().is_some()) else { continue };
            let message = format!("`{key}`: a keyframe is one colour, not a gradient");
            let help = Some("let the gradient's own `angle`, `center`, `radius` and colours move");
            self.builder.error(&frame.value, &format!("{path}.{key}[{index}]"), message, help);
        }
    }

    fn color_paint(&mut self, map: &Node, key: &str, path: &str, usual: Rgba) -> Option<PaintMotion> {
        let color = self.color(map, key, path, usual);
        color.constant().is_none().then_some(PaintMotion::Color(color))
    }

    fn gradient(&mut self, map: &Node, path: &str, gradient: &Gradient) -> Option<PaintMotion> {
        let middle = [Length::Percent(50.0); 2];
        let (turned, center, radius) = match gradient.run {
            Run::Linear { angle } => (angle, middle, Length::Percent(50.0)),
            Run::Radial { center, radius } => (0.0, center, radius),
            Run::Conic { center, angle } => (angle, center, Length::Percent(50.0)),
        };
        let angle = self.moving(map, "angle", path, angle, turned);
        let center = self.moving(map, "center", path, lengths, center);
        let radius = self.moving(map, "radius", path, length, radius);
        let mut stops = Vec::with_capacity(gradient.stops.len());
        for (index, Stop { at, color }) in gradient.stops.iter().enumerate() {
            stops.push(match (map.get("stops"), index) {
                (Some(_), _) => {
                    let Some(stop) = items(map, "stops").get(index) else { break };
                    let path = format!("{path}.stops[{index}]");
                    (self.moving(stop, "at", &path, number, *at), self.color(stop, "color", &path, *color))
                }
                (None, 0) => (Moving::Constant(*at), self.color(map, "from", path, *color)),
                (None, _) => (Moving::Constant(*at), self.color(map, "to", path, *color)),
            });
        }
        let still = angle.constant().is_some()
            && center.constant().is_some()
            && radius.constant().is_some()
            && stops.iter().all(|(at, color)| at.constant().is_some() && color.constant().is_some());
        (!still).then_some(PaintMotion::Gradient(GradientMotion { angle, center, radius, stops }))
    }

    fn shape(&mut self, node: &Node, path: &str, shape: &Shape) -> Option<ShapeMotion> {
        let whole = [Length::Percent(100.0); 2];
        let size = shape.size.map(|_| self.moving(node, "size", path, lengths, whole));
        let radius = self.moving(node, "radius", path, length, Length::Px(0.0));
        let stroke = node.get("stroke").map(|map| {
            let path = format!("{path}.stroke");
            let black = Rgba { r: 0.0, g: 0.0, b: 0.0, a: 1.0 };
            let color = shape.stroke.map_or(black, |stroke| stroke.color);
            (self.moving(map, "width", &path, length, Length::Px(0.0)), self.color(map, "color", &path, color))
        });
        let still = size.as_ref().is_none_or(|size| size.constant().is_some())
            && radius.constant().is_some()
            && stroke.as_ref().is_none_or(|(width, color)| width.constant().is_some() && color.constant().is_some());
        (!still).then_some(ShapeMotion { size, radius, stroke })
    }

    fn text(&mut self, node: &Node, path: &str, text: &Text) -> Option<TextMotion> {
        let color = self.color(node, "color", path, text.color);
        let shadow = text.dress.as_ref().and_then(|dress| dress.shadow).zip(node.get("shadow"));
        let shadow = shadow.map(|(usual, map)| {
            let path = format!("{path}.shadow");
            ShadowMotion {
                offset: self.moving(map, "offset", &path, lengths, [Length::Px(0.0); 2]),
                blur: self.moving(map, "blur", &path, length, Length::Px(0.0)),
                color: self.color(map, "color", &path, usual.color),
            }
        });
        let still = |shadow: &ShadowMotion| {
            let ShadowMotion { offset, blur, color } = shadow;
            offset.constant().is_some() && blur.constant().is_some() && color.constant().is_some()
        };
        let shadow = shadow.filter(|shadow| !still(shadow));
        (color.constant().is_none() || shadow.is_some()).then_some(TextMotion { color, shadow })
    }

    fn color(&mut self, map: &Node, key: &str, path: &str, usual: Rgba) -> Moving<Rgba> {
        self.moving(map, key, path, |node| values::color(node.scalar()?), usual)
    }

    fn moving<T: FormedOf + Clone>(
        &mut self,
        map: &Node,
        key: &str,
        path: &str,
        read: impl Fn(&Node) -> Option<T>,
        usual: T,
    ) -> Moving<T> {
        moving_value(map, key, path, self.start, self.builder, read, usual)
    }
}

fn length(node: &Node) -> Option<Length> {
    values::length(node.scalar()?)
}

fn number(node: &Node) -> Option<f64> {
    values::number(node.scalar()?)
}

//! Waveforms: curves as outlines in the layer's own box.

use vello_cpu::kurbo::{BezPath, Cap, Join, Point, Stroke as Pen, StrokeOpts};

use crate::project::model::WaveformStyle;
use crate::timeline::scene::SceneWaveform;

use super::outlines::{Area, Outlines};

/// How far a line's round joins may be off, in its own pixels.
const TOLERANCE: f64 = 0.02;
/// A filled curve is as thick as this at least, so that silence is a line.
const THINNEST: f64 = 1.0;

/// `None` where there is nothing to draw.
pub(super) fn outlines(waveform: &SceneWaveform) -> Option<Outlines<'_>> {
    let [width, height] = waveform.size;
    if width <= 0.0 || height <= 0.0 || waveform.points.is_empty() {
        return None;
    }
    let path = match waveform.look.style {
        WaveformStyle::Filled => filled(waveform),
        WaveformStyle::Line => stroked(waveform, along(waveform), Cap::Round),
        WaveformStyle::Radial => {
            let mut ring = around(waveform);
            ring.close_path();
            stroked(waveform, ring, Cap::Butt)
        }
    };
    let areas = vec![Area::whole(path)];
    Some(Outlines { size: waveform.size, overhang: overhang(waveform), areas, color: &waveform.look.color })
}

/// How far lines reach out of the box.
pub(super) fn overhang(waveform: &SceneWaveform) -> f64 {
    match waveform.look.style {
        WaveformStyle::Filled => THINNEST,
        _ => waveform.thickness / 2.0,
    }
}

fn stroked(waveform: &SceneWaveform, curve: BezPath, cap: Cap) -> BezPath {
    if waveform.thickness <= 0.0 {
        return BezPath::new();
    }
    let pen = Pen::new(waveform.thickness).with_caps(cap).with_join(Join::Round);
    vello_cpu::kurbo::stroke(curve, &pen, &StrokeOpts::default(), TOLERANCE)
}

/// One line through all points; where a point is a stretch, from its one end to its other.
fn through(waveform: &SceneWaveform, place: impl Fn(usize, f64) -> Point) -> BezPath {
    let mut path = BezPath::new();
    let mut last = 0.0;
    for (index, [low, high]) in waveform.points.iter().map(|ends| ends.map(f64::from)).enumerate() {
        let ends = if (low - last).abs() <= (high - last).abs() { [low, high] } else { [high, low] };
        let ends = if low < high { &ends[..] } else { &ends[..1] };
        for end in ends {
            let point = place(index, *end);
            if path.is_empty() {
                path.move_to(point)
            } else {
                path.line_to(point)
            }
            last = *end;
        }
    }
    path
}

fn along(waveform: &SceneWaveform) -> BezPath {
    let [width, height] = waveform.size;
    let step = width / waveform.points.len().saturating_sub(1).max(1) as f64;
    through(waveform, |index, value| Point::new(step * index as f64, height / 2.0 * (1.0 - value)))
}

fn around(waveform: &SceneWaveform) -> BezPath {
    let [width, height] = waveform.size;
    let whole = width.min(height) / 2.0;
    let silent = whole * waveform.inner;
    let count = waveform.points.len() as f64;
    through(waveform, |index, value| {
        let turn = index as f64 / count * std::f64::consts::TAU;
        let radius = (silent + (whole - silent) * value).max(0.0);
        Point::new(width / 2.0 + radius * libm::sin(turn), height / 2.0 - radius * libm::cos(turn))
    })
}

fn filled(waveform: &SceneWaveform) -> BezPath {
    let [width, height] = waveform.size;
    let middle = height / 2.0;
    let step = width / waveform.points.len().saturating_sub(1).max(1) as f64;
    let thin = THINNEST / 2.0;
    let x = |index: usize| step * index as f64;
    let mut path = BezPath::new();
    path.move_to((0.0, middle));
    for (index, [_, high]) in waveform.points.iter().enumerate() {
        path.line_to((x(index), middle - (f64::from(*high) * middle).max(thin)));
    }
    for (index, [low, _]) in waveform.points.iter().enumerate().rev() {
        path.line_to((x(index), middle + (f64::from(-*low) * middle).max(thin)));
    }
    path.close_path();
    path
}

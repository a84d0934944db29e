//! Spectra: bars, caps and lines as outlines in the layer's own box.

use vello_cpu::kurbo::{Affine as Map, BezPath, Cap, Join, Rect, RoundedRect, Shape as _, Stroke as Pen, StrokeOpts};

use crate::project::model::{Paint, Rgba, SpectrumStyle};
use crate::timeline::scene::SceneSpectrum;

use super::outlines::{Area, Outlines};

/// How far an outline's curves may be off, in its own pixels.
const TOLERANCE: f64 = 1e-3;
/// A cap's part of a bar's width, and its least and largest height.
const CAP: f64 = 0.25;
const CAPS: [f64; 2] = [1.5, 8.0];
/// Bars around a circle are never narrower than they would be at this part of its radius.
const NARROWEST: f64 = 0.1;

/// `None` where there is nothing to draw.
pub(super) fn outlines(spectrum: &SceneSpectrum) -> Option<Outlines<'_>> {
    let [width, height] = spectrum.size;
    if width <= 0.0 || height <= 0.0 || spectrum.heights.is_empty() {
        return None;
    }
    let look = &spectrum.look;
    let areas = match look.style {
        SpectrumStyle::Line => line(spectrum),
        SpectrumStyle::Bars => vec![Area::whole(standing(spectrum, false))],
        SpectrumStyle::Mirror => vec![Area::whole(standing(spectrum, true))],
        SpectrumStyle::Radial => vec![Area::whole(around(spectrum))],
    };
    Some(Outlines { size: spectrum.size, overhang: overhang(spectrum), areas, color: &look.color })
}

/// How far lines and caps reach out of the box.
pub(super) fn overhang(spectrum: &SceneSpectrum) -> f64 {
    match spectrum.look.style {
        SpectrumStyle::Line => spectrum.thickness / 2.0,
        _ if spectrum.peaks.is_empty() => 0.0,
        _ => 2.0 * CAPS[1],
    }
}

/// The lengths of bars in a given room.
struct Bars<'a> {
    spectrum: &'a SceneSpectrum,
    /// A bar's width.
    width: f64,
    /// What a bar grows within.
    reach: f64,
}

impl Bars<'_> {
    /// From the ground to the end of a bar of such a level.
    fn length(&self, level: f32) -> f64 {
        let floor = self.spectrum.look.floor.px(self.reach).clamp(0.0, self.reach);
        floor + (self.reach - floor) * f64::from(level).clamp(0.0, 1.0)
    }

    fn cap(&self) -> f64 {
        (self.width * CAP).clamp(CAPS[0], CAPS[1])
    }

    /// From where to where a bar's cap reaches.
    fn cap_of(&self, bar: usize) -> Option<[f64; 2]> {
        let peak = self.length(*self.spectrum.peaks.get(bar)?).max(self.length(self.spectrum.heights[bar]));
        let cap = self.cap();
        (peak > 0.0).then_some([peak + cap * 0.75, peak + cap * 1.75])
    }

    /// How round the corners of a bar or cap are.
    fn radius(&self, rect: Rect) -> f64 {
        let short = rect.width().min(rect.height());
        self.spectrum.look.radius.px(self.width).clamp(0.0, short / 2.0)
    }

    fn push(&self, path: &mut BezPath, rect: Rect, map: Map) {
        if rect.height() <= 0.0 || rect.width() <= 0.0 {
            return;
        }
        let radius = self.radius(rect);
        let mut bar = if radius > 0.0 {
            RoundedRect::from_rect(rect, radius).to_path(TOLERANCE)
        } else {
            rect.to_path(TOLERANCE)
        };
        bar.apply_affine(map);
        path.extend(bar);
    }
}

fn standing(spectrum: &SceneSpectrum, mirrored: bool) -> BezPath {
    let (bars, rects) = rects(spectrum, mirrored);
    let mut path = BezPath::new();
    rects.into_iter().for_each(|rect| bars.push(&mut path, rect, Map::IDENTITY));
    path
}

/// Bars and caps that stand side by side.
fn rects(spectrum: &SceneSpectrum, mirrored: bool) -> (Bars<'_>, Vec<Rect>) {
    let [width, height] = spectrum.size;
    let share = width / spectrum.heights.len() as f64;
    let gap = spectrum.look.gap.px(share).clamp(0.0, share);
    let bars = Bars { spectrum, width: share - gap, reach: if mirrored { height / 2.0 } else { height } };
    let ground = bars.reach;
    let mut rects = Vec::with_capacity(spectrum.heights.len());
    for (bar, level) in spectrum.heights.iter().enumerate() {
        let left = share * bar as f64 + gap / 2.0;
        let mut push = |from: f64, to: f64| {
            rects.push(Rect::new(left, ground - to, left + bars.width, ground - from));
        };
        let length = bars.length(*level);
        push(if mirrored { -length } else { 0.0 }, length);
        if let Some([from, to]) = bars.cap_of(bar) {
            push(from, to);
            if mirrored {
                push(-to, -from);
            }
        }
    }
    (bars, rects)
}

/// A bar or a cap of a spectrum: left, top, right and bottom, and how round its corners are.
pub(super) type PlainBar = ([f64; 4], f64);

/// Bars and caps, where these are of one colour and stand upright side by side.
pub(super) fn plain_bars(spectrum: &SceneSpectrum) -> Option<(Vec<PlainBar>, Rgba)> {
    let look = &spectrum.look;
    let mirrored = match look.style {
        SpectrumStyle::Bars => false,
        SpectrumStyle::Mirror => true,
        SpectrumStyle::Line | SpectrumStyle::Radial => return None,
    };
    let Paint::Color(color) = look.color else { return None };
    if spectrum.heights.is_empty() || spectrum.size.iter().any(|side| *side <= 0.0) {
        return None;
    }
    let (bars, rects) = rects(spectrum, mirrored);
    let plain = |rect: Rect| ([rect.x0, rect.y0, rect.x1, rect.y1], bars.radius(rect));
    let seen = rects.into_iter().filter(|rect| rect.width() > 0.0 && rect.height() > 0.0);
    Some((seen.map(plain).collect(), color))
}

fn around(spectrum: &SceneSpectrum) -> BezPath {
    let [width, height] = spectrum.size;
    let whole = width.min(height) / 2.0;
    let inner = whole * spectrum.inner;
    let count = spectrum.heights.len() as f64;
    let share = std::f64::consts::TAU * inner.max(whole * NARROWEST) / count;
    let gap = spectrum.look.gap.px(share).clamp(0.0, share);
    let bars = Bars { spectrum, width: share - gap, reach: whole - inner };
    // What is symmetric has its middle at the top; else the lowest frequency stands there.
    let begin = if spectrum.look.symmetric { std::f64::consts::PI } else { 0.0 };
    let mut path = BezPath::new();
    for (bar, level) in spectrum.heights.iter().enumerate() {
        let turn = begin + (bar as f64 + 0.5) / count * std::f64::consts::TAU;
        let (sin, cos) = (libm::sin(turn), libm::cos(turn));
        let map = Map::new([cos, sin, -sin, cos, width / 2.0, height / 2.0]);
        let mut push = |from: f64, to: f64| {
            let rect = Rect::new(-bars.width / 2.0, -inner - to, bars.width / 2.0, -inner - from);
            bars.push(&mut path, rect, map);
        };
        push(0.0, bars.length(*level));
        if let Some([from, to]) = bars.cap_of(bar) {
            push(from, to);
        }
    }
    path
}

fn line(spectrum: &SceneSpectrum) -> Vec<Area> {
    let [width, height] = spectrum.size;
    let bars = Bars { spectrum, width: 0.0, reach: height };
    let tops: Vec<f64> = spectrum.heights.iter().map(|level| height - bars.length(*level)).collect();
    let share = width / tops.len() as f64;
    let curve = smooth(&tops, share, width);
    let mut areas = Vec::new();
    if spectrum.look.fill > 0.0 {
        let mut under = curve.clone();
        under.line_to((width, height));
        under.line_to((0.0, height));
        under.close_path();
        areas.push(Area { path: under, part: spectrum.look.fill });
    }
    if spectrum.thickness > 0.0 {
        let pen = Pen::new(spectrum.thickness).with_caps(Cap::Round).with_join(Join::Round);
        areas.push(Area {
            path: vello_cpu::kurbo::stroke(curve, &pen, &StrokeOpts::default(), TOLERANCE * 10.0),
            part: 1.0,
        });
    }
    areas
}

/// A curve through the middles of the bars' tops, level where they turn, so that it never leaves what is between two; on to
/// both edges it is level too.
fn smooth(tops: &[f64], share: f64, width: f64) -> BezPath {
    let slope = |at: usize| match (at.checked_sub(1).map(|before| tops[at] - tops[before]), tops.get(at + 1)) {
        (Some(before), Some(next)) => {
            let after = next - tops[at];
            if before * after > 0.0 { 2.0 * before * after / (before + after) } else { 0.0 }
        }
        _ => 0.0,
    };
    let mut path = BezPath::new();
    let x = |at: usize| share * (at as f64 + 0.5);
    path.move_to((0.0, tops[0]));
    path.line_to((x(0), tops[0]));
    for at in 1..tops.len() {
        let (from, to) = (x(at - 1), x(at));
        let third = (to - from) / 3.0;
        path.curve_to(
            (from + third, tops[at - 1] + slope(at - 1) / 3.0),
            (to - third, tops[at] - slope(at) / 3.0),
            (to, tops[at]),
        );
    }
    path.line_to((width, tops[tops.len() - 1]));
    path
}

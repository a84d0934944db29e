//! A layer's look at one moment, where it moves.

use std::sync::Arc;

use crate::project::model::{
    Form, Gradient, Layer, Paint, Rgba, Run, Shape, Spectrum, Stop, Stroke, Text, TextShadow, Waveform,
};
use crate::project::motion::{GradientMotion, PaintMotion, ShadowMotion, ShapeMotion, TextMotion};

use super::moment::Moment;
use super::moving::{At, length_at, lengths_at};

/// Larger shapes are drawn at no size that could be seen.
const LARGEST: f64 = 65_536.0;
/// Shadows fall and spread no further than so many times the letters' size.
const FURTHEST: f64 = 16.0;

pub(super) fn solid(layer: &Layer, color: Rgba, moment: &Moment<'_>) -> Rgba {
    match moved_paint(layer) {
        Some(PaintMotion::Color(color)) => color.at(moment),
        _ => color,
    }
}

pub(super) fn gradient(layer: &Layer, gradient: &Arc<Gradient>, moment: &Moment<'_>) -> Arc<Gradient> {
    match moved_paint(layer) {
        Some(PaintMotion::Gradient(motion)) => Arc::new(gradient_at(gradient, motion, moment)),
        _ => Arc::clone(gradient),
    }
}

/// What a form is filled with; `None` where it always is what it is at first.
pub(super) fn paint(layer: &Layer, paint: &Paint, moment: &Moment<'_>) -> Option<Paint> {
    Some(match (moved_paint(layer)?, paint) {
        (PaintMotion::Color(color), _) => Paint::Color(color.at(moment)),
        (PaintMotion::Gradient(motion), Paint::Gradient(gradient)) => {
            Paint::Gradient(gradient_at(gradient, motion, moment))
        }
        (PaintMotion::Gradient(_), Paint::Color(_)) => return None,
    })
}

pub(super) fn shape(layer: &Layer, shape: &Arc<Shape>, moment: &Moment<'_>) -> Arc<Shape> {
    let fill = shape.fill.as_ref().and_then(|fill| paint(layer, fill, moment));
    let motion = layer.motion.as_ref().and_then(|motion| motion.shape.as_ref());
    if fill.is_none() && motion.is_none() {
        return Arc::clone(shape);
    }
    let mut settled = shape.as_ref().clone();
    settled.fill = fill.or(settled.fill);
    if let Some(motion) = motion {
        form_at(&mut settled, motion, moment);
    }
    Arc::new(settled)
}

pub(super) fn text(layer: &Layer, text: &Arc<Text>, moment: &Moment<'_>) -> Arc<Text> {
    let Some(TextMotion { color, shadow }) = layer.motion.as_ref().and_then(|motion| motion.text.as_ref()) else {
        return Arc::clone(text);
    };
    let mut settled = text.as_ref().clone();
    settled.color = color.at(moment);
    if let (Some(dress), Some(shadow)) = (&mut settled.dress, shadow) {
        dress.shadow = Some(shadow_at(shadow, settled.size, moment));
    }
    Arc::new(settled)
}

pub(super) fn spectrum(layer: &Layer, spectrum: &Arc<Spectrum>, moment: &Moment<'_>) -> Arc<Spectrum> {
    match paint(layer, &spectrum.color, moment) {
        Some(color) => Arc::new(Spectrum { color, ..spectrum.as_ref().clone() }),
        None => Arc::clone(spectrum),
    }
}

pub(super) fn waveform(layer: &Layer, waveform: &Arc<Waveform>, moment: &Moment<'_>) -> Arc<Waveform> {
    match paint(layer, &waveform.color, moment) {
        Some(color) => Arc::new(Waveform { color, ..waveform.as_ref().clone() }),
        None => Arc::clone(waveform),
    }
}

fn moved_paint(layer: &Layer) -> Option<&PaintMotion> {
    layer.motion.as_ref()?.paint.as_ref()
}

fn gradient_at(gradient: &Gradient, motion: &GradientMotion, moment: &Moment<'_>) -> Gradient {
    let center = || motion.center.at(moment);
    let run = match gradient.run {
        Run::Linear { .. } => Run::Linear { angle: motion.angle.at(moment) },
        Run::Radial { .. } => Run::Radial { center: center(), radius: motion.radius.at(moment) },
        Run::Conic { .. } => Run::Conic { center: center(), angle: motion.angle.at(moment) },
    };
    let mut reached = 0.0_f64;
    let stops = motion.stops.iter().map(|(at, color)| {
        // As where they stand still: one that stands before the one written before it stands with it.
        reached = reached.max(at.at(moment).clamp(0.0, 1.0));
        Stop { at: reached, color: color.at(moment) }
    });
    Gradient { run, stops: stops.collect() }
}

fn form_at(shape: &mut Shape, motion: &ShapeMotion, moment: &Moment<'_>) {
    if let Some(size) = &motion.size {
        shape.size = Some(lengths_at(size, moment, moment.canvas).map(|side| side.clamp(0.0, LARGEST)));
    }
    if let (Form::Rect { radius }, Some([width, height])) = (&mut shape.form, shape.size) {
        *radius = length_at(&motion.radius, moment, width.min(height)).clamp(0.0, LARGEST);
    }
    if let Some((width, color)) = &motion.stroke {
        let width = length_at(width, moment, moment.canvas[0].min(moment.canvas[1])).clamp(0.0, LARGEST);
        shape.stroke = (width > 0.0).then(|| Stroke { width, color: color.at(moment) });
    }
}

fn shadow_at(shadow: &ShadowMotion, letters: f64, moment: &Moment<'_>) -> TextShadow {
    let most = (letters * FURTHEST).max(FURTHEST);
    TextShadow {
        offset: lengths_at(&shadow.offset, moment, [letters; 2]).map(|part| part.clamp(-most, most)),
        blur: length_at(&shadow.blur, moment, letters).clamp(0.0, most),
        color: shadow.color.at(moment),
    }
}

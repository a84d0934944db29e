//! A waveform at one moment: the points of its curve.

use std::sync::Arc;

use crate::base::Rational;
use crate::project::model::{Waveform, WaveformStyle};

use super::moment::Moment;
use super::moving::length_at;
use super::sounds::SAMPLE_RATE;
use super::spectrum::{LARGEST, whole_circle};

/// A curve needs no more points than this, and no fewer.
const MOST_POINTS: usize = 1024;
const FEWEST_POINTS: usize = 32;
/// Canvas pixels from one point to the next.
const STEP: f64 = 2.0;
/// How far back the beginning of a steady curve is looked for: a period of 40 Hz.
const SOUGHT: usize = SAMPLE_RATE as usize / 40;
/// So many samples a point are drawn by their mean; more, from their lowest to their highest.
const FEW: usize = 8;
/// The part of a closed curve in which its end becomes its beginning.
const JOINT: usize = 8;

/// What a waveform shows at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneWaveform {
    pub look: Arc<Waveform>,
    /// Canvas pixels.
    pub size: [f64; 2],
    pub thickness: f64,
    /// The part of the whole circle at which a radial one is silent, 0..1.
    pub inner: f64,
    /// The lowest and the highest there, -1..1, from left to right.
    pub points: Vec<[f32; 2]>,
}

/// The waveform at a moment; silence where nothing is heard.
pub fn waveform_at(waveform: &Arc<Waveform>, moment: &Moment<'_>) -> SceneWaveform {
    let size = [
        length_at(&waveform.width, moment, moment.canvas[0]).clamp(0.0, LARGEST),
        length_at(&waveform.height, moment, moment.canvas[1]).clamp(0.0, LARGEST),
    ];
    let circle = whole_circle(size);
    let long = if waveform.style == WaveformStyle::Radial { circle * std::f64::consts::PI } else { size[0] };
    let most = ((long / STEP) as usize).clamp(FEWEST_POINTS, MOST_POINTS);
    let short = moment.canvas[0].min(moment.canvas[1]);
    SceneWaveform {
        look: Arc::clone(waveform),
        size,
        thickness: length_at(&waveform.thickness, moment, short).clamp(0.0, LARGEST),
        inner: if circle > 0.0 { (length_at(&waveform.inner, moment, circle) / circle).clamp(0.0, 1.0) } else { 0.0 },
        points: points(waveform, moment, most),
    }
}

fn points(waveform: &Waveform, moment: &Moment<'_>, most: usize) -> Vec<[f32; 2]> {
    let rate = Rational::from_int(i64::from(SAMPLE_RATE));
    let count = usize::try_from((waveform.window * rate).round()).unwrap_or(0).max(2);
    let Some(hearing) = &moment.world.hearing else { return vec![[0.0; 2]; most.min(count)] };
    let closed = waveform.style == WaveformStyle::Radial;
    let sought = if waveform.steady { SOUGHT } else { 0 };
    let joint = if closed { count / JOINT } else { 0 };
    let mut wave = Vec::new();
    hearing.wave(moment.frame(), joint + sought + count, &mut wave);
    // Of what can't be heard, nothing is.
    wave.resize(joint + sought + count, 0.0);
    let start = joint + if waveform.steady { steady(&wave[joint..], sought) } else { sought };
    let mut shown = wave[start..start + count].to_vec();
    for at in 0..joint {
        // Towards the end it becomes what came before the beginning.
        let part = (at as f32 + 1.0) / joint as f32;
        let (end, before) = (count - joint + at, wave[start - joint + at]);
        shown[end] += (before - shown[end]) * part * part * (3.0 - 2.0 * part);
    }
    let points = most.min(count);
    let mut drawn: Vec<[f32; 2]> = (0..points)
        .map(|point| {
            let stretch = &shown[point * count / points..(point + 1) * count / points];
            if stretch.len() <= FEW {
                return [(stretch.iter().map(|one| f64::from(*one)).sum::<f64>() / stretch.len() as f64) as f32; 2];
            }
            let least = stretch.iter().copied().fold(f32::MAX, f32::min);
            [least, stretch.iter().copied().fold(f32::MIN, f32::max)]
        })
        .collect();
    taper(&mut drawn, waveform.taper);
    drawn
}

/// The latest place within the first `sought` samples where the sound rises through zero most; the last of them where it
/// never does.
fn steady(wave: &[f32], sought: usize) -> usize {
    let rises = |at: &usize| wave[at - 1] < 0.0 && wave[*at] >= 0.0;
    let steep = |at: usize| wave[at + 8.min(wave.len() - 1 - at)] - wave[at - 1];
    (1..=sought)
        .filter(rises)
        .fold(None, |best: Option<usize>, at| match best {
            Some(best) if steep(best) > steep(at) => Some(best),
            _ => Some(at),
        })
        .unwrap_or(sought)
}

/// Draws both ends towards silence.
fn taper(points: &mut [[f32; 2]], part: f64) {
    let last = points.len().saturating_sub(1).max(1) as f64;
    for (index, point) in points.iter_mut().enumerate() {
        let place = index as f64 / last;
        let near = place.min(1.0 - place);
        if near < part {
            let x = (near / part) as f32;
            let factor = x * x * (3.0 - 2.0 * x);
            *point = point.map(|value| value * factor);
        }
    }
    for point in points.iter_mut() {
        *point = point.map(|value| if value.is_finite() { value.clamp(-1.0, 1.0) } else { 0.0 });
    }
}

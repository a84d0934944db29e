//! A spectrum at one moment: how high each bar stands.

use std::sync::Arc;

use crate::project::model::{Spectrum, SpectrumStyle};

use super::hearing::Hearing;
use super::moment::Moment;
use super::moving::length_at;

/// Where a tilted spectrum is as loud as it is heard.
const LEVEL: f64 = 1000.0;
/// More pixels a side are drawn nowhere.
pub(super) const LARGEST: f64 = 65_536.0;

/// What a spectrum shows at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneSpectrum {
    /// What it looks like; how it came to its heights is said there too, and decides nothing here.
    pub look: Arc<Spectrum>,
    /// Canvas pixels.
    pub size: [f64; 2],
    pub thickness: f64,
    /// The empty circle's part of the whole, 0..1.
    pub inner: f64,
    /// From left to right, 0..1.
    pub heights: Vec<f32>,
    /// As many, or none.
    pub peaks: Vec<f32>,
}

/// The spectrum at a moment; silence where nothing is heard.
pub fn spectrum_at(spectrum: &Arc<Spectrum>, moment: &Moment<'_>) -> SceneSpectrum {
    let hearing = moment.world.hearing.as_deref();
    let stretches = stretches(spectrum, hearing);
    let heights = heights_of(spectrum, &stretches, hearing, moment.frame());
    let peaks = peaks(spectrum, &stretches, moment, &heights);
    let short = moment.canvas[0].min(moment.canvas[1]);
    let size = [
        length_at(&spectrum.width, moment, moment.canvas[0]).clamp(0.0, LARGEST),
        length_at(&spectrum.height, moment, moment.canvas[1]).clamp(0.0, LARGEST),
    ];
    let reach = whole_circle(size);
    SceneSpectrum {
        look: Arc::clone(spectrum),
        size,
        thickness: length_at(&spectrum.thickness, moment, short).clamp(0.0, LARGEST),
        inner: if reach > 0.0 { (length_at(&spectrum.inner, moment, reach) / reach).clamp(0.0, 1.0) } else { 0.0 },
        heights,
        peaks,
    }
}

/// The diameter of the circle that fits in.
pub(super) fn whole_circle(size: [f64; 2]) -> f64 {
    size[0].min(size[1])
}

/// How high each bar stands at a frame, from left to right, 0..1.
pub fn heights(spectrum: &Spectrum, hearing: Option<&dyn Hearing>, frame: u64) -> Vec<f32> {
    heights_of(spectrum, &stretches(spectrum, hearing), hearing, frame)
}

/// What one bar stands for: the same in all frames.
struct Stretch {
    /// Bins, as far as there are any.
    bins: std::ops::Range<usize>,
    /// The bin at its middle.
    middle: f64,
    /// Factor on its level.
    tilt: f64,
}

/// From the lowest to the highest.
fn stretches(spectrum: &Spectrum, hearing: Option<&dyn Hearing>) -> Vec<Stretch> {
    let Some(bin_hz) = hearing.map(Hearing::bin_hz).filter(|bin_hz| *bin_hz > 0.0) else { return Vec::new() };
    let bars = spectrum.bars as usize;
    let count = if spectrum.symmetric { bars.div_ceil(2) } else { bars };
    let edge = |place: f64| {
        let part = place / count as f64;
        if spectrum.log {
            spectrum.from * libm::pow(spectrum.to / spectrum.from, part)
        } else {
            spectrum.from + (spectrum.to - spectrum.from) * part
        }
    };
    // A bin on the edge belongs to the upper bar, however that edge was rounded.
    let bin_from = |hertz: f64| (hertz / bin_hz - 1e-9).ceil().max(0.0) as usize;
    let stretch = |bar: usize| {
        let [low, middle, high] = [0.0, 0.5, 1.0].map(|part| edge(bar as f64 + part));
        let tilt = if spectrum.tilt == 0.0 { 1.0 } else { libm::pow(middle / LEVEL, spectrum.tilt) };
        Stretch { bins: bin_from(low)..bin_from(high), middle: middle / bin_hz, tilt }
    };
    (0..count).map(stretch).collect()
}

fn heights_of(spectrum: &Spectrum, stretches: &[Stretch], hearing: Option<&dyn Hearing>, frame: u64) -> Vec<f32> {
    let bars = spectrum.bars as usize;
    let Some(hearing) = hearing.filter(|_| !stretches.is_empty()) else { return vec![0.0; bars] };
    let mut bytes = Vec::new();
    hearing.bytes(frame, &mut bytes);
    let rising: Vec<f32> = stretches.iter().map(|stretch| height(stretch, &bytes)).collect();
    if !spectrum.symmetric {
        return rising;
    }
    // The lowest one stands in the middle, once where their number is odd.
    rising[bars % 2..].iter().rev().chain(&rising).copied().collect()
}

/// The loudest of what a bar stands for: the curve through the bins at its middle, and every bin in its stretch.
fn height(Stretch { bins, middle, tilt }: &Stretch, bytes: &[u8]) -> f32 {
    if bytes.is_empty() {
        return 0.0;
    }
    let inside = bytes.get(bins.start..bins.end.min(bytes.len()));
    let loudest = inside.and_then(|inside| inside.iter().max()).copied().unwrap_or(0);
    let level = curve(bytes, *middle).max(f64::from(loudest)) / 255.0;
    (level * tilt).clamp(0.0, 1.0) as f32
}

/// A smooth curve (Catmull and Rom's) through the bins, which never leaves the range of the two next to a place.
fn curve(bytes: &[u8], at: f64) -> f64 {
    let last = bytes.len() - 1;
    if !(0.0..=last as f64).contains(&at) {
        return 0.0;
    }
    let below = at.floor() as usize;
    let x = at - below as f64;
    let bin = |index: usize| f64::from(bytes[index.min(last)]);
    let [a, b, c, d] = [bin(below.saturating_sub(1)), bin(below), bin(below + 1), bin(below + 2)];
    let curved = b + 0.5 * x * (c - a + x * (2.0 * a - 5.0 * b + 4.0 * c - d + x * (3.0 * (b - c) + d - a)));
    curved.clamp(b.min(c), b.max(c))
}

/// Where the caps stand: each as high as its bar was at some frame before, less what it has fallen since.
fn peaks(spectrum: &Spectrum, stretches: &[Stretch], moment: &Moment<'_>, now: &[f32]) -> Vec<f32> {
    let hearing = moment.world.hearing.as_deref();
    let Some(falling) = spectrum.peaks.filter(|_| spectrum.style != SpectrumStyle::Line) else { return Vec::new() };
    let mut peaks = now.to_vec();
    let frame = moment.frame();
    let step = 1.0 / (moment.world.fps.to_f64() * falling.to_f64());
    // What is this far back has fallen to the ground, however high it stood.
    let frames = if hearing.is_some() && step > 0.0 { (1.0 / step).ceil() as u64 } else { 0 };
    for back in 1..=frames.min(frame) {
        // It stays for a moment and falls faster and faster.
        let gone = back as f64 * step;
        let fallen = (gone * gone) as f32;
        for (peak, then) in peaks.iter_mut().zip(heights_of(spectrum, stretches, hearing, frame - back)) {
            *peak = peak.max(then - fallen);
        }
    }
    peaks
}

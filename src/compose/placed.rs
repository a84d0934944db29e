//! Colours and pictures on a canvas of high dynamic range, whose values are HLG or PQ signals in BT.2020 primaries.
//!
//! Standard range is placed as BT.2408 has graphics: its white is the reference white (203 cd/m²), and what it shows below
//! that looks as it does on a display of standard range. For HLG that is a display of 1000 cd/m², whose system gamma (1.2)
//! is undone; HLG becomes PQ and PQ becomes HLG on the same display, and what PQ has beyond 1000 cd/m² is cut off.
//!
//! Pixels that come with 8 bits keep 8 bits here. Videos and single colours are as fine as the canvas.

use std::borrow::Cow;
use std::sync::Arc;

use crate::project::model::{CanvasColor, Rgba};
use crate::timeline::scene::SceneEffect;

use super::light::{
    Hdr, Matrix, PEAK, Primaries, STEPS, WHITE, hlg_to_light, inverse, light_to_pq, pq_to_light, times, to_xyz,
};

/// The system gamma of HLG at the peak.
const GAMMA: f64 = 1.2;
/// The brightest light of PQ.
const PQ_PEAK: f64 = 10_000.0;

/// From one kind of signal to the canvas's.
#[derive(Debug, Clone, Copy)]
struct Way {
    source: Option<Hdr>,
    canvas: Hdr,
    primaries: Matrix,
    luminance: [f64; 3],
}

impl Way {
    fn new(source: Option<Hdr>, primaries: Primaries, canvas: Hdr) -> Self {
        let xyz = to_xyz(primaries);
        Self { source, canvas, primaries: times(inverse(to_xyz(Primaries::Bt2020)), xyz), luminance: xyz[1] }
    }

    /// What light of 1 is between the steps, in cd/m² of a display where it is not a scene's.
    fn unit(&self) -> f64 {
        match (self.source, self.canvas) {
            (_, Hdr::Hlg) | (Some(Hdr::Hlg), Hdr::Pq) => PEAK,
            (Some(Hdr::Pq), Hdr::Pq) => PQ_PEAK,
            (None, Hdr::Pq) => WHITE,
        }
    }

    /// A signal's light: a scene's for HLG, else a display's.
    fn light(&self, signal: f64) -> f64 {
        match self.source {
            Some(Hdr::Hlg) => hlg_to_light(signal),
            Some(Hdr::Pq) => (pq_to_light(signal) / self.unit()).min(1.0),
            None => srgb_to_light(signal) * WHITE / self.unit(),
        }
    }

    /// The factor that makes a scene's light a display's or the other way round, by the luminance.
    fn factor(&self, luminance: f64) -> f64 {
        match (self.source, self.canvas) {
            (Some(Hdr::Hlg), Hdr::Pq) => libm::pow(luminance, GAMMA - 1.0),
            (None | Some(Hdr::Pq), Hdr::Hlg) if luminance > 0.0 => libm::pow(luminance, 1.0 / GAMMA - 1.0),
            _ => 1.0,
        }
    }

    /// The canvas's signal of light.
    fn signal(&self, light: f64) -> f64 {
        match self.canvas {
            Hdr::Hlg => light_to_hlg(light),
            Hdr::Pq => light_to_pq(light * self.unit()),
        }
    }

    fn place(&self, signal: [f64; 3]) -> [f64; 3] {
        let light = signal.map(|part| self.light(part));
        let sum = |row: [f64; 3], light: [f64; 3]| row[0] * light[0] + row[1] * light[1] + row[2] * light[2];
        let factor = self.factor(sum(self.luminance, light));
        let light = light.map(|part| part * factor);
        self.primaries.map(|row| self.signal(sum(row, light).max(0.0)))
    }
}

/// The numbers that the video kernel looks up: the matrix of primaries in rows of four, the weights of luminance and a zero, then
/// three curves: light by the signal, the factor by the fourth root of the luminance, the signal by the fourth root of light.
pub(super) fn tables(source: Option<Hdr>, primaries: Primaries, canvas: Hdr) -> Vec<f32> {
    let way = Way::new(source, primaries, canvas);
    let mut all: Vec<f64> = way.primaries.iter().flat_map(|row| [row[0], row[1], row[2], 0.0]).collect();
    all.extend(way.luminance);
    all.push(0.0);
    let step = |step: usize| step as f64 / STEPS as f64;
    let fourth = |step: f64| step * step * step * step;
    all.extend((0..=STEPS).map(|at| way.light(step(at))));
    // At zero the factor may have no value; nothing is multiplied by it there but zeros.
    all.extend((0..=STEPS).map(|at| way.factor(fourth(step(at.max(1))))));
    all.extend((0..=STEPS).map(|at| way.signal(fourth(step(at)))));
    all.iter().map(|value| *value as f32).collect()
}

/// What becomes of sRGB colours and pixels on a canvas.
#[derive(Debug, Clone)]
pub(super) struct Placing(Option<Placed>);

#[derive(Debug, Clone)]
struct Placed {
    way: Way,
    tables: Arc<Tables>,
}

/// The way for values of 8 bits.
#[derive(Debug)]
struct Tables {
    light: Vec<f32>,
    numbers: Vec<f32>,
}

impl Placing {
    pub fn new(canvas: CanvasColor) -> Self {
        Self(Hdr::of(canvas).map(|canvas| {
            let way = Way::new(None, Primaries::Bt709, canvas);
            let light = (0..=255u8).map(|code| way.light(f64::from(code) / 255.0) as f32).collect();
            let tables = Arc::new(Tables { light, numbers: tables(None, Primaries::Bt709, canvas) });
            Placed { way, tables }
        }))
    }

    /// The numbers that a kernel looks up for values of sRGB; none where they stay as they are.
    pub fn tables(&self) -> Option<&[f32]> {
        self.0.as_ref().map(|placed| placed.tables.numbers.as_slice())
    }

    pub fn color(&self, color: Rgba) -> Rgba {
        let Some(Placed { way, .. }) = &self.0 else { return color };
        let [r, g, b] = way.place([color.r, color.g, color.b].map(f64::from)).map(|part| part as f32);
        Rgba { r, g, b, ..color }
    }

    /// Effects with the colours that they are given.
    pub fn effects<'a>(&self, effects: &'a [SceneEffect]) -> Cow<'a, [SceneEffect]> {
        if self.0.is_none() {
            return Cow::Borrowed(effects);
        }
        let mut placed = effects.to_vec();
        for effect in &mut placed {
            if let SceneEffect::Key { color, .. } | SceneEffect::Shadow { color, .. } = effect {
                *color = self.color(*color);
            }
        }
        Cow::Owned(placed)
    }

    /// RGBA of 8 bits each.
    pub fn pixels<'a>(&self, rgba: &'a [u8], premultiplied: bool) -> Cow<'a, [u8]> {
        let Some(Placed { tables, .. }) = &self.0 else { return Cow::Borrowed(rgba) };
        let mut placed = Vec::with_capacity(rgba.len());
        // Neighbours are alike more often than not.
        let mut last = ([0; 4], tables.pixel([0; 4], premultiplied));
        for pixel in rgba.as_chunks::<4>().0 {
            if *pixel != last.0 {
                last = (*pixel, tables.pixel(*pixel, premultiplied));
            }
            placed.extend_from_slice(&last.1);
        }
        Cow::Owned(placed)
    }
}

impl Tables {
    fn pixel(&self, [r, g, b, alpha]: [u8; 4], premultiplied: bool) -> [u8; 4] {
        let by = if premultiplied { u32::from(alpha) } else { 255 };
        let light = [r, g, b].map(|part| {
            let whole = (u32::from(part) * 255 + by / 2).checked_div(by).unwrap_or(0);
            self.light[whole.min(255) as usize]
        });
        let row = |at: usize| &self.numbers[at..at + 3];
        let sum = |row: &[f32], light: [f32; 3]| row[0] * light[0] + row[1] * light[1] + row[2] * light[2];
        let factor = self.looked_up(1, sum(row(12), light).sqrt().sqrt());
        let light = light.map(|part| part * factor);
        let [r, g, b] = [0, 4, 8].map(|at| {
            let signal = self.looked_up(2, sum(row(at), light).max(0.0).sqrt().sqrt());
            (signal * by as f32 + 0.5) as u8
        });
        [r, g, b, alpha]
    }

    fn looked_up(&self, curve: usize, at: f32) -> f32 {
        let place = at.clamp(0.0, 1.0) * STEPS as f32;
        let step = (place as usize).min(STEPS - 1);
        let start = 16 + curve * (STEPS + 1) + step;
        let [low, high] = [self.numbers[start], self.numbers[start + 1]];
        low + (high - low) * (place - step as f32)
    }
}

/// IEC 61966-2-1.
fn srgb_to_light(signal: f64) -> f64 {
    if signal <= 0.040_45 { signal / 12.92 } else { libm::pow((signal + 0.055) / 1.055, 2.4) }
}

/// BT.2100's OETF of HLG, of light 0..1.
fn light_to_hlg(light: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    const B: f64 = 1.0 - 4.0 * A;
    let light = light.min(1.0);
    let c = 0.5 - A * libm::log(4.0 * A);
    if light <= 1.0 / 12.0 { (3.0 * light).sqrt() } else { A * libm::log(12.0 * light - B) + c }
}

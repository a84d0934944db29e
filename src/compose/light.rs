//! What a video's colours become on the canvas, where they mean other light by their values than it does.
//!
//! What is said here of the canvas is so of one in gamma-encoded sRGB; `placed.rs` tells of the others.
//!
//! High dynamic range comes down the way BT.2390 has it: to linear light, in units of the reference white (203 cd/m²,
//! BT.2408); to the primaries of the canvas, what lies outside them cut off; then the largest of the three parts goes through
//! the EETF curve from a peak of 1000 cd/m² to the reference white, and the other two are scaled with it, so that hues stay.
//! HLG is shown as on a display of 1000 cd/m² first (system gamma 1.2). Where a source says that it was mastered brighter,
//! what lies above 1000 cd/m² is white.

use crate::base::facts::ColorFacts;
use crate::project::model::CanvasColor;

use super::placed;

/// What is done to a picture's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Light {
    /// They are the canvas's own, or so near that everybody takes them as they are.
    AsIs,
    /// Standard range with wider primaries, brought to the canvas's in linear light.
    Narrowed(Primaries),
    /// High dynamic range, brought down to what the canvas can show.
    ToneMapped(Hdr, Primaries),
    /// Brought to a canvas of high dynamic range: from standard range where there is no other.
    Placed { source: Option<Hdr>, primaries: Primaries, canvas: Hdr },
}

/// How high dynamic range is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hdr {
    Pq,
    Hlg,
}

/// The colours that full red, green and blue are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Primaries {
    Bt709,
    Bt2020,
    P3,
}

impl Light {
    /// What becomes of a source on an sRGB canvas.
    pub fn on_srgb(color: &ColorFacts) -> Self {
        let primaries = match color.primaries {
            9 => Primaries::Bt2020,
            11 | 12 => Primaries::P3,
            // Those of BT.601 differ so little from BT.709's that no player or editor converts them.
            _ => Primaries::Bt709,
        };
        match (color.transfer, primaries) {
            (16, _) => Self::ToneMapped(Hdr::Pq, primaries),
            (18, _) => Self::ToneMapped(Hdr::Hlg, primaries),
            (_, Primaries::Bt709) => Self::AsIs,
            _ => Self::Narrowed(primaries),
        }
    }

    /// What becomes on another canvas of what this is done to on an sRGB canvas.
    pub(super) fn on(self, canvas: CanvasColor) -> Self {
        let Some(canvas) = Hdr::of(canvas) else { return self };
        let (source, primaries) = match self {
            Self::AsIs => (None, Primaries::Bt709),
            Self::Narrowed(primaries) => (None, primaries),
            Self::ToneMapped(source, primaries) => (Some(source), primaries),
            Self::Placed { .. } => return self,
        };
        if source == Some(canvas) && primaries == Primaries::Bt2020 {
            return Self::AsIs;
        }
        Self::Placed { source, primaries, canvas }
    }
}

impl Hdr {
    /// How a canvas is coded, where it has high dynamic range.
    pub(super) fn of(canvas: CanvasColor) -> Option<Self> {
        match canvas {
            CanvasColor::Srgb => None,
            CanvasColor::Hlg => Some(Self::Hlg),
            CanvasColor::Pq => Some(Self::Pq),
        }
    }
}

/// Steps of each curve.
pub(super) const STEPS: usize = 1024;
/// The reference white in cd/m², and the brightest that sources are taken to be.
pub(super) const WHITE: f64 = 203.0;
pub(super) const PEAK: f64 = 1000.0;
/// The brightest value of PQ, in reference whites, and as much more as changing primaries can add.
const BRIGHTEST: f64 = 10_000.0 / WHITE * 1.7;

/// The numbers that the kernel looks up, as it finds them behind a picture's planes: the matrix of primaries in rows of four,
/// the weights of luminance, the inverse of the brightest value, then four curves. `None` where nothing is done.
pub(super) fn tables(light: Light) -> Option<Vec<f32>> {
    let (hdr, primaries) = match light {
        Light::AsIs => return None,
        Light::Placed { source, primaries, canvas } => return Some(placed::tables(source, primaries, canvas)),
        Light::Narrowed(primaries) => (None, primaries),
        Light::ToneMapped(hdr, primaries) => (Some(hdr), primaries),
    };
    let xyz = to_xyz(primaries);
    let matrix = times(inverse(to_xyz(Primaries::Bt709)), xyz);
    let mut all: Vec<f64> = matrix.iter().flat_map(|row| [row[0], row[1], row[2], 0.0]).collect();
    all.extend(xyz[1]);
    all.push(1.0 / BRIGHTEST);
    let curve =
        |of: &dyn Fn(f64) -> f64| -> Vec<f64> { (0..=STEPS).map(|step| of(step as f64 / STEPS as f64)).collect() };
    // The signal to linear light: a display's for PQ, the scene's for HLG.
    all.extend(curve(&|signal| match hdr {
        Some(Hdr::Pq) => pq_to_light(signal) / WHITE,
        Some(Hdr::Hlg) => hlg_to_light(signal),
        // As BT.1886 has it. The way back is the same curve, so that grays stay what they were.
        None => libm::pow(signal, 2.4),
    }));
    // By the fourth root of the luminance: a scene's light to a display's.
    all.extend(curve(&|root| match hdr {
        Some(Hdr::Hlg) => PEAK / WHITE * libm::pow(root, 4.0 * 0.2),
        _ => 1.0,
    }));
    // By the fourth root of the largest part: the factor that brings it down.
    all.extend(curve(&|root| {
        let light = libm::pow(root, 4.0) * BRIGHTEST;
        if hdr.is_some() && light > 0.0 { brought_down(light) / light } else { 1.0 }
    }));
    // By the square root of linear light: the canvas's signal.
    all.extend(curve(&|root| {
        let light = root * root;
        if hdr.is_some() { srgb(light) } else { libm::pow(light, 1.0 / 2.4) }
    }));
    Some(all.iter().map(|value| *value as f32).collect())
}

/// SMPTE ST 2084: cd/m² of a signal, and back.
pub(super) fn pq_to_light(signal: f64) -> f64 {
    let power = libm::pow(signal.clamp(0.0, 1.0), 32.0 / 2523.0);
    let top = (power - 3424.0 / 4096.0).max(0.0);
    let bottom = 2413.0 / 128.0 - 2392.0 / 128.0 * power;
    10_000.0 * libm::pow(top / bottom, 16384.0 / 2610.0)
}

pub(super) fn light_to_pq(light: f64) -> f64 {
    let power = libm::pow((light / 10_000.0).clamp(0.0, 1.0), 2610.0 / 16384.0);
    let ratio = (3424.0 / 4096.0 + 2413.0 / 128.0 * power) / (1.0 + 2392.0 / 128.0 * power);
    libm::pow(ratio, 2523.0 / 32.0)
}

/// BT.2100 HLG: the scene's light of a signal, 0..1.
pub(super) fn hlg_to_light(signal: f64) -> f64 {
    const A: f64 = 0.178_832_77;
    const B: f64 = 1.0 - 4.0 * A;
    let c = 0.5 - A * libm::log(4.0 * A);
    if signal <= 0.5 { signal * signal / 3.0 } else { (libm::exp((signal - c) / A) + B) / 12.0 }
}

/// BT.2390's EETF from the peak to the reference white; light in reference whites.
fn brought_down(light: f64) -> f64 {
    let peak = light_to_pq(PEAK);
    let most = light_to_pq(WHITE) / peak;
    let knee = 1.5 * most - 0.5;
    let value = (light_to_pq(light * WHITE) / peak).min(1.0);
    if value < knee {
        return light;
    }
    let t = (value - knee) / (1.0 - knee);
    let (t2, t3) = (t * t, t * t * t);
    let bent = (2.0 * t3 - 3.0 * t2 + 1.0) * knee + (t3 - 2.0 * t2 + t) * (1.0 - knee) + (3.0 * t2 - 2.0 * t3) * most;
    pq_to_light(bent * peak) / WHITE
}

/// IEC 61966-2-1.
fn srgb(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * libm::pow(light, 1.0 / 2.4) - 0.055 }
}

pub(super) type Matrix = [[f64; 3]; 3];

/// From linear R, G and B to X, Y and Z, white at D65.
pub(super) fn to_xyz(primaries: Primaries) -> Matrix {
    let corners = match primaries {
        Primaries::Bt709 => [[0.64, 0.33], [0.30, 0.60], [0.15, 0.06]],
        Primaries::Bt2020 => [[0.708, 0.292], [0.170, 0.797], [0.131, 0.046]],
        Primaries::P3 => [[0.680, 0.320], [0.265, 0.690], [0.150, 0.060]],
    };
    let full = |[x, y]: [f64; 2]| [x / y, 1.0, (1.0 - x - y) / y];
    let columns = corners.map(full);
    let rows = [0, 1, 2].map(|row| [columns[0][row], columns[1][row], columns[2][row]]);
    let white = full([0.3127, 0.3290]);
    let amounts = inverse(rows).map(|row| row[0] * white[0] + row[1] * white[1] + row[2] * white[2]);
    rows.map(|row| [row[0] * amounts[0], row[1] * amounts[1], row[2] * amounts[2]])
}

pub(super) fn times(a: Matrix, b: Matrix) -> Matrix {
    a.map(|row| [0, 1, 2].map(|column| row[0] * b[0][column] + row[1] * b[1][column] + row[2] * b[2][column]))
}

pub(super) fn inverse(m: Matrix) -> Matrix {
    let minor = |r: usize, c: usize| {
        let (r1, r2) = ((r + 1) % 3, (r + 2) % 3);
        let (c1, c2) = ((c + 1) % 3, (c + 2) % 3);
        m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
    };
    let whole: f64 = (0..3).map(|column| m[0][column] * minor(0, column)).sum();
    [0, 1, 2].map(|row| [0, 1, 2].map(|column| minor(column, row) / whole))
}

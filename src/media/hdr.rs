//! What a high-dynamic-range stream says of the screen that it was made for.

use serde::{Deserialize, Serialize};

/// SMPTE ST 2086 and CTA-861.3, as HDR10 carries them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HdrMetadata {
    pub mastering: MasteringDisplay,
    pub light: LightLevels,
}

/// The screen that it was made on. Places on the chromaticity diagram count 1/50000, light counts 1/10000 cd/m².
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasteringDisplay {
    pub red: [u32; 2],
    pub green: [u32; 2],
    pub blue: [u32; 2],
    pub white: [u32; 2],
    pub max_luminance: u32,
    pub min_luminance: u32,
}

/// The brightest pixel, and the brightest mean of a frame, in cd/m².
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LightLevels {
    pub max: u32,
    pub average: u32,
}

pub const CHROMATICITY_STEPS: u32 = 50_000;
pub const LUMINANCE_STEPS: u32 = 10_000;

impl MasteringDisplay {
    /// As x265 reads it.
    pub(super) fn in_words(&self) -> String {
        let pair = |[x, y]: [u32; 2]| format!("({x},{y})");
        format!(
            "G{}B{}R{}WP{}L({},{})",
            pair(self.green),
            pair(self.blue),
            pair(self.red),
            pair(self.white),
            self.max_luminance,
            self.min_luminance
        )
    }

    /// As SVT-AV1 reads it.
    pub(super) fn in_fractions(&self) -> String {
        let part = |value: u32| f64::from(value) / f64::from(CHROMATICITY_STEPS);
        let pair = |[x, y]: [u32; 2]| format!("({:.5},{:.5})", part(x), part(y));
        let light = |value: u32| f64::from(value) / f64::from(LUMINANCE_STEPS);
        format!(
            "G{}B{}R{}WP{}L({:.4},{:.4})",
            pair(self.green),
            pair(self.blue),
            pair(self.red),
            pair(self.white),
            light(self.max_luminance),
            light(self.min_luminance)
        )
    }
}

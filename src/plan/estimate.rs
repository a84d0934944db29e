//! What an export will cost, from its size alone. Rough on purpose: the box's own history makes times better than this.

use serde::{Deserialize, Serialize};

use super::bits::bits_per_pixel;
use super::chunks::Plan;
use crate::project::model::{Export, SoundCodec};

/// Bytes that an export needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The finished file, likely to be right within a factor of three.
    pub output_bytes: u64,
    /// Free space wanted for chunks and the file while it is made.
    pub disk_bytes: u64,
    /// Peak memory of the worker.
    pub memory_bytes: u64,
}

/// Bits of a second of stereo at 24 bits.
const UNCODED: u32 = 48_000 * 2 * 24;

pub fn estimate(plan: &Plan, export: &Export) -> Estimate {
    let pixels = f64::from(plan.size.0) * f64::from(plan.size.1);
    let picture = match export.video.bitrate {
        Some(rate) => plan.seconds().to_f64() * rate as f64 / 8.0,
        None => pixels * plan.frames.count as f64 * bits_per_pixel(&export.video) / 8.0,
    };
    let bitrate = export.sound.as_ref().filter(|_| plan.sound.is_some()).map_or(0, |sound| match sound.codec {
        SoundCodec::Pcm => UNCODED,
        // Music loses a third.
        SoundCodec::Flac => UNCODED / 3 * 2,
        _ => sound.bitrate,
    });
    let sound = plan.seconds().to_f64() * f64::from(bitrate) / 8.0;
    let output_bytes = (picture + sound) as u64 + 64 * 1024;
    // One x264 encoder holds its look-ahead and references; a 1080p one at medium measured 320 MiB.
    let encoder = pixels * 160.0;
    Estimate {
        output_bytes,
        disk_bytes: output_bytes.saturating_mul(2),
        memory_bytes: (encoder + pixels * 40.0) as u64 + 250 * 1024 * 1024,
    }
}

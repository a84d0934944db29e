//! A GIF from finished chunks: one pass over all frames finds the colours, a second one uses them.

use std::path::Path;

use crate::base::{Rational, bytes};
use crate::media::{Dither, GifSettings, GifWriter, Hundredths, InspectedShape, Inspection, PaletteFinder};
use crate::plan::Plan;
use crate::project::model::VideoSettings;

use super::assemble::Proven;
use super::check::Lines;
use super::frames_of::each_frame;
use super::meter::Meter;
use super::receipt::CheckLine;
use super::stop::{StopFlag, Stopped};

/// What people send each other and put into pages.
const LARGE: u64 = 10_000_000;

pub fn settings(plan: &Plan, video: &VideoSettings) -> GifSettings {
    // Chosen by how good it is to be; the smaller ones also compress better.
    let (colors, dither) = match video.preset.as_str() {
        "slow" | "slower" | "veryslow" => (256, Dither::Diffused),
        "fast" | "faster" | "veryfast" => (128, Dither::Bayer(4)),
        "superfast" | "ultrafast" => (64, Dither::None),
        _ => (256, Dither::Bayer(3)),
    };
    let (width, height) = plan.size;
    GifSettings { width, height, frame_rate: plan.frames.rate, frames: plan.frames.count, colors, dither }
}

/// Writes the film to `part`.
pub fn write(
    part: &Path,
    settings: &GifSettings,
    chunks: &[Proven],
    meter: &Meter,
    stop: &StopFlag,
) -> Result<(), Stopped> {
    let mut finder = PaletteFinder::new(settings)?;
    each_frame(chunks, meter, stop, &mut |_, packet| finder.look(&packet.bytes))?;
    let palette = finder.finish()?;
    let mut writer = GifWriter::create(part, settings, &palette)?;
    each_frame(chunks, meter, stop, &mut |_, packet| writer.push(&packet.bytes))?;
    writer.finish()?;
    Ok(())
}

/// The file, opened again, against what was planned.
pub fn check(found: &Inspection, plan: &Plan) -> Vec<CheckLine> {
    let mut lines = Lines::default();
    lines.same("streams", &1, &found.streams.len());
    let Some(stream) = found.streams.first() else { return lines.into() };
    let InspectedShape::Video { width, height, frames, .. } = &stream.shape else {
        lines.text("video", "the first stream", "another kind");
        return lines.into();
    };
    let times = Hundredths { frame_rate: plan.frames.rate };
    let at = |index: u64| Rational::new(times.at(index), 100);
    lines.text("video codec", "gif", &stream.codec);
    lines.text("size", &format!("{}x{}", plan.size.0, plan.size.1), &format!("{width}x{height}"));
    lines.same("frames", &plan.frames.count, frames);
    lines.time("first frame at", Rational::ZERO, stream.first);
    lines.time("last frame at", at(plan.frames.count.saturating_sub(1)), stream.last);
    lines.time("video length", at(plan.frames.count), found.duration);
    lines.into()
}

/// What is worth a word when it is finished.
pub fn remark(size: u64) -> Option<String> {
    (size > LARGE).then(|| {
        format!(
            "the GIF has {}; a smaller `size`, fewer frames a second or `quality: low` make it smaller, and `preset: vp9` \
             much",
            bytes::short(size)
        )
    })
}

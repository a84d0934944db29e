//! Exports that become doubtfully small or large: a few frames, folders of pictures, GIFs.

use super::image_names::MOST_IMAGES;
use super::model::{Export, VideoCodec};
use super::place::Severity;
use super::verdict::Judge;

/// Fewer frames than this are rarely meant.
const FEW_FRAMES: u64 = 10;
/// What people send each other and put into pages, in bytes.
const LARGE_GIF: u64 = 10_000_000;

impl Judge<'_> {
    /// An export with pictures.
    pub(super) fn amounts(&mut self, export: &Export, frames: u64) {
        let (at, codec) = (&export.place, export.video.codec);
        if (1..FEW_FRAMES).contains(&frames) {
            let message = format!("`{}` has only {frames} frame{}", export.name, if frames == 1 { "" } else { "s" });
            self.say(Severity::Warning, at, &at.path, message, None);
        }
        if codec.single() && frames > MOST_IMAGES {
            let message = format!("`{}` would be {frames} pictures, {MOST_IMAGES} at the most", export.name);
            self.say(Severity::Error, at, &at.path, message, Some("export it in parts with `range`"));
        }
        // A quarter of a byte for each pixel is what films of some movement take.
        let bytes = u64::from(export.size.0) * u64::from(export.size.1) * frames / 4;
        if codec == VideoCodec::Gif && bytes > LARGE_GIF {
            let message = format!("`{}` may become a GIF of {} MB", export.name, bytes / 1_000_000);
            let help = "a smaller `size`, a lower `fps` or a shorter `range` make it smaller; `preset: vp9` much";
            self.say(Severity::Warning, at, &at.path, message, Some(help));
        }
    }
}

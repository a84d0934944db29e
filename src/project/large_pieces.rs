//! What becomes too large: folders of pictures, and GIFs.

use super::image_names::MOST_IMAGES;
use super::model::{Export, VideoCodec};
use super::place::Severity;
use super::verdict::Judge;

/// What people send each other and put into pages, in bytes.
const LARGE_GIF: u64 = 10_000_000;

impl Judge<'_> {
    pub(super) fn pieces(&mut self, export: &Export, frames: u64) {
        let (at, codec) = (&export.place, export.video.codec);
        if export.only_sound.is_some() {
            return;
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

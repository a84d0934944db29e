//! Animated images: every picture is decoded once, so that what is wrong with one is known before it is needed.

use std::fs::File;
use std::path::Path;

use image::ImageFormat;

use super::{TimedFrames, frame_times};
use crate::base::facts::{AnimationFacts, ColorFacts, Content, VideoFacts};
use crate::base::{Rational, printable};
use crate::media::animation::{self, Opened};
use crate::media::libav::{MAX_PIXELS, MOST_SIDE, unreadable};

/// More pictures than a film of twenty minutes has; a small file can claim millions.
const MOST_FRAMES: usize = 30_000;
/// Of all of them together.
const MOST_PIXELS: u64 = 16 << 30;
const TICKS_A_SECOND: i64 = 1_000_000;

/// An animated image; `None` where it holds one picture only.
pub fn examine(
    path: &Path,
    file: File,
    format: ImageFormat,
    head: &[u8],
    beat: &dyn Fn(),
) -> image::ImageResult<Option<Content>> {
    let Some(Opened { size: (width, height), alpha, rounds, frames }) = animation::open(file, format)? else {
        return Ok(None);
    };
    let refused = |why: &str| Ok(Some(Content::Unreadable(unreadable(path, why))));
    let pixels = u64::from(width) * u64::from(height);
    if width.max(height) > MOST_SIDE || pixels > MAX_PIXELS {
        return refused(&format!("the image has {width}×{height} pixels; 8192×8192 is the most"));
    }
    let mut stamps = Vec::new();
    let mut now = Rational::ZERO;
    for frame in frames {
        beat();
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) => {
                let said = printable::text(&error.to_string());
                return refused(&format!("the animation breaks off after {} pictures: {said}", stamps.len()));
            }
        };
        if stamps.len() >= MOST_FRAMES || (stamps.len() as u64 + 1) * pixels > MOST_PIXELS {
            return refused(&format!(
                "the animation has more than {} pictures of {width}×{height} pixels, which is beyond what is read",
                stamps.len()
            ));
        }
        stamps.push(ticks(now));
        let (num, den) = frame.delay().numer_denom_ms();
        let said = Rational::new(i64::from(num), i64::from(den.max(1)) * 1000);
        // Where an animation says no time for a picture, or next to none, browsers take a tenth of a second.
        let delay = if said <= Rational::new(1, 100) { Rational::new(1, 10) } else { said };
        now = now.checked_add(delay).unwrap_or(now);
    }
    let timed = TimedFrames {
        stamps: &stamps,
        last_duration: ticks(now) - stamps.last().copied().unwrap_or(0),
        time_base: Rational::new(1, TICKS_A_SECOND),
        origin: Rational::ZERO,
    };
    if stamps.len() == 1 {
        return Ok(Some(Content::Image { width, height, alpha }));
    }
    let Some(times) = frame_times(&timed, &[]) else { return refused("the animation holds no picture") };
    let codec = match format {
        ImageFormat::Gif => "gif",
        ImageFormat::WebP => "webp",
        _ => "png",
    };
    // A GIF that says nothing of rounds is played once; one that says a number is begun again so often.
    let rounds = match format {
        ImageFormat::Gif if !says_rounds(head) => Some(1),
        ImageFormat::Gif => rounds.map(|rounds| rounds.saturating_add(1)),
        _ => rounds,
    };
    let video = VideoFacts {
        stream: 0,
        codec: codec.to_owned(),
        pixel_format: "rgba".to_owned(),
        width,
        height,
        time_base: Rational::new(1, TICKS_A_SECOND),
        frames: times,
        color: ColorFacts { primaries: 1, transfer: 13, matrix: 0, full_range: true },
        rotation: 0,
        sample_aspect: Rational::ONE,
        alpha,
        interlaced: false,
        counted: false,
        truncated: None,
    };
    Ok(Some(Content::Animation(AnimationFacts { video, rounds })))
}

/// Down to whole microseconds: a picture is never seen before its time by rounding, and a wanted time that is exact still
/// finds it.
fn ticks(time: Rational) -> i64 {
    i64::try_from((time * Rational::from_int(TICKS_A_SECOND)).floor()).unwrap_or(i64::MAX)
}

/// Whether a GIF that begins with these bytes has the block about rounds; it stands before the first picture.
fn says_rounds(head: &[u8]) -> bool {
    head.windows(11).any(|part| part == b"NETSCAPE2.0" || part == b"ANIMEXTS1.0")
}

//! What of an encoder goes into a chunk's key.

use super::class::Determinism;
use super::key::KeyHasher;
use crate::project::model::{CanvasColor, Pixels, Screen, VideoCodec, VideoSettings};

/// Bits that no colour has.
const PIXELS: u64 = u64::MAX;
const COLOR: u64 = u64::MAX - 1;
const SCREEN: u64 = u64::MAX - 2;
const BITRATE: u64 = u64::MAX - 3;
const HARDWARE: u64 = u64::MAX - 4;
const PROFILE: u64 = u64::MAX - 5;
const LEVEL: u64 = u64::MAX - 6;

/// Raised when the options change that an encoder always gets and no document says. Those of H.264 are held by the epoch of
/// the room that encodes.
fn recipe(codec: VideoCodec) -> u64 {
    match codec {
        VideoCodec::H264
        | VideoCodec::Hevc
        | VideoCodec::Vp9
        | VideoCodec::Av1
        | VideoCodec::ProRes
        | VideoCodec::DnxHr
        | VideoCodec::Ffv1
        | VideoCodec::Png
        | VideoCodec::Jpeg
        | VideoCodec::Tiff
        | VideoCodec::Exr
        | VideoCodec::Gif => 1,
    }
}

impl KeyHasher {
    pub(super) fn video(&mut self, video: &VideoSettings) {
        if video.codec == VideoCodec::H264 {
            self.bytes(b"x264");
        } else {
            self.bytes(video.codec.word().as_bytes());
            self.number(recipe(video.codec));
            self.bytes(video.profile.as_deref().unwrap_or("").as_bytes());
        }
        // A GIF's chunks hold whole frames; how its colours are chosen is decided when it is joined.
        let speed = if video.codec == VideoCodec::Gif { "" } else { &video.preset };
        self.bytes(speed.as_bytes());
        self.bytes(video.tune.as_deref().unwrap_or("").as_bytes());
        self.float(video.crf);
        if video.pixels != Pixels::Yuv420p {
            self.number(PIXELS);
            self.bytes(video.pixels.word().as_bytes());
        }
        if video.color != CanvasColor::Srgb {
            self.number(COLOR);
            self.bytes(video.color.word().as_bytes());
        }
        if let Some(screen) = &video.screen {
            self.number(SCREEN);
            self.screen(screen);
        }
        if let Some(bits) = video.bitrate {
            self.number(BITRATE);
            self.number(bits);
        }
        if let Some(profile) = video.profile.as_ref().filter(|_| video.codec == VideoCodec::H264) {
            self.number(PROFILE);
            self.bytes(profile.as_bytes());
        }
        if let Some(level) = video.level {
            self.number(LEVEL);
            self.float(level);
        }
        if let Some(encoder) = &video.hardware {
            self.number(HARDWARE);
            self.bytes(encoder.as_bytes());
        }
    }

    fn screen(&mut self, screen: &Screen) {
        self.bytes(screen.primaries.word().as_bytes());
        screen.luminance.iter().for_each(|light| self.float(*light));
        self.number(u64::from(screen.max_light));
        self.number(u64::from(screen.average_light));
    }
}

impl Determinism {
    /// How far the bytes of an export's pictures can be relied on.
    pub fn of(video: &VideoSettings) -> Self {
        match video.hardware {
            Some(_) => Self::C,
            // Only x264 promises the same bytes while it aims at a rate.
            None if video.bitrate.is_some() && video.codec != VideoCodec::H264 => Self::C,
            None if video.codec.intra() => Self::A,
            None => Self::B,
        }
    }
}

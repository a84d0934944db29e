//! Small projects with made-up facts, for the pure rooms.

use std::path::{Path, PathBuf};

use rushes::base::facts::{AudioFacts, ColorFacts, Content, Facts, FileIdentity, FrameTimes, SourceFacts, VideoFacts};
use rushes::base::{Digest, Rational};
use rushes::project::{self, Project, Source};

/// The project that `text` says, as if it stood in `/films/p.yaml`.
pub fn project(text: &str) -> Project {
    let reading = project::read(&Source { path: Path::new("/films/p.yaml"), text, set: &[] });
    reading.project.unwrap_or_else(|| panic!("{text}\n{:#?}", reading.problems))
}

/// Facts of `/films/clip.mp4` (`seconds` of 1280×720 at `rate`, with sound), `/films/logo.png` and `/films/tune.wav`.
pub fn facts(rate: Rational, seconds: i64) -> Facts {
    let mut facts = Facts::default();
    let count = u64::try_from((rate * Rational::from_int(seconds)).floor()).unwrap();
    let video = VideoFacts {
        stream: 0,
        codec: "h264".into(),
        pixel_format: "yuv420p".into(),
        width: 1280,
        height: 720,
        time_base: Rational::ONE / rate,
        frames: FrameTimes::Constant { rate, first: Rational::ZERO, count },
        color: ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false },
        rotation: 0,
        sample_aspect: Rational::ONE,
        alpha: false,
        interlaced: false,
        counted: false,
        truncated: None,
    };
    let audio = AudioFacts {
        stream: 1,
        codec: "aac".into(),
        rate: 48_000,
        channels: 2,
        duration: Rational::from_int(seconds),
        start: Rational::ZERO,
    };
    let media = Content::Media { video: Some(video), audio: vec![audio.clone()] };
    facts.sources.insert("/films/clip.mp4".into(), source("clip", media));
    facts.sources.insert("/films/tune.wav".into(), source("tune", Content::Media { video: None, audio: vec![audio] }));
    facts
        .sources
        .insert("/films/logo.png".into(), source("logo", Content::Image { width: 64, height: 64, alpha: true }));
    facts
}

fn source(name: &str, content: Content) -> SourceFacts {
    let identity = FileIdentity { device: 1, inode: 1, size: 1, modified_ns: 1, changed_ns: 1 };
    SourceFacts { identity, hash: Digest::of(name.as_bytes()), content }
}

/// Makes another version of a source, as an editor that saves over it does.
pub fn replace(facts: &mut Facts, path: &str, name: &str) {
    if let Some(source) = facts.sources.get_mut(&PathBuf::from(path)) {
        source.hash = Digest::of(name.as_bytes());
    }
}

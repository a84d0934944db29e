//! A folder of sources that exists in facts only, and short ways to read a document in it.

use std::path::{Path, PathBuf};

use rushes::base::facts::{AudioFacts, ColorFacts, Content, Facts, FileIdentity, FrameTimes, SourceFacts, VideoFacts};
use rushes::base::{Digest, Failure, Rational, Reason};
use rushes::project::{self, Project, Reading, Source};

pub const DOCUMENT: &str = "/films/opening.yaml";

/// What lies beside it as `other.yaml`.
const OTHER: &str = "rushes: 1\nvars: { title: Other }\ncanvas: { duration: 3s }\nlayers: [ { text: \"${title}\" } ]\n";

pub fn seconds(num: i64, den: i64) -> Rational {
    Rational::new(num, den)
}

pub fn read_with(text: &str, set: &[(&str, &str)]) -> Reading {
    let set: Vec<(String, String)> =
        set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let source = Source { path: Path::new(DOCUMENT), text, set: &set };
    project::read_with(&source, &|path| match path.ends_with("other.yaml") {
        true => Ok(OTHER.to_owned()),
        false => Err(format!("{}: there is no such file", path.display())),
    })
}

pub fn read(text: &str) -> Reading {
    read_with(text, &[])
}

/// The project of a document that must be right.
pub fn project(text: &str) -> Project {
    let reading = read(text);
    let said: String = reading.problems.iter().map(|problem| project::render_problem(problem, Some(text))).collect();
    reading.project.unwrap_or_else(|| panic!("the document is refused:\n{said}"))
}

/// What a probe would have found in the folder.
pub fn facts() -> Facts {
    let sound = |seconds| AudioFacts {
        stream: 1,
        codec: "aac".into(),
        rate: 48_000,
        channels: 2,
        duration: Rational::from_int(seconds),
        start: Rational::ZERO,
    };
    let constant = |seconds: u64| FrameTimes::Constant {
        rate: Rational::from_int(30),
        first: Rational::ZERO,
        count: seconds * 30,
    };
    let stamps: Vec<i64> = (0..60).map(|frame| frame * 3000 + (frame % 7) * 100).collect();
    let truncated = VideoFacts { truncated: Some((seconds(5, 2), Rational::from_int(10))), ..video(constant(10)) };
    let mut bright = video(constant(10));
    bright.color = ColorFacts { primaries: 9, transfer: 18, matrix: 9, full_range: false };
    let media = |video, audio| Content::Media { video, audio };
    let mut facts = Facts::default();
    for (name, content) in [
        ("clip.mp4", media(Some(video(constant(10))), vec![sound(10)])),
        ("two.mp4", media(Some(video(constant(10))), vec![sound(10), sound(10)])),
        ("silent.mp4", media(Some(video(constant(10))), vec![])),
        ("phone.mp4", media(Some(video(FrameTimes::Variable { stamps, end: 180_000 })), vec![])),
        ("torn.mp4", media(Some(truncated), vec![])),
        ("bright.mov", media(Some(bright), vec![])),
        ("voice.wav", media(None, vec![sound(5)])),
        ("still.png", Content::Image { width: 400, height: 300, alpha: true }),
        ("damaged.png", Content::Unreadable(Failure::new(Reason::SourceDamaged, "the picture breaks off"))),
    ] {
        let identity = FileIdentity { device: 1, inode: 1, size: 1, modified_ns: 0, changed_ns: 0 };
        let hash = Digest::of(name.as_bytes());
        facts.sources.insert(PathBuf::from("/films").join(name), SourceFacts { identity, hash, content });
    }
    facts
}

fn video(frames: FrameTimes) -> VideoFacts {
    VideoFacts {
        stream: 0,
        codec: "h264".into(),
        pixel_format: "yuv420p".into(),
        width: 1280,
        height: 720,
        time_base: seconds(1, 90_000),
        frames,
        color: ColorFacts { primaries: 1, transfer: 1, matrix: 1, full_range: false },
        rotation: 0,
        sample_aspect: Rational::ONE,
        alpha: false,
        interlaced: false,
        counted: false,
        truncated: None,
    }
}

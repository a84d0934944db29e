//! A folder to work in: projects, small media made on the spot, and a home of its own for `rushes`.

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rushes::config::Places;
use rushes::export::event::Event;
use rushes::export::{self, ExportWork, Limits, Outcome, StopFlag};

pub struct Desk {
    folder: tempfile::TempDir,
}

/// A second of picture and sound in small: 160×90 at 25 fps, everything that can be composed, three chunks.
pub const FILM: &str = r##"rushes: 1
title: A small film
canvas: { size: 160x90, fps: 25, duration: 3s, background: "#203040" }
audio:
  - { source: tune.wav, gain: -3dB, fade: { in: 100ms, out: 500ms } }
layers:
  - { solid: "#803010", at: 1s..2s, opacity: 0.5 }
  - { image: logo.png, position: [ 0s: [20%, 50%], 3s: { to: [80%, 50%], ease: in-out-sine } ] }
  - { text: Hello, size: 20px, color: "#ffffff", position: [50%, 80%], fade: { in: 500ms } }
exports:
  default: { quality: low, chunk: 1s, video: { gop: 1s } }
"##;

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { folder };
        desk.write_logo("logo.png");
        desk.write_tune("tune.wav", 3.0);
        desk
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn places(&self) -> Places {
        Places::under(&self.path().join("home"))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a project and gives its path.
    pub fn project(&self, name: &str, text: &str) -> PathBuf {
        let path = self.file(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A 24×24 picture with a transparent rim.
    pub fn write_logo(&self, name: &str) {
        let picture = image::RgbaImage::from_fn(24, 24, |x, y| {
            let rim = x < 2 || y < 2 || x > 21 || y > 21;
            image::Rgba([(x * 10) as u8, (y * 10) as u8, 200, if rim { 0 } else { 255 }])
        });
        picture.save(self.file(name)).unwrap();
    }

    /// A 48 kHz stereo WAV of a 440 Hz tone.
    pub fn write_tune(&self, name: &str, seconds: f32) {
        let frames = (seconds * 48_000.0) as u32;
        let mut bytes = Vec::new();
        let length = frames * 4;
        bytes.extend_from_slice(b"RIFF");
        bytes.extend_from_slice(&(36 + length).to_le_bytes());
        bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
        bytes.extend_from_slice(&48_000u32.to_le_bytes());
        bytes.extend_from_slice(&192_000u32.to_le_bytes());
        bytes.extend_from_slice(b"\x04\0\x10\0data");
        bytes.extend_from_slice(&length.to_le_bytes());
        for frame in 0..frames {
            let value = (TAU * 440.0 * frame as f32 / 48_000.0).sin() * 8_000.0;
            for _ in 0..2 {
                bytes.extend_from_slice(&(value as i16).to_le_bytes());
            }
        }
        std::fs::write(self.file(name), bytes).unwrap();
    }

    /// A picture film of `frames` frames at 25 fps, in chunks of `chunk` frames.
    pub fn short_film(&self, frames: u32, chunk: u32) -> PathBuf {
        let seconds = |frames: u32| format!("{}ms", frames * 40);
        let (length, chunk) = (seconds(frames), seconds(chunk));
        let text = format!(
            "rushes: 1\ncanvas: {{ size: 160x90, fps: 25, duration: {length} }}\nlayers:\n  - {{ solid: \"#204060\" }}\n  - {{ image: logo.png, position: [ 0s: [0%, 50%], 9s: [100%, 50%] ] }}\nexports: {{ default: {{ chunk: {chunk}, video: {{ gop: {chunk} }} }} }}\n"
        );
        self.project(&format!("short-{frames}.yaml"), &text)
    }

    /// The default export of a project that lies on the desk.
    pub fn work(&self, project: &Path) -> ExportWork {
        ExportWork {
            project: project.to_path_buf(),
            document: std::fs::read_to_string(project).unwrap(),
            set: Vec::new(),
            export: "default".into(),
            output: None,
            overwrite: false,
            also: Vec::new(),
            full_verify: false,
            documents: Default::default(),
        }
    }

    pub fn export(&self, work: &ExportWork) -> (Outcome, Vec<Event>) {
        self.export_with(work, &Limits::default(), &self.places())
    }

    pub fn export_with(&self, work: &ExportWork, limits: &Limits, places: &Places) -> (Outcome, Vec<Event>) {
        let events = Mutex::new(Vec::new());
        let outcome = export::run(work, places, limits, &StopFlag::default(), &|event| {
            events.lock().unwrap().push(event);
        });
        (outcome, events.into_inner().unwrap())
    }
}

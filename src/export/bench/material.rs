//! The standard project: a clip with sound scaled to the canvas, a mark with alpha, a title that fades. Its clip is made here,
//! by an export of its own, so that nothing has to be shipped or fetched.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::Failure;
use crate::config::Places;
use crate::export::{ExportWork, Limits, StopFlag, Stopped, run};

/// Seconds of clip; the project shows it twice.
const CLIP: u32 = 4;
const RATE: u32 = 48_000;

const CLIP_PROJECT: &str = "rushes: 1
canvas: { size: 1280x720, fps: 30, background: \"#0b1020\", duration: 4s }
audio:
  - { id: tune, source: tune.wav }
layers:
  - gradient: { from: \"#10243f\", to: \"#7a3b1e\", angle: 35 }
  - { shape: ellipse, size: [520px, 520px], fill: \"#e8b04b\", position: [ 0s: [12%, 30%], 4s: { to: [88%, 70%], ease: in-out-sine } ] }
  - { shape: rect, size: [300px, 300px], fill: \"#3fb6a8\", position: [ 0s: [80%, 20%], 4s: [20%, 80%] ], rotate: [ 0s: 0deg, 4s: 270deg ] }
  - { text: \"= 1 2 3 4 5 6 7 8 9\", size: 90px, color: \"#f4f1e8\", position: [ 0s: [130%, 60%], 4s: [-30%, 60%] ] }
exports:
  default: { quality: high, video: { preset: veryfast } }
";

const STANDARD: &str = "rushes: 1
title: standard
canvas: { size: 1920x1080, fps: 30, background: \"#000000\", duration: 8s }
audio:
  - { id: clip, source: clip.mp4, at: 0s..8s, loop: true }
layers:
  - { video: clip.mp4, at: 0s..8s, loop: true, fit: fill }
  - { shape: ellipse, size: [160px, 160px], fill: \"#ff5a1fc0\", position: [92%, 12%] }
  - { text: Rushes, size: 120px, color: \"#ffffff\", position: [50%, 84%], opacity: [ 0.5s: 0, 1.5s: 1, 6.5s: 1, 7.5s: 0 ] }
exports:
  default: { video: { preset: veryfast } }
";

/// Writes the standard project and what it shows into a folder, and gives the work of exporting it.
pub fn standard(folder: &Path, places: &Places, limits: &Limits, stop: &StopFlag) -> Result<ExportWork, Stopped> {
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(|error| Failure::io("writing the standard project", &path, &error))?;
        Ok::<PathBuf, Failure>(path)
    };
    write("tune.wav", &tune())?;
    let clip = write("clip.yaml", CLIP_PROJECT.as_bytes())?;
    let mut clip = work(clip, CLIP_PROJECT);
    clip.output = Some(folder.join("clip.mp4"));
    run(&clip, places, limits, stop, &|_| {}).result?;
    let project = write("standard.yaml", STANDARD.as_bytes())?;
    Ok(work(project, STANDARD))
}

fn work(project: PathBuf, document: &str) -> ExportWork {
    ExportWork {
        project,
        document: document.to_owned(),
        set: Vec::new(),
        export: "default".to_owned(),
        output: None,
        overwrite: false,
        also: Vec::new(),
        full_verify: false,
        documents: Default::default(),
    }
}

/// Two voices and a beat, as a WAV of 16 bits.
fn tune() -> Vec<u8> {
    let frames = CLIP * RATE;
    let bytes = frames * 4;
    let mut wav = Vec::with_capacity(bytes as usize + 44);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + bytes).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    wav.extend_from_slice(&16u32.to_le_bytes());
    for word in [1u16, 2] {
        wav.extend_from_slice(&word.to_le_bytes());
    }
    for number in [RATE, RATE * 4] {
        wav.extend_from_slice(&number.to_le_bytes());
    }
    for word in [4u16, 16] {
        wav.extend_from_slice(&word.to_le_bytes());
    }
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&bytes.to_le_bytes());
    for frame in 0..frames {
        let t = f64::from(frame) / f64::from(RATE);
        let tone = |hertz: f64| libm::sin(std::f64::consts::TAU * hertz * t);
        let beat = libm::exp(-9.0 * (t % 0.5)) * tone(70.0);
        for hertz in [440.0, 554.37] {
            let sample = (0.2 * tone(hertz) + 0.5 * beat) * 30_000.0;
            wav.extend_from_slice(&(sample as i16).to_le_bytes());
        }
    }
    wav
}

//! Films as an export makes them, and copies of them with something wrong, made by the `ffmpeg` program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rushes::export::Stopped;
use rushes::export::receipt::path_for;
use rushes::export::verify::{Attend, Expected, Fault, FaultKind, Verdict, verify};

use crate::support::desk::Desk;

/// Everything moves, a little of it fast, and the sound has beats.
pub const MOVING: &str = r##"rushes: 1
canvas: { size: 160x90, fps: 25, duration: 3s, background: "#203040" }
audio:
  - { source: beats.wav }
layers:
  - { gradient: { from: "#403020", to: "#80a0c0", angle: 30 }, position: [ 0s: [30%, 50%], 3s: [70%, 55%] ], scale: 1.5 }
  - { image: logo.png, position: [ 0s: [10%, 30%], 3s: { to: [90%, 70%], ease: in-out-sine } ] }
  - { text: Hello, size: 20px, color: "#ffffff", position: [ 0s: [60%, 80%], 3s: [30%, 75%] ] }
exports:
  default: { quality: medium, chunk: 1s, video: { gop: 1s } }
"##;

/// A title that stands still for most of the time, with fades.
pub const TITLE: &str = r##"rushes: 1
canvas: { size: 160x90, fps: 25, duration: 3s, background: "#102030" }
audio:
  - { source: beats.wav }
layers:
  - { text: Still, size: 30px, color: "#f0e0a0", at: 0s..2400ms, fade: { in: 320ms, out: 400ms } }
  - { text: End, size: 30px, color: "#ffffff", at: 2400ms..3s }
exports:
  default: { quality: medium, chunk: 1s, video: { gop: 1s } }
"##;

/// A slow pan and a cut, without sound, at 30000/1001 frames a second.
pub const PAN: &str = r##"rushes: 1
canvas: { size: 160x90, fps: 30000/1001, duration: 2s, background: "#304050" }
layers:
  - { image: big.png, at: 0s..1500ms, position: [ 0s: [50%, 50%], 1500ms: [60%, 52%] ], fit: none }
  - { image: big.png, at: 1500ms..2s, position: [ 1500ms: [40%, 40%], 2s: [48%, 44%] ], fit: none, rotate: 90deg }
exports:
  default: { quality: medium, chunk: 1s, video: { gop: 1s }, sound: off }
"##;

/// Up from black and down again.
pub const FADES: &str = r##"rushes: 1
canvas: { size: 160x90, fps: 25, duration: 3s, background: "#000000" }
layers:
  - { image: big.png, fit: cover, fade: { in: 1200ms, out: 1200ms } }
exports:
  default: { quality: medium, chunk: 1s, video: { gop: 1s }, sound: off }
"##;

/// Nothing but noise.
pub const NOISE: &str = r##"rushes: 1
canvas: { size: 160x90, fps: 25, duration: 2s }
layers:
  - { video: noise.mkv, fit: cover }
exports:
  default: { quality: medium, chunk: 1s, video: { gop: 1s }, sound: off }
"##;

/// A desk with all that these films need.
pub fn desk() -> Desk {
    let desk = Desk::new();
    let wave = |x: f64| 127.0 + 100.0 * x.sin();
    let big = image::RgbImage::from_fn(240, 160, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        image::Rgb([wave(x / 9.0 + y / 31.0) as u8, wave(y / 7.0) as u8, wave((x * y).sqrt() / 5.0) as u8])
    });
    big.save(desk.file("big.png")).unwrap();
    let beats = "0.5*sin(880*PI*t)*exp(-8*mod(t,0.5))+0.01*random(0)|0.4*sin(660*PI*t)*exp(-10*mod(t+0.13,0.37))+0.01*random(1)";
    let sound = format!("aevalsrc='{beats}':s=48000:d=3");
    ffmpeg(&["-f", "lavfi", "-i", &sound], &desk.file("beats.wav"));
    let noise = "color=gray:s=160x90:r=25:d=2,noise=alls=60:allf=t+u:all_seed=5";
    ffmpeg(&["-f", "lavfi", "-i", noise, "-c:v", "ffv1"], &desk.file("noise.mkv"));
    desk
}

pub fn ffmpeg(words: &[&str], to: &Path) {
    let done = Command::new("ffmpeg").args(["-nostdin", "-v", "error", "-y"]).args(words).arg(to).output().unwrap();
    assert!(done.status.success(), "ffmpeg {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A finished export, and what is made of it.
pub struct Film {
    pub desk: Desk,
    pub path: PathBuf,
}

impl Film {
    pub fn of(text: &str) -> Self {
        Self::on(desk(), text)
    }

    pub fn on(desk: Desk, text: &str) -> Self {
        let project = desk.project("film.yaml", text);
        let path = desk.export(&desk.work(&project)).0.result.unwrap().output;
        Self { desk, path }
    }

    /// A copy under another name, with the film's receipt beside it.
    pub fn copy(&self, make: impl FnOnce(&Path)) -> PathBuf {
        let copy = self.desk.file("renders/copy.mp4");
        let _ = fs::remove_file(&copy);
        fs::copy(path_for(&self.path), path_for(&copy)).unwrap();
        make(&copy);
        copy
    }

    /// What `ffmpeg -i FILM WORDS` makes of it.
    pub fn through(&self, words: &[&str]) -> PathBuf {
        let film = self.path.to_str().unwrap();
        self.copy(|copy| ffmpeg(&[&["-i", film][..], words].concat(), copy))
    }

    /// Its frames as they are decoded, 4:2:0.
    pub fn frames(&self) -> Vec<Vec<u8>> {
        let raw = self.desk.file("frames.yuv");
        let film = self.path.to_str().unwrap();
        ffmpeg(&["-i", film, "-map", "0:v", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo"], &raw);
        fs::read(raw).unwrap().chunks_exact(160 * 90 * 3 / 2).map(<[u8]>::to_vec).collect()
    }

    /// The film with other frames, encoded well; its sound is copied.
    pub fn with_frames(&self, frames: &[Vec<u8>], rate: &str) -> PathBuf {
        let raw = self.desk.file("frames.yuv");
        fs::write(&raw, frames.concat()).unwrap();
        let (raw, film) = (raw.to_str().unwrap(), self.path.to_str().unwrap());
        let read = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", "160x90", "-r", rate, "-i", raw, "-i", film];
        let write = ["-map", "0:v", "-map", "1:a?", "-c:a", "copy", "-c:v", "libx264", "-crf", "16"];
        let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
        let scale = ["-preset", "veryfast", "-video_track_timescale", "30000"];
        self.copy(|copy| ffmpeg(&[&read[..], &write, &tags, &scale].concat(), copy))
    }
}

struct Nobody;

impl Attend for Nobody {
    fn frames(&self, _: u64, _: u64) {}
    fn beat(&self) {}
    fn go_on(&self) -> Result<(), Stopped> {
        Ok(())
    }
}

/// What the whole check says.
pub fn verdict(file: &Path) -> Verdict {
    verify(file, Expected::beside(file).as_ref(), &Nobody).unwrap()
}

/// What the check says of pictures and sound alone: as if nobody knew the bytes.
pub fn seen(file: &Path) -> Verdict {
    let mut expected = Expected::beside(file).unwrap();
    expected.blake3 = None;
    verify(file, Some(&expected), &Nobody).unwrap()
}

/// The faults of one kind.
pub fn faults(verdict: &Verdict, kind: FaultKind) -> Vec<&Fault> {
    verdict.faults.iter().filter(|fault| fault.kind == kind).collect()
}

/// Asserts that there is a fault of that kind at that frame.
#[track_caller]
pub fn finds(verdict: &Verdict, kind: FaultKind, frame: u64) {
    let there = faults(verdict, kind).iter().any(|fault| fault.frame == Some(frame));
    assert!(there, "no {kind:?} at {frame}: {:#?}", verdict.faults);
}

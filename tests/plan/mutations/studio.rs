//! A folder with a source of every kind, and plans of documents that show them: facts are those of real files.

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rushes::base::facts::Facts;
use rushes::config::Places;
use rushes::export::listening::Listening;
use rushes::export::prepare::examine_with;
use rushes::plan::key::{Common, Epochs};
use rushes::plan::{Plan, RenderClass, plan};
use rushes::project::{Severity, Source};
use rushes::timeline::Timeline;

use super::super::{EPOCHS, class};

pub struct Studio {
    folder: tempfile::TempDir,
}

impl Studio {
    pub fn new() -> Self {
        let studio = Self { folder: tempfile::tempdir().unwrap() };
        studio.text("talk.srt", "1\n00:00:08,500 --> 00:00:10,500\nGood evening\n");
        studio.text("film.cube", "LUT_1D_SIZE 2\n0 0 0\n1 1 0.9\n");
        studio.text("bleak.cube", "LUT_1D_SIZE 2\n0 0 0\n1 1 0.5\n");
        studio.text("beats.txt", &times(0.5));
        studio.text("slow.txt", &times(0.7));
        studio.text("round.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"40\"><circle cx=\"20\" cy=\"20\" r=\"15\"/></svg>");
        studio.text(
            "look.wgsl",
            "//@ input amount: float = 0.5 in 0..1\nfn image(uv: vec2f) -> vec4f { return vec4f(uv, amount, 1.0); }\n",
        );
        studio.text("other.wgsl", "fn image(uv: vec2f) -> vec4f { return vec4f(1.0, uv, 1.0); }\n");
        studio.text(
            "grain.wgsl",
            "//@ input amount: float = 0.5 in 0..1\nfn image(uv: vec2f) -> vec4f { return layer(uv) * amount; }\n",
        );
        studio.text("dark.wgsl", "fn image(uv: vec2f) -> vec4f { return layer(uv) * 0.25; }\n");
        studio.text(
            "wipe.wgsl",
            "//@ input amount: float = 0.5 in 0..1\nfn image(uv: vec2f) -> vec4f { return mix(from_layer(uv), to_layer(uv), progress * amount); }\n",
        );
        studio.text(
            "cut.wgsl",
            "fn image(uv: vec2f) -> vec4f { return mix(from_layer(uv), to_layer(uv), step(0.5, progress)); }\n",
        );
        studio.text("inner.yaml", INNER);
        studio.text("inner2.yaml", &INNER.replace("#102030", "#112030"));
        image::RgbaImage::from_pixel(24, 24, image::Rgba([200, 90, 30, 200])).save(studio.file("logo.png")).unwrap();
        image::RgbaImage::from_pixel(24, 24, image::Rgba([30, 90, 200, 200])).save(studio.file("badge.png")).unwrap();
        studio.tune("tune.wav", 20.0, 120.0);
        studio.tune("quick.wav", 20.0, 150.0);
        studio.tune("short.wav", 3.0, 120.0);
        std::fs::write(studio.file("song.mid"), song(60, 7)).unwrap();
        std::fs::write(studio.file("tune.mid"), song(64, 4)).unwrap();
        std::fs::write(studio.file("one.gltf"), triangle(1.0)).unwrap();
        std::fs::write(studio.file("two.gltf"), triangle(2.0)).unwrap();
        studio.clip("clip.mp4", 20, "testsrc");
        studio.clip("other.mp4", 20, "testsrc2");
        studio.clip("brief.mp4", 2, "testsrc");
        studio.ffmpeg("-f lavfi -i sine=300:d=20 -f lavfi -i sine=500:d=20 -map 0 -map 1 -c:a pcm_s16le two.mkv");
        studio
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn text(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).unwrap();
    }

    /// Twenty seconds and whatever else of small pictures with a tone.
    pub fn clip(&self, name: &str, seconds: u32, source: &str) {
        self.ffmpeg(&format!(
            "-f lavfi -i {source}=s=32x18:r=10:d={seconds} -f lavfi -i sine=d={seconds} -c:v libx264 -preset ultrafast -c:a aac {name}"
        ));
    }

    fn ffmpeg(&self, words: &str) {
        let output = Command::new("ffmpeg")
            .args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"])
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .expect("these tests need the ffmpeg program");
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// A tone that rises, and a click on every beat.
    pub fn tune(&self, name: &str, seconds: f32, bpm: f32) {
        let frames = (seconds * 48_000.0) as u32;
        let length = frames * 2;
        let mut bytes = b"RIFF".to_vec();
        bytes.extend_from_slice(&(36 + length).to_le_bytes());
        bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        bytes.extend_from_slice(&48_000u32.to_le_bytes());
        bytes.extend_from_slice(&96_000u32.to_le_bytes());
        bytes.extend_from_slice(b"\x02\0\x10\0data");
        bytes.extend_from_slice(&length.to_le_bytes());
        let beat = (60.0 / bpm * 48_000.0) as u32;
        for frame in 0..frames {
            let time = frame as f32 / 48_000.0;
            let click = if frame % beat < 480 { (frame as f32 * 0.9).sin() * 12_000.0 } else { 0.0 };
            let value = (TAU * (80.0 + bpm + 40.0 * time) * time).sin() * 6_000.0 + click;
            bytes.extend_from_slice(&(value as i16).to_le_bytes());
        }
        std::fs::write(self.file(name), bytes).unwrap();
    }

    pub fn plan(&self, text: &str) -> Plan {
        self.plan_with(text, "default", &class(), EPOCHS, |_| {})
    }

    /// As [`plan`](Self::plan), or what is wrong with the document.
    pub fn try_plan(&self, text: &str) -> Result<Plan, String> {
        self.try_plan_with(text, "default", &class(), EPOCHS, |_| {})
    }

    /// The plan of a document that lies in the folder, with facts as `edit` leaves them.
    pub fn plan_with(
        &self,
        text: &str,
        export: &str,
        class: &RenderClass,
        epochs: Epochs,
        edit: impl Fn(&mut Facts),
    ) -> Plan {
        self.try_plan_with(text, export, class, epochs, edit).unwrap_or_else(|wrong| panic!("{text}\n{wrong}"))
    }

    fn try_plan_with(
        &self,
        text: &str,
        export: &str,
        class: &RenderClass,
        epochs: Epochs,
        edit: impl Fn(&mut Facts),
    ) -> Result<Plan, String> {
        let path = self.file("p.yaml");
        let places = Places::under(&self.file("home"));
        let source = Source { path: &path, text, set: &[] };
        let load = |path: &Path| std::fs::read_to_string(path).map_err(|error| error.to_string());
        let (reading, mut facts) = examine_with(&source, &load, Some(&places));
        if let Some(problem) = reading.problems.iter().find(|problem| problem.severity == Severity::Error) {
            return Err(problem.message.clone());
        }
        let project = reading.project.ok_or("no project")?;
        edit(&mut facts);
        let export = project.export(export).ok_or("no such export")?;
        let listening = Listening::undisturbed(&project, &facts, &places).unwrap();
        let timeline = Timeline::with_ears(&project, &facts, export, &|project| listening.ears(project, &facts));
        let canvas = (project.canvas.width, project.canvas.height);
        Ok(plan(&timeline, &Common { export, canvas, gop_frames: 0, epochs, class, facts: &facts }))
    }
}

const INNER: &str = "rushes: 1\ncanvas: { size: 32x18, fps: 10, duration: 20s }\nvars: { word: Inside }\naudio: [ { source: short.wav, at: 8s } ]\nlayers: [ { solid: \"#102030\" }, { text: \"${word}\" } ]\n";

fn times(every: f64) -> String {
    (0..40).map(|beat| format!("{:.2} {}\n", f64::from(beat) * every, beat % 4 + 1)).collect()
}

/// Two tracks on two channels: `pitch` at 8.5 s, and one that is `above` it at 9.5 s.
fn song(pitch: u8, above: u8) -> Vec<u8> {
    // 96 ticks a quarter note at 120 beats a minute: 192 a second.
    let note = |channel: u8, pitch: u8, half_seconds: u32| {
        let ticks = half_seconds * 96;
        let mut body = vec![0x80 | (ticks >> 7) as u8, (ticks & 0x7f) as u8];
        body.extend([0x90 | channel, pitch, 100, 96, 0x80 | channel, pitch, 0, 0, 0xff, 0x2f, 0]);
        body
    };
    let mut file = b"MThd\0\0\0\x06\0\x01\0\x02\0\x60".to_vec();
    for track in [note(0, pitch, 17), note(1, pitch + above, 19)] {
        file.extend(b"MTrk\0\0\0");
        file.push(u8::try_from(track.len()).unwrap());
        file.extend(track);
    }
    file
}

/// A mesh of one triangle.
fn triangle(size: f32) -> String {
    let corners = [[0.0, 0.0, 0.0], [size, 0.0, 0.0], [0.0, size, 0.0]];
    let bytes: Vec<u8> = corners.iter().flatten().flat_map(|part: &f32| part.to_le_bytes()).collect();
    format!(
        "{{\"asset\":{{\"version\":\"2.0\"}},\"scene\":0,\"scenes\":[{{\"nodes\":[0]}}],\"nodes\":[{{\"mesh\":0}}],\"meshes\":[{{\"primitives\":[{{\"attributes\":{{\"POSITION\":0}}}}]}}],\"accessors\":[{{\"bufferView\":0,\"componentType\":5126,\"count\":3,\"type\":\"VEC3\",\"min\":[0,0,0],\"max\":[{size},{size},0]}}],\"bufferViews\":[{{\"buffer\":0,\"byteLength\":36}}],\"buffers\":[{{\"byteLength\":36,\"uri\":\"data:application/octet-stream;base64,{}\"}}]}}",
        base64(&bytes)
    )
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Whole triples only, which 36 bytes are.
    let triples = bytes.chunks_exact(3).map(|three| u32::from_be_bytes([0, three[0], three[1], three[2]]));
    triples.flat_map(|bits| [18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize]))).collect()
}

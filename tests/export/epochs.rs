//! Epochs and goldens are held together: when a room's output changes, its epoch must be raised, or finished chunks that are
//! not what would be made today would be used again.
//!
//! After raising an epoch on purpose: `UPDATE_GOLDENS=1 cargo test epochs`, and look at the difference.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rushes::base::facts::Facts;
use rushes::base::{Digest, Failure};
use rushes::compose::{self, Composer, ComposerSettings, Gpu, ImagePixels, Pictures, Submitted, VideoPicture};
use rushes::media::{self, BT709, FramePlanes, VideoCodec, VideoEncoder, VideoEncoderSettings, X264};
use rushes::timeline::scene::{Form, Passing};
use rushes::timeline::sounds::Way;
use rushes::timeline::{self, Scene, Timeline};
use rushes::{project, sound};
use serde::{Deserialize, Serialize};

use crate::support::desk::{Desk, FILM};

/// What one room made at one epoch, by the class of box that made it.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Golden {
    epoch: u32,
    hashes: BTreeMap<String, Digest>,
}

const EVERYWHERE: &str = "every box";

fn file(room: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/goldens").join(format!("{room}.json"))
}

fn hold(room: &str, epoch: u32, class: &str, hash: Digest) {
    let golden: Golden =
        std::fs::read(file(room)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        let mut golden = if golden.epoch == epoch { golden } else { Golden { epoch, ..Golden::default() } };
        golden.hashes.insert(class.to_owned(), hash);
        std::fs::create_dir_all(file(room).parent().unwrap()).unwrap();
        std::fs::write(file(room), serde_json::to_string_pretty(&golden).unwrap() + "\n").unwrap();
        return;
    }
    assert_eq!(golden.epoch, epoch, "{room}: its epoch was raised; record its goldens anew");
    // A box of another class has hashes of its own, and keys of its own too: the class is in the key.
    if let Some(recorded) = golden.hashes.get(class) {
        assert_eq!(*recorded, hash, "{room} makes something else than at epoch {epoch}: raise its EPOCH");
    }
}

fn film(desk: &Desk) -> (project::Project, Facts) {
    let path = desk.project("film.yaml", FILM);
    let text = std::fs::read_to_string(&path).unwrap();
    let source = project::Source { path: &path, text: &text, set: &[] };
    let (reading, facts) = rushes::export::prepare::examine(&source, None);
    (reading.project.unwrap(), facts)
}

#[test]
fn the_timeline_s_scenes_are_those_of_its_epoch() {
    let desk = Desk::new();
    let (project, facts) = film(&desk);
    let timeline = Timeline::new(&project, &facts, &project.exports[0]);
    let mut hasher = blake3::Hasher::new();
    let mut scene = Scene::default();
    for frame in 0..timeline.frames().count {
        timeline.scene(frame, &mut scene);
        // Debug prints every float exactly; only the folder differs from run to run.
        // What is not said of a layer does not stand in it, as in the key.
        let plain = [format!("{:?}", Form::default()), format!("{:?}", Passing::default())];
        let text = format!("{scene:?}").replace(desk.path().to_str().unwrap(), "").replace(", blend: Normal", "");
        let text = text.replace(&format!(", form: {}", plain[0]), "").replace(&format!(", passing: {}", plain[1]), "");
        let text = text.replace(", view: None", "").replace(", reveal: None, dress: None", "");
        let text = text.replace(", effects: []", "");
        hasher.update(text.as_bytes());
    }
    let clips = format!("{:?}", timeline.sound()).replace(desk.path().to_str().unwrap(), "");
    let clips = clips.replace(&format!(", way: {:?}", Way::default()), "").replace(", master: None", "");
    hasher.update(clips.as_bytes());
    hold("timeline", timeline::EPOCH, EVERYWHERE, Digest::from_bytes(*hasher.finalize().as_bytes()));
}

struct OnDesk;

impl Pictures for OnDesk {
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure> {
        compose::load_image(path)
    }

    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure> {
        panic!("no video is in this film: {path:?}")
    }

    fn video(&mut self, _: usize, path: &Path, _: u64) -> Result<VideoPicture<'_>, Failure> {
        panic!("no video is in this film: {path:?}")
    }
}

#[test]
fn composed_planes_are_those_of_the_epoch() {
    let desk = Desk::new();
    let (project, facts) = film(&desk);
    let timeline = Timeline::new(&project, &facts, &project.exports[0]);
    let gpu = Gpu::open().unwrap();
    let settings = ComposerSettings {
        canvas: (160, 90),
        output: (160, 90),
        ring_slots: 2,
        cache_bytes: 64 << 20,
        color: Default::default(),
    };
    let mut composer = Composer::new(&gpu, settings).unwrap();
    let mut hasher = blake3::Hasher::new();
    let mut scene = Scene::default();
    for frame in (0..75).step_by(7) {
        timeline.scene(frame, &mut scene);
        assert_eq!(composer.submit(&scene, &mut OnDesk, frame).unwrap(), Submitted::Yes);
        let ready = composer.next_ready(compose::PATIENCE).unwrap();
        let layout = ready.layout();
        for index in 0..3 {
            let (_, _, width, rows) = layout.plane(index);
            let plane = ready.plane(index);
            (0..rows).for_each(|row| {
                hasher.update(&plane.bytes[row * plane.stride..][..width]);
            });
        }
    }
    let class = rushes::export::prepare::render_class(&gpu);
    let class = format!("{} | {} | {}", class.adapter, class.driver, class.cpu);
    hold("compose", compose::EPOCH, &class, Digest::from_bytes(*hasher.finalize().as_bytes()));
}

#[test]
fn encoded_packets_are_those_of_the_epoch() {
    let settings = VideoEncoderSettings {
        width: 160,
        height: 90,
        frame_rate: rushes::base::Rational::from_int(25),
        codec: VideoCodec::X264(X264::new("medium", 23.0)),
        gop_frames: 25,
        color: BT709,
        samples: media::SampleFormat::Yuv420p,
        hdr: None,
    };
    let mut encoder = VideoEncoder::open(&settings).unwrap();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&encoder.parameters().extradata);
    let mut sink = |packet: media::Packet| {
        hasher.update(&packet.pts.to_le_bytes()).update(&packet.dts.to_le_bytes()).update(&packet.bytes);
        Ok(())
    };
    for frame in 0..60usize {
        let luma: Vec<u8> =
            (0..160 * 90).map(|at| ((at * 7 + frame * 3 + (at / 160) * frame) % 220 + 16) as u8).collect();
        let chroma: Vec<u8> = (0..80 * 45).map(|at| ((at + frame * 5) % 200 + 20) as u8).collect();
        let planes = FramePlanes::yuv([&luma, &chroma, &chroma], [160, 80, 80]);
        encoder.push(&planes, frame as i64, &mut sink).unwrap();
    }
    encoder.finish(&mut sink).unwrap();
    hold("media", media::EPOCH, media::build(), Digest::from_bytes(*hasher.finalize().as_bytes()));
}

struct NoFallback;

impl sound::Fallback for NoFallback {
    fn open(&self, path: &Path, _: usize) -> Result<Box<dyn sound::Decoder>, Failure> {
        panic!("a WAV file needs nobody else: {path:?}")
    }
}

#[test]
fn mixed_samples_are_those_of_the_epoch() {
    let desk = Desk::new();
    let (project, facts) = film(&desk);
    let timeline = Timeline::new(&project, &facts, &project.exports[0]);
    let mut mixer = sound::Mixer::new(timeline.sound(), &NoFallback).unwrap();
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0f32; 2048];
    loop {
        let frames = mixer.next(&mut block).unwrap();
        if frames == 0 {
            break;
        }
        for sample in &block[..frames * 2] {
            hasher.update(&sample.to_bits().to_le_bytes());
        }
    }
    hold("sound", sound::EPOCH, EVERYWHERE, Digest::from_bytes(*hasher.finalize().as_bytes()));
}

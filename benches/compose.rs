//! What composing costs, as ratios within one run: `cargo bench --bench compose`.

#![expect(clippy::expect_used, reason = "a benchmark that can't measure says why and ends")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rushes::base::facts::Facts;
use rushes::base::{Failure, Reason};
use rushes::compose::{
    Composer, ComposerSettings, Gpu, ImagePixels, PATIENCE, Pictures, Submitted, VideoPicture, effects_on,
};
use rushes::project::model::{Blend, BloomKind, Crop, Fit, Length, Paint, Rgba};
use rushes::project::{Project, Source};
use rushes::timeline::scene::{Form, Passing, Placement, Scene, SceneBloom, SceneContent, SceneEffect, SceneLayer};
use rushes::timeline::solid::{Mark, SceneCamera, SceneMesh, SceneNotes, SceneObject, SceneObjects};
use rushes::timeline::{Hearing, Timeline};

const FRAMES: u64 = 60;
const ROUNDS: usize = 5;

struct Noise;

impl Pictures for Noise {
    fn image(&mut self, _: &Path) -> Result<ImagePixels, Failure> {
        let (width, height) = (480, 270);
        let rgba = (0..width * height * 4).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        Ok(ImagePixels { width, height, rgba })
    }

    fn video_size(&mut self, _: &Path) -> Result<(u32, u32), Failure> {
        Err(Failure::new(Reason::SourceMissing, "no video here"))
    }

    fn video(&mut self, _: usize, _: &Path, _: u64) -> Result<VideoPicture<'_>, Failure> {
        Err(Failure::new(Reason::SourceMissing, "no video here"))
    }
}

fn layer(index: usize, x: f64, y: f64, opacity: f32) -> SceneLayer {
    let none = Length::Px(0.0);
    let placement = Placement {
        fit: Fit::None,
        position: [x, y],
        anchor_fraction: [0.0; 2],
        anchor_px: [0.0; 2],
        scale: [1.0; 2],
        rotate: 0.0,
        crop: Crop { left: none, right: none, top: none, bottom: none },
        passing: Passing::default(),
    };
    let content = SceneContent::Image(Arc::new("noise".into()));
    SceneLayer { index, content, placement, opacity, blend: Blend::Normal, form: Form::default(), effects: Vec::new() }
}

fn scene(still: usize, frame: u64) -> Scene {
    let mut layers: Vec<SceneLayer> = (0..still).map(|n| layer(n, 120.0 * n as f64, 60.0 * n as f64, 0.9)).collect();
    layers.push(layer(100, 100.0 + 3.0 * frame as f64, 200.0, 0.8));
    Scene { background: Some(Rgba { r: 0.1, g: 0.2, b: 0.3, a: 1.0 }), layers, view: None }
}

/// Seconds a frame.
fn timed(gpu: &Gpu, scene: &dyn Fn(u64) -> Scene) -> f64 {
    let settings = ComposerSettings {
        canvas: (1920, 1080),
        output: (1920, 1080),
        ring_slots: 3,
        cache_bytes: 256 << 20,
        color: Default::default(),
    };
    let mut composer = Composer::new(gpu, settings).expect("a composer");
    let mut began = Instant::now();
    for frame in 0..FRAMES + 10 {
        if frame == 10 {
            began = Instant::now();
        }
        while composer.submit(&scene(frame), &mut Noise, frame).expect("a frame") == Submitted::RingFull {
            drop(composer.next_ready(PATIENCE).expect("a frame"));
        }
    }
    while composer.under_way() > 0 {
        drop(composer.next_ready(PATIENCE).expect("a frame"));
    }
    began.elapsed().max(Duration::from_micros(1)).as_secs_f64() / FRAMES as f64
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() {
    let gpu = Gpu::open().expect("an adapter");
    let mut best = [f64::MAX; 2];
    for _ in 0..ROUNDS {
        for (best, still) in best.iter_mut().zip([0, 12]) {
            *best = best.min(timed(&gpu, &|frame| scene(still, frame)));
        }
    }
    println!("one moving layer at 1080p:            {:6.2} ms a frame", best[0] * 1e3);
    println!("the same above twelve that stay:      {:6.2} ms a frame, {:.2} ×", best[1] * 1e3, best[1] / best[0]);
    for (name, layer) in FLEETING {
        let cost = (0..3).map(|_| fleeting_cost(&gpu, layer)).fold(f64::MAX, f64::min);
        println!("{name:22} at 1080p:      {:7.2} ms a frame", cost * 1e3);
    }
    for (name, content) in
        [("64 cubes", cubes as fn(u64) -> SceneContent), ("600 balls", balls), ("a roll of notes", roll)]
    {
        let scene = |frame| Scene {
            background: Some(Rgba { r: 0.1, g: 0.2, b: 0.3, a: 1.0 }),
            layers: vec![SceneLayer { content: content(frame), ..layer(0, 0.0, 0.0, 1.0) }],
            view: None,
        };
        let cost = (0..3).map(|_| timed(&gpu, &scene)).fold(f64::MAX, f64::min);
        println!(
            "{name:16} at 1080p:            {:7.2} ms a frame, {:.2} × a moving layer",
            cost * 1e3,
            cost / best[0]
        );
    }
    let bloom = |kind| SceneEffect::Bloom(SceneBloom { kind, threshold: 0.5, strength: 0.5, radius: 0.5, unit: 1.0 });
    let one_pass = effect_cost(&gpu, &SceneEffect::Vignette { amount: 0.5 });
    for (name, effect) in [
        ("blur of 2", SceneEffect::Blur { sigma: 2.0 }),
        ("blur of 12", SceneEffect::Blur { sigma: 12.0 }),
        ("blur of 100", SceneEffect::Blur { sigma: 100.0 }),
        ("bloom, unreal", bloom(BloomKind::Unreal)),
        ("bloom, mipmap", bloom(BloomKind::Mipmap { levels: 8 })),
    ] {
        let cost = effect_cost(&gpu, &effect);
        println!("{name:14} at 1080p:              {:7.1} ms, {:.1} × a vignette", cost * 1e3, cost / one_pass);
    }
}

/// What changes in every frame, alone on a canvas of one colour: the layers as a document says them.
const FLEETING: [(&str, &str); 7] = [
    ("spectrum, 64 bars", "spectrum: {}"),
    ("spectrum, 120 around", "spectrum: { style: radial, bars: 120 }"),
    ("spectrum, line", "spectrum: { style: line, fill: 0.3 }"),
    ("waveform, line", "waveform: {}"),
    ("waveform, filled", "waveform: { style: filled }"),
    ("400 particles", "particles: {}"),
    ("20 000 sparks", "particles: { count: 20000, shape: spark }"),
];

/// Hears something else at every frame.
#[derive(Debug)]
struct Murmur;

impl Hearing for Murmur {
    fn bin_hz(&self) -> f64 {
        48_000.0 / 2048.0
    }

    fn bins(&self) -> usize {
        1024
    }

    fn bytes(&self, frame: u64, into: &mut Vec<u8>) {
        into.clear();
        into.extend((0..1024u64).map(|bin| (200 - bin / 6 + (bin * 7 + frame * 13) % 50) as u8));
    }

    fn wave(&self, frame: u64, count: usize, into: &mut Vec<f32>) {
        into.clear();
        into.extend((0..count).map(|at| ((at as u64 + frame * 1600) as f32 * 0.02).sin() * 0.7));
    }

    fn onsets(&self, _: u64, into: &mut Vec<(f64, f64)>) {
        into.clear();
    }

    fn fault(&self) -> Option<Failure> {
        None
    }
}

/// Seconds a frame of a document's one layer, everything from the sound to the planes included.
fn fleeting_cost(gpu: &Gpu, layer: &str) -> f64 {
    let text = format!(
        "rushes: 1\ncanvas: {{ size: 1920x1080, fps: 30, duration: 9s }}\naudio: [ {{ source: a.wav }} ]\nlayers: [ {{ {layer} }} ]\n"
    );
    let source = Source { path: Path::new("/bench.yaml"), text: &text, set: &[] };
    let project = rushes::project::read(&source).project.expect("a project");
    let ears = |_: &Project| Some(Arc::new(Murmur) as Arc<dyn Hearing>);
    let timeline = Timeline::with_ears(&project, &Facts::default(), &project.exports[0], &ears);
    let settings = ComposerSettings {
        canvas: (1920, 1080),
        output: (1920, 1080),
        ring_slots: 3,
        cache_bytes: 256 << 20,
        color: Default::default(),
    };
    let mut composer = Composer::new(gpu, settings).expect("a composer");
    let mut scene = Scene::default();
    let mut began = Instant::now();
    for frame in 0..FRAMES + 10 {
        if frame == 10 {
            began = Instant::now();
        }
        timeline.scene(frame, &mut scene);
        while composer.submit(&scene, &mut Noise, frame).expect("a frame") == Submitted::RingFull {
            drop(composer.next_ready(PATIENCE).expect("a frame"));
        }
    }
    while composer.under_way() > 0 {
        drop(composer.next_ready(PATIENCE).expect("a frame"));
    }
    began.elapsed().as_secs_f64() / FRAMES as f64
}

fn objects(mesh: SceneMesh, across: u64, frame: u64) -> SceneContent {
    let white = Rgba { r: 1.0, g: 1.0, b: 1.0, a: 1.0 };
    let object = |at: u64| SceneObject {
        at: [(at % across) as f32 * 1.5, 0.0, (at / across) as f32 * -1.5].map(|part| part - across as f32 * 0.5),
        size: [1.0; 3],
        turn: (frame * 3 + at) as f32,
        color: white,
        bright: 0.5,
        glow: 0.2,
    };
    SceneContent::Objects(Arc::new(SceneObjects {
        extent: [1920.0, 1080.0],
        mesh,
        objects: (0..across * across).map(object).collect(),
        camera: SceneCamera { from: [0.0, across as f64 * 0.6, across as f64 * 1.2], to: [0.0; 3], fov: 45.0 },
        light: [0.4, 0.8, 0.45],
        light_color: white,
        ambient: 0.2,
        shine: 0.3,
        fog: None,
    }))
}

fn cubes(frame: u64) -> SceneContent {
    objects(SceneMesh::Cube, 8, frame)
}

fn balls(frame: u64) -> SceneContent {
    objects(SceneMesh::Sphere, 25, frame)
}

/// Some hundred notes, a few of which shine.
fn roll(frame: u64) -> SceneContent {
    let mark = |at: u64| {
        let (x, y) = ((at * 37 % 1900) as f64 - frame as f64 * 2.0 % 100.0, (at * 53 % 1050) as f64);
        Mark {
            rect: [x, y, x + 70.0, y + 18.0],
            radius: 6.0,
            line: None,
            opacity: 0.8,
            lit: if at.is_multiple_of(20) { 1.0 } else { 0.0 },
            glow: 20.0,
            color: None,
        }
    };
    SceneContent::Notes(Arc::new(SceneNotes {
        extent: [1920.0, 1080.0],
        marks: (0..300).map(mark).collect(),
        paint: Paint::Color(Rgba { r: 0.9, g: 0.4, b: 0.5, a: 1.0 }),
        lit: None,
    }))
}

/// Seconds that an effect takes at 1080p, without what carries the picture there and back.
fn effect_cost(gpu: &Gpu, effect: &SceneEffect) -> f64 {
    let picture: Vec<[u16; 4]> =
        (0..1920 * 1080u32).map(|n| [(n.wrapping_mul(2_654_435_761) >> 16) as u16, 9000, 30_000, 65_535]).collect();
    let timed = |times: usize| {
        let effects: Vec<SceneEffect> = std::iter::repeat_n(effect.clone(), times).collect();
        let took = || {
            let pixels = picture.clone();
            let began = Instant::now();
            effects_on(gpu, (1920, 1080), pixels, 1.0, &effects).expect("a picture");
            began.elapsed().as_secs_f64()
        };
        (0..3).map(|_| took()).fold(f64::MAX, f64::min)
    };
    (timed(3) - timed(1)) / 2.0
}

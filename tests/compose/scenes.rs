//! Scenes and sources for the tests of this folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rushes::base::{Failure, Reason};
use rushes::compose::{
    Composer, ComposerSettings, Gpu, ImagePixels, Light, Pictures, Plane, ReadyFrame, Samples, Submitted, VideoPicture,
    YuvMatrix,
};
use rushes::project::model::{Blend, Crop, Fit, Length, Rgba};
use rushes::timeline::scene::{Form, Passing, Placement, Scene, SceneContent, SceneLayer};

pub const DEADLINE: Duration = Duration::from_secs(60);

pub fn rgba(r: u8, g: u8, b: u8, a: f32) -> Rgba {
    Rgba { r: f32::from(r) / 255.0, g: f32::from(g) / 255.0, b: f32::from(b) / 255.0, a }
}

/// Random numbers that are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn byte(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 24) as u8
    }
}

/// At its natural size in the upper left corner.
pub fn plain() -> Placement {
    let none = Length::Px(0.0);
    Placement {
        fit: Fit::None,
        position: [0.0, 0.0],
        anchor_fraction: [0.0, 0.0],
        anchor_px: [0.0, 0.0],
        scale: [1.0, 1.0],
        rotate: 0.0,
        crop: Crop { left: none, right: none, top: none, bottom: none },
        passing: Passing::default(),
    }
}

pub fn at(x: f64, y: f64) -> Placement {
    Placement { position: [x, y], ..plain() }
}

pub fn layer(index: usize, content: SceneContent, placement: Placement) -> SceneLayer {
    SceneLayer { index, content, placement, opacity: 1.0, blend: Blend::Normal, form: Form::default(), effects: vec![] }
}

pub fn scene(layers: Vec<SceneLayer>) -> Scene {
    Scene { background: Some(rgba(0, 0, 0, 1.0)), layers, ..Scene::default() }
}

pub fn path(name: &str) -> Arc<PathBuf> {
    Arc::new(PathBuf::from(name))
}

pub fn image(name: &str) -> SceneContent {
    SceneContent::Image(path(name))
}

pub fn video(name: &str, frame: u64) -> SceneContent {
    SceneContent::Video { source: path(name), frame }
}

pub fn settings(width: u32, height: u32) -> ComposerSettings {
    ComposerSettings {
        canvas: (width, height),
        output: (width, height),
        ring_slots: 2,
        cache_bytes: 64 << 20,
        color: Default::default(),
    }
}

/// Decoded pictures that lie in memory.
#[derive(Clone)]
pub struct Clip {
    pub width: u32,
    pub height: u32,
    pub stride: usize,
    /// Frame, then plane.
    pub frames: Vec<[Vec<u8>; 3]>,
    pub matrix: YuvMatrix,
    pub full_range: bool,
    pub rotation: u16,
    pub shown_size: (u32, u32),
}

impl Clip {
    /// Frames whose samples `sample(frame, plane, x, y)` gives.
    pub fn new(width: u32, height: u32, frames: u64, mut sample: impl FnMut(u64, usize, usize, usize) -> u8) -> Self {
        let stride = width as usize + 5;
        let mut all = Vec::new();
        for frame in 0..frames {
            all.push([0, 1, 2].map(|plane| {
                let (columns, rows) = plane_size(width, height, plane);
                let mut bytes = vec![0xEE; stride * rows];
                for y in 0..rows {
                    for x in 0..columns {
                        bytes[y * stride + x] = sample(frame, plane, x, y);
                    }
                }
                bytes
            }));
        }
        let shown_size = (width, height);
        Self {
            width,
            height,
            stride,
            frames: all,
            matrix: YuvMatrix::Bt709,
            full_range: false,
            rotation: 0,
            shown_size,
        }
    }

    pub fn at(&self, frame: usize, plane: usize, x: usize, y: usize) -> u8 {
        self.frames[frame][plane][y * self.stride + x]
    }
}

pub fn plane_size(width: u32, height: u32, plane: usize) -> (usize, usize) {
    let (width, height) = (width as usize, height as usize);
    if plane == 0 { (width, height) } else { (width.div_ceil(2), height.div_ceil(2)) }
}

/// Images and clips by name, with a count of how often each was asked for.
#[derive(Default)]
pub struct Shelf {
    pub images: HashMap<PathBuf, ImagePixels>,
    pub clips: HashMap<PathBuf, Clip>,
    pub asked: Vec<(PathBuf, Option<u64>)>,
}

impl Shelf {
    pub fn with_image(name: &str, width: u32, height: u32, mut pixel: impl FnMut(u32, u32) -> [u8; 4]) -> Self {
        let mut rgba = Vec::new();
        for y in 0..height {
            for x in 0..width {
                rgba.extend(pixel(x, y));
            }
        }
        let mut shelf = Self::default();
        shelf.images.insert(PathBuf::from(name), ImagePixels { width, height, rgba });
        shelf
    }

    pub fn with_clip(name: &str, clip: Clip) -> Self {
        let mut shelf = Self::default();
        shelf.clips.insert(PathBuf::from(name), clip);
        shelf
    }
}

impl Pictures for Shelf {
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure> {
        self.asked.push((path.to_owned(), None));
        self.images.get(path).cloned().ok_or_else(|| missing(path))
    }

    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure> {
        Ok(self.clips.get(path).ok_or_else(|| missing(path))?.shown_size)
    }

    fn video(&mut self, _: usize, path: &Path, frame: u64) -> Result<VideoPicture<'_>, Failure> {
        self.asked.push((path.to_owned(), Some(frame)));
        let clip = self.clips.get(path).ok_or_else(|| missing(path))?;
        let planes = &clip.frames[frame as usize];
        let plane = |index: usize| Plane { bytes: &planes[index], stride: clip.stride };
        Ok(VideoPicture {
            width: clip.width,
            height: clip.height,
            planes: [plane(0), plane(1), plane(2)],
            alpha: None,
            samples: Samples::YUV420,
            light: Light::AsIs,
            matrix: clip.matrix,
            full_range: clip.full_range,
            rotation: clip.rotation,
            shown_size: clip.shown_size,
        })
    }
}

fn missing(path: &Path) -> Failure {
    Failure::new(Reason::SourceMissing, format!("{} is not there", path.display()))
}

/// Three planes without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planes {
    pub width: u32,
    pub height: u32,
    pub samples: [Vec<u8>; 3],
}

impl Planes {
    pub fn of(frame: &ReadyFrame) -> Self {
        let layout = frame.layout();
        let samples = [0, 1, 2].map(|index| {
            let plane = frame.plane(index);
            let (columns, rows) = plane_size(layout.width, layout.height, index);
            (0..rows).flat_map(|y| plane.bytes[y * plane.stride..][..columns].to_vec()).collect()
        });
        Self { width: layout.width, height: layout.height, samples }
    }

    pub fn at(&self, plane: usize, x: usize, y: usize) -> u8 {
        let (columns, _) = plane_size(self.width, self.height, plane);
        self.samples[plane][y * columns + x]
    }
}

pub fn submit(composer: &mut Composer, scene: &Scene, pictures: &mut dyn Pictures, frame: u64) {
    assert_eq!(composer.submit(scene, pictures, frame).unwrap(), Submitted::Yes);
}

/// One frame through a composer that already stands.
pub fn compose(composer: &mut Composer, scene: &Scene, pictures: &mut dyn Pictures) -> Planes {
    submit(composer, scene, pictures, 0);
    Planes::of(&composer.next_ready(DEADLINE).unwrap())
}

/// One frame through a composer of its own.
pub fn compose_once(settings: ComposerSettings, scene: &Scene, pictures: &mut dyn Pictures) -> Planes {
    compose(&mut Composer::new(&Gpu::open().unwrap(), settings).unwrap(), scene, pictures)
}

/// R'G'B' 0..1 to BT.709 limited, before rounding.
pub fn yuv_709(rgb: [f64; 3]) -> [f64; 3] {
    let [r, g, b] = rgb;
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [16.0 + 219.0 * y, 128.0 + 224.0 * (b - y) / 1.8556, 128.0 + 224.0 * (r - y) / 1.5748]
}

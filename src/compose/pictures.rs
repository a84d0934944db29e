//! Where pixels come from: the interface that whoever drives a composer fills in.

use std::path::Path;
use std::sync::Arc;

use crate::base::Failure;

use super::shader::Program;
use super::{Drawing, ImagePixels, Light, Lut, Mesh, load_drawing, load_lut, load_mesh, load_shader};

/// Gives the pixels that a scene names. Called on the composer's thread only.
pub trait Pictures {
    /// The picture in an image file. Asked once per path as long as it stays in the composer's cache.
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure>;

    /// The drawing in an SVG file. Asked again only when many others were shown meanwhile.
    fn drawing(&mut self, path: &Path) -> Result<Drawing, Failure> {
        load_drawing(path)
    }

    /// Picture `frame` of an animated image, for a layer as with [`video`](Self::video).
    fn animation(&mut self, layer_index: usize, path: &Path, frame: u64) -> Result<ImagePixels, Failure> {
        let _ = (layer_index, frame);
        self.image(path)
    }

    /// A table of colours. Asked once per path.
    fn lut(&mut self, path: &Path) -> Result<Arc<Lut>, Failure> {
        load_lut(path).map(Arc::new)
    }

    /// The mesh in a glTF file. Asked again only when many others were shown meanwhile.
    fn mesh(&mut self, path: &Path) -> Result<Arc<Mesh>, Failure> {
        load_mesh(path).map(Arc::new)
    }

    /// A translated shader. Asked once per path.
    fn shader(&mut self, path: &Path) -> Result<Arc<Program>, Failure> {
        Ok(load_shader(path).map(|loaded| Arc::new(loaded.program))?)
    }

    /// The size of a file's video as it is shown.
    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure>;

    /// Frame `frame` of a file's video, in presentation order. `layer_index` is the layer that shows it, so that two layers may
    /// stand at different places of one file. A frame that was shown by the same layer just before is not asked for again.
    fn video(&mut self, layer_index: usize, path: &Path, frame: u64) -> Result<VideoPicture<'_>, Failure>;
}

/// A decoded picture as it lies in the decoder's memory.
#[derive(Debug, Clone, Copy)]
pub struct VideoPicture<'a> {
    /// Size of the luma plane.
    pub width: u32,
    pub height: u32,
    /// Y, Cb, Cr, or R, G, B.
    pub planes: [Plane<'a>; 3],
    /// As large as luma, in full range; colours are not multiplied by it.
    pub alpha: Option<Plane<'a>>,
    pub samples: Samples,
    pub matrix: YuvMatrix,
    pub full_range: bool,
    pub light: Light,
    /// Degrees clockwise that the picture is turned by to be shown: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Size as it is shown: sample aspect applied, then turned. Placement speaks of this size.
    pub shown_size: (u32, u32),
}

/// What the samples of a picture are, and where those of chroma stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Samples {
    /// Bits; a sample of more than eight takes two bytes, the lower one first.
    pub depth: u8,
    /// How often the chroma planes are halved across and down, rounded up.
    pub halved: [u8; 2],
    /// Whether chroma stands on the first of the luma samples that share it, across and down; else in their middle.
    pub cosited: [bool; 2],
}

impl Samples {
    /// As H.264 and its kin have them unless they say otherwise.
    pub const YUV420: Self = Self { depth: 8, halved: [1, 1], cosited: [true, false] };

    /// Bytes of a sample.
    pub fn bytes(self) -> u32 {
        if self.depth > 8 { 2 } else { 1 }
    }
}

/// One plane: row `y` starts at `y * stride`.
#[derive(Debug, Clone, Copy)]
pub struct Plane<'a> {
    pub bytes: &'a [u8],
    pub stride: usize,
}

/// How R'G'B' was turned to what the planes hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YuvMatrix {
    Bt601,
    Bt709,
    Bt2020,
    Fcc,
    Smpte240,
    YCgCo,
    /// Not at all: the planes are R, G and B.
    Rgb,
}

//! Where pixels come from: the interface that whoever drives a composer fills in.

use std::path::Path;

use crate::base::Failure;

use super::ImagePixels;

/// Gives the pixels that a scene names. Called on the composer's thread only.
pub trait Pictures {
    /// The picture in an image file. Asked once per path as long as it stays in the composer's cache.
    fn image(&mut self, path: &Path) -> Result<ImagePixels, Failure>;

    /// The size of a file's video as it is shown.
    fn video_size(&mut self, path: &Path) -> Result<(u32, u32), Failure>;

    /// Frame `frame` of a file's video, in presentation order. `layer_index` is the layer that shows it, so that two layers may
    /// stand at different places of one file. A frame that was shown by the same layer just before is not asked for again.
    fn video(&mut self, layer_index: usize, path: &Path, frame: u64) -> Result<VideoPicture<'_>, Failure>;
}

/// A decoded picture, 8 bit 4:2:0, as it lies in the decoder's memory.
#[derive(Debug, Clone, Copy)]
pub struct VideoPicture<'a> {
    /// Size of the luma plane; the others have half of it, rounded up.
    pub width: u32,
    pub height: u32,
    /// Y, Cb, Cr.
    pub planes: [Plane<'a>; 3],
    pub matrix: YuvMatrix,
    pub full_range: bool,
    /// Degrees clockwise that the picture is turned by to be shown: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Size as it is shown: sample aspect applied, then turned. Placement speaks of this size.
    pub shown_size: (u32, u32),
}

/// One plane: row `y` starts at `y * stride`.
#[derive(Debug, Clone, Copy)]
pub struct Plane<'a> {
    pub bytes: &'a [u8],
    pub stride: usize,
}

/// Which weights turn R'G'B' to Y'CbCr.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YuvMatrix {
    Bt601,
    Bt709,
    Bt2020,
}

//! What a kernel is told: one block of numbers per dispatch, laid out as the shaders read it.

use bytemuck::{Pod, Zeroable};

/// Dispatches find their block at multiples of this; every adapter accepts it as a dynamic offset.
pub(super) const PARAMS_STRIDE: u64 = 256;

/// Take texels as they are, moved by `shift`.
pub(super) const COPY: u32 = 1;
/// The layer hides all below it in its area: write, don't blend.
pub(super) const COVERS: u32 = 2;
/// The source's colours are already multiplied by their alpha.
pub(super) const PREMULTIPLIED: u32 = 4;
/// Written as the untouched base: alpha 0, so that conversion can tell what lies above it.
pub(super) const BASE: u32 = 8;
/// The canvas stands on a base: what its alpha leaves out is opaque all the same.
pub(super) const BASED: u32 = 16;

/// One layer in one area of the output.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct LayerParams {
    /// Source x of a pixel of the area: `row.x · column + row.y · line + row.z`, at pixel centres. Of video, what moves a point to
    /// its place among the chroma samples is last.
    pub x_row: [f32; 4],
    pub y_row: [f32; 4],
    /// Left, top, right, bottom of what is shown, in source pixels.
    pub rect: [f32; 4],
    /// Solid: premultiplied, opacity included. Others: opacity in the last; of video, what brings alpha to 0..1 in the first.
    pub color: [f32; 4],
    pub decode: [[f32; 4]; 3],
    /// Output pixels per source pixel across the vertical and the horizontal edges; chroma samples per luma sample of video follow.
    pub edge: [f32; 4],
    /// x, y, width, height in the output.
    pub area: [u32; 4],
    /// Width and height of the source, flags, width of the canvas. Of video, where alpha starts in samples and the tables of its light
    /// in words come first.
    pub source: [u32; 4],
    /// Luma stride, chroma stride, start of Cb and of Cr, in samples.
    pub planes: [u32; 4],
    /// Samples per output pixel in both directions of the output: of luma (or colour), of chroma.
    pub taps: [u32; 4],
    /// From the area's own pixels to texels. Of video, how often chroma is halved across and down follows.
    pub shift: [i32; 4],
    /// The shape that the layer is cut to: rows from the area's own pixels to the shape's, about its middle, with half its width and
    /// height in the last; then radius, 1 over feather, whether soft, whether inverted.
    pub cut: [[f32; 4]; 3],
}

/// The conversion of a whole canvas.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
pub(super) struct ConvertParams {
    pub encode: [[f32; 4]; 3],
    /// Width, height, 1 where something stands for the canvas that nothing was painted on, unused.
    pub size: [u32; 4],
    pub out: [u32; 4],
    /// How the video's planes lie, or the words of the colour.
    pub base: [u32; 4],
    /// Blocks of 8×2 pixels that are converted: x, y, width, height.
    pub dirty: [u32; 4],
}

const _: () = assert!(size_of::<LayerParams>() as u64 <= PARAMS_STRIDE);
const _: () = assert!(size_of::<ConvertParams>() as u64 <= PARAMS_STRIDE);

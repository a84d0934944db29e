//! Resolved layers to a frame in the encoder's planes: device, layers, text, blend, convert, readback.
//!
//! Owns the GPU. Must not know libav, files that are being written, jobs or the clock.
//!
//! One thread owns a [`Composer`]: it submits scenes and takes finished frames in the order of submission. A [`ReadyFrame`] may
//! travel to another thread; dropping it there gives its place in the ring back.

mod backdrop;
mod color;
mod composer;
mod contents;
mod converter;
mod cut;
mod drawing;
mod effects;
mod fleeting;
mod format;
mod forming;
mod geometry;
mod gpu;
mod gradient;
mod images;
mod kernels;
mod light;
mod notes;
mod objects;
mod outlines;
mod painter;
mod params;
mod pictures;
mod placed;
mod planar;
mod planes;
mod renderer;
mod ring;
mod scene_plan;
pub mod shader;
mod shading;
mod shape;
mod sheets;
mod source_layout;
mod spectrum;
mod splat;
mod sprite;
mod still;
mod swarm;
pub mod text;
mod videos;
mod viewed;
mod waveform;

pub use composer::{Composer, ComposerSettings, EPOCH, Submitted, Timings};
pub use drawing::{Drawing, drawn, load_drawing, load_drawn};
pub use effects::{Lut, effects_on, load_lut};
pub use format::{Depth, FrameLayout, PlaneFormat, Sampling};
pub use gpu::{AdapterFacts, AdapterKind, Gpu};
pub use images::{ImagePixels, load_image};
pub use light::{Hdr, Light, Primaries};
pub use objects::{Mesh, Vertex, load_mesh};
pub use pictures::{Pictures, Plane, Samples, VideoPicture, YuvMatrix};
pub use planar::PlanarComposer;
pub use planes::PlaneLayout;
pub use renderer::Renderer;
pub use ring::{PATIENCE, ReadyFrame};
pub use shading::{KeptSteps, KeptSurface, LoadedShader, NoShader, load_shader};
pub use shape::path_fault;
pub use still::{deep_still, still};
pub use viewed::{viewed, viewed_frame};

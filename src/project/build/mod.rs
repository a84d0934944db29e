//! A tree that the walk found nothing wrong with → the typed project.
//!
//! Owns what keys mean together: defaults that depend on others, sizes, presets, outputs. Must not repeat what the walk
//! checks of each key alone.

mod analysis;
mod builder;
mod delivery;
mod detected;
mod effects;
mod export;
mod form;
mod framing;
mod heard;
mod images;
mod layer;
mod measures;
mod motion;
mod moving;
mod notes;
mod objects;
mod paint;
mod picture_format;
mod preset;
mod scope;
mod shader;
mod shape;
mod sound;
mod text;
mod tracks;

pub use builder::{Builder, build};
pub use detected::listened_tempo;
pub use measures::{DEFAULT_FPS, measures};
pub use scope::{scope, sounds};

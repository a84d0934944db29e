//! The model over time: what is visible and audible when, as pure functions of the frame number.
//!
//! Owns frame times, easing, resolved layers and the sound plan. Must not know files, the GPU, libav or any clock.

pub mod alone;
pub mod bands;
pub mod captions;
mod compute;
pub mod course;
pub mod ease;
pub mod effects;
mod form;
pub mod frames;
pub mod framing;
mod heard;
pub mod hearing;
mod lists;
pub mod midi;
pub mod moment;
mod motion;
pub mod moving;
mod moving_source;
mod nested;
mod notes;
mod objects;
pub mod particles;
pub mod plain;
pub mod playback;
pub mod resolve;
pub mod reveal;
pub mod scene;
pub mod score;
pub mod shading;
pub mod solid;
pub mod sounds;
mod spans;
pub mod spectrum;
pub mod stepping;
mod still;
pub mod strike;
mod tracks;
pub mod waveform;

pub use alone::alone;
pub use frames::Frames;
pub use hearing::{Ears, Hearing, deaf};
pub use lists::PAIRS;
pub use moment::{Moment, World};
pub use plain::Plainly;
pub use resolve::{EPOCH, Timeline};
pub use scene::{Scene, SceneContent, SceneLayer, View};
pub use score::{Grid, Note, Score};
pub use sounds::SoundPlan;

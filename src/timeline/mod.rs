//! The model over time: what is visible and audible when, as pure functions of the frame number.
//!
//! Owns frame times, easing, resolved layers and the sound plan. Must not know files, the GPU, libav or any clock.

pub mod scene;
pub mod sounds;

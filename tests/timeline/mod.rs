//! Tests of the timeline room: frame times, easing, moving values, what is visible and audible when.

mod easing;
mod effects;
mod frames;
mod scenes;
mod sounds;

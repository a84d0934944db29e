//! Tests of the timeline room: frame times, easing, moving values, what is visible and audible when.

mod easing;
mod forming;
mod frames;
mod framing;
mod scenes;
mod sounds;

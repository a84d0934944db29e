//! Tests of the timeline room: frame times, easing, moving values, what is visible and audible when.

mod bands;
mod beats;
mod caption_scenes;
mod captions;
mod captions_broken;
mod easing;
mod effects;
mod expressions;
mod forming;
mod frames;
mod framing;
mod heard;
mod midi;
mod motion;
mod particles;
mod played;
mod scenes;
mod sounds;

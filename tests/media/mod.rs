//! Tests of the media room.

mod animations;
mod decoding;
mod drawings;
mod encoders;
mod encoding;
mod numbered;
mod odd_inputs;
mod sound;
mod times;

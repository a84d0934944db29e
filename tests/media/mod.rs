//! Tests of the media room.

mod animations;
mod backwards;
mod decoding;
mod drawings;
mod encoders;
mod encoding;
mod fields;
mod index;
pub mod numbered;
mod odd_inputs;
mod pictures;
mod recipes;
mod sound;
mod times;

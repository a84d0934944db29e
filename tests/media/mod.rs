//! Tests of the media room.

mod backwards;
mod decoding;
mod drawings;
mod encoders;
mod encoding;
mod fields;
mod numbered;
mod odd_inputs;
mod sound;
mod times;

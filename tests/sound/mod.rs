//! Tests of the sound room.

mod broken;
mod clicks;
mod decoders;
mod material;
mod mixing;

//! Tests of the sound room.

mod broken;
mod clicks;
mod material;
mod mixing;

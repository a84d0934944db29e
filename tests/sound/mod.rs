//! Tests of the sound room.

mod broken;
mod clicks;
mod decoders;
mod mastering;
mod material;
mod mixing;
mod shaping;
mod speeds;

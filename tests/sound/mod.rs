//! Tests of the sound room.

mod analyser;
mod beats;
mod broken;
mod clicks;
mod decoders;
pub mod mastering;
pub mod material;
mod mixing;
mod shaping;
mod speeds;

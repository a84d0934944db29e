//! Tests of the compose room.

mod blend;
mod blend_modes;
mod gradients;
mod groups;
mod images;
mod planes;
mod ring;
mod scenes;
mod text;
mod video;
mod viewed;

//! Tests of the compose room.

mod backdrop;
mod blend;
mod blend_modes;
mod drawings;
mod formats;
mod framing;
mod gradients;
mod groups;
mod images;
mod masks;
mod planes;
mod ring;
mod scenes;
mod shapes;
mod text;
mod video;
mod viewed;

//! Tests of the compose room.

mod backdrop;
mod blend;
mod blend_modes;
mod drawings;
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
mod text_dress;
mod text_faces;
mod text_reveal;
mod video;
mod viewed;

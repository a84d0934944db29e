//! Tests of the compose room.

mod blend;
mod gradients;
mod images;
mod planes;
mod ring;
mod scenes;
mod shapes;
mod text;
mod video;
mod viewed;

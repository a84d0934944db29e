//! Tests of the compose room.

mod backdrop;
mod blend;
mod blend_modes;
mod bloom;
mod bloom_models;
mod caches;
mod drawings;
mod effect_models;
mod effects;
mod formats;
mod formed_effects;
mod framing;
mod gradients;
mod groups;
mod images;
mod luts;
mod masks;
mod planes;
mod ring;
mod scenes;
<<<<<<< HEAD
mod shaders;
=======
mod shader_faults;
mod shader_storms;
mod shader_texts;
>>>>>>> isf
mod shapes;
mod text;
mod text_dress;
mod text_faces;
mod text_reveal;
mod video;
mod viewed;

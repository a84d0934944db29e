//! How files that hold meshes are told.

/// Endings of glTF files.
pub const ENDINGS: [&str; 2] = ["glb", "gltf"];

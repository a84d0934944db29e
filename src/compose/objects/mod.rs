//! Lit objects in space, rendered into a picture of their own.
//!
//! Owns meshes, the camera's projection and the render pass. Light is reckoned in linear values; what comes out are the
//! canvas's own, so that edges are smoothed as those of all other layers.

mod drawing;
mod forms;
mod gltf;
mod lens;
mod mesh;
mod pass;
mod scenery;

pub use gltf::load_mesh;
pub use mesh::{Mesh, Vertex};
pub(super) use pass::Solids;

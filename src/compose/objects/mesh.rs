//! Triangles with their own colours.

use bytemuck::{Pod, Zeroable};

/// More than this is no object that is shown many times.
pub(super) const MOST_TRIANGLES: usize = 500_000;

/// One corner. Colours are linear.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Vertex {
    pub position: [f32; 3],
    pub normal: [f32; 3],
    pub color: [f32; 3],
}

/// Triangles about the origin, 1 large where they are largest.
#[derive(Debug, Clone, PartialEq)]
pub struct Mesh {
    pub vertices: Vec<Vertex>,
    /// Three for each triangle.
    pub indices: Vec<u32>,
    /// Backs of its triangles are never seen from outside.
    pub closed: bool,
}

impl Mesh {
    pub fn triangles(&self) -> u32 {
        (self.indices.len() / 3) as u32
    }
}

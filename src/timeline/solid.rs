//! What is drawn of layers that show what is played: every value settled.

use std::path::PathBuf;
use std::sync::Arc;

use crate::project::model::{Paint, Rgba};

/// Lit objects in a box of `extent` canvas pixels. Lengths are of the space that they stand in: x to the right, y upwards, z
/// towards the viewer.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneObjects {
    pub extent: [f64; 2],
    pub mesh: SceneMesh,
    pub objects: Vec<SceneObject>,
    pub camera: SceneCamera,
    /// Where light comes from; of length 1.
    pub light: [f64; 3],
    pub light_color: Rgba,
    pub ambient: f64,
    pub shine: f64,
    /// Distances from the camera at which objects begin to fade, and are gone.
    pub fog: Option<[f64; 2]>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SceneMesh {
    Cube,
    Sphere,
    Ring,
    Plane,
    File(Arc<PathBuf>),
}

/// One object; meshes are 1 large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SceneObject {
    pub at: [f32; 3],
    pub size: [f32; 3],
    /// Degrees about the upright axis, anticlockwise as seen from above.
    pub turn: f32,
    pub color: Rgba,
    /// How bright it is, 0..1.
    pub bright: f32,
    /// How brightly it shines by itself.
    pub glow: f32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SceneCamera {
    pub from: [f64; 3],
    pub to: [f64; 3],
    /// Degrees from the lower to the upper edge.
    pub fov: f64,
}

/// Notes in a box of `extent` canvas pixels, drawn in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneNotes {
    pub extent: [f64; 2],
    pub marks: Vec<Mark>,
    /// Over the whole box.
    pub paint: Paint,
    /// What a mark that is lit comes to; brighter than its own colour where there is none.
    pub lit: Option<Rgba>,
}

/// A round rectangle, filled or drawn as a line along its edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Left, top, right and bottom.
    pub rect: [f64; 4],
    pub radius: f64,
    /// How wide the line is; filled where there is none.
    pub line: Option<f64>,
    pub opacity: f64,
    /// 0..1: how far it has come to the colour of what is lit, and how brightly it shines around itself.
    pub lit: f64,
    /// How far that reaches.
    pub glow: f64,
    /// Its own colour, where it has another than the paint.
    pub color: Option<Rgba>,
}

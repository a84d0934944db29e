//! Objects in space: what they are, what places and strikes them, from where they are seen.

use std::path::PathBuf;

use super::model::{Length, Moving, Rgba};
use crate::base::Rational;

#[derive(Debug, Clone, PartialEq)]
pub struct Objects {
    pub mesh: Mesh,
    pub on: Driver,
    pub layout: Layout,
    /// How many at most.
    pub count: u32,
    /// Width and height of the layer; per cent are of the canvas.
    pub extent: [Moving<Length>; 2],
    /// Side of each, and the distance of neighbours.
    pub size: Moving<f64>,
    pub spacing: Moving<f64>,
    /// Degrees a second that each turns about itself.
    pub spin: Moving<f64>,
    /// Degrees by which all of them are turned about their middle.
    pub turn: Moving<f64>,
    pub strike: Strike,
    /// They run into each other from the first object to the last.
    pub colors: Vec<Rgba>,
    /// 0..1: how much they reflect the light itself.
    pub shine: Moving<f64>,
    pub camera: Camera,
    pub light: Light,
    /// Distances from the camera at which objects begin to fade, and are gone.
    pub fog: Option<[Moving<f64>; 2]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mesh {
    /// With soft edges.
    Cube,
    Sphere,
    /// Upright, its hole towards the viewer.
    Ring,
    /// Flat on the ground.
    Plane,
    File(PathBuf),
}

/// What places objects and strikes them.
#[derive(Debug, Clone, PartialEq)]
pub enum Driver {
    /// Each is struck by a beat, one after the other.
    Beats,
    /// Each is as tall as a stretch of frequencies is loud; in hertz.
    Spectrum {
        from: f64,
        to: f64,
    },
    Track {
        name: String,
        each: Each,
    },
    /// Where they are said to be.
    List(Vec<PlacedObject>),
}

/// What one object stands for on a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// All notes of one pitch.
    Pitch,
    /// A note and every so many after it.
    Note,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PlacedObject {
    pub at: [f64; 3],
    pub size: Moving<f64>,
    pub color: Option<Rgba>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Grid,
    Ring,
    Line,
    Spiral,
}

/// What becomes of an object that is struck.
#[derive(Debug, Clone, PartialEq)]
pub struct Strike {
    /// How much larger it becomes: 0.5 is half as large again.
    pub pulse: Moving<f64>,
    /// How far it rises; of a spectrum, how tall it becomes.
    pub lift: Moving<f64>,
    /// How brightly it shines by itself.
    pub glow: Moving<f64>,
    /// The colour that it comes to; its own where there is none.
    pub color: Option<Rgba>,
    /// How bright it is while nothing strikes it, 0..1.
    pub rest: Moving<f64>,
    /// How long it takes to come to rest.
    pub release: Rational,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    /// Far enough away to see all where there is none.
    pub position: Option<Moving<[f64; 3]>>,
    pub look_at: Moving<[f64; 3]>,
    /// Degrees from the lower to the upper edge.
    pub fov: Moving<f64>,
    /// Degrees a second about what it looks at.
    pub orbit: Moving<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Light {
    /// Where it comes from.
    pub direction: Moving<[f64; 3]>,
    pub color: Rgba,
    pub ambient: Moving<f64>,
}

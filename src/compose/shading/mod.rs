//! Runs users' shaders: pipelines of translated programs, the textures that they read and draw on, and the way between those
//! and the sheets that layers are drawn on.
//!
//! A shader runs at the size at which its layer is rendered, not at the canvas's: an export of twice the size has pictures of
//! twice the pixels, and the resolution that it is told is that of what it draws.

mod bridge;
mod layers;
mod load;
mod nodes;
mod programs;
mod run;
mod surfaces;
mod textures;
mod values;

pub(super) use layers::Formed;
pub use load::{LoadedShader, NoShader, load_shader};
pub use nodes::{KeptSteps, KeptSurface};
pub(super) use run::{Rendering, Shading};

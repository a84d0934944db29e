//! A user's own shader as a document names it, with the values that it gives to the shader's inputs.

use std::path::PathBuf;

use super::model::{Effect, Kind, Layer, Moving, Project};
use super::place::Place;

#[derive(Debug, Clone, PartialEq)]
pub struct ShaderUse {
    pub file: PathBuf,
    pub inputs: Vec<GivenInput>,
    /// Where the document names the file.
    pub place: Place,
}

/// A value for one input. Only the shader's own text says what it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenInput {
    pub name: String,
    pub value: GivenValue,
    /// As it is written, where it is one word.
    pub text: Option<String>,
    /// That word as a file's name.
    pub file: Option<PathBuf>,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub enum GivenValue {
    Number(Moving<f64>),
    /// 0 or 1.
    Truth(Moving<f64>),
    /// Straight, gamma-encoded: red, green, blue, alpha.
    Color(Moving<[f64; 4]>),
    Point(Moving<[f64; 2]>),
    /// A file or one of the shader's own words.
    Word,
}

/// What a shader is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedAs {
    Layer,
    Effect,
    Transition,
}

/// The shaders that a layer uses, but for those of layers in it.
pub fn shaders_of(layer: &Layer) -> impl Iterator<Item = (&ShaderUse, UsedAs)> {
    let own = match &layer.kind {
        Kind::Shader(used) => Some((used.as_ref(), UsedAs::Layer)),
        _ => None,
    };
    let effects = layer.effects.iter().filter_map(|effect| match effect {
        Effect::Shader(used) => Some((used.as_ref(), UsedAs::Effect)),
        _ => None,
    });
    let transition = layer.transition.as_ref().and_then(|transition| transition.shader.as_deref());
    own.into_iter().chain(effects).chain(transition.map(|used| (used, UsedAs::Transition)))
}

/// Every use of a shader in a project and in those that it shows.
pub fn all_shaders(project: &Project) -> Vec<&ShaderUse> {
    let projects = std::iter::once(project).chain(project.inside());
    projects.flat_map(|project| project.all_layers().flat_map(shaders_of).map(|(used, _)| used)).collect()
}

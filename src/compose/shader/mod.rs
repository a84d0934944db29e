//! From a user's shader text – our WGSL, Shadertoy-style GLSL or ISF – to a program that the device takes.
//!
//! Pure: no device, no files. [`translate`] takes the text, and gives a [`Program`] with modules, the layout of its uniforms and
//! what its textures stand for, or one [`ShaderFault`] with the place in the user's own text.

mod annotations;
mod compile;
mod condition;
mod dialect;
mod emit;
mod fault;
mod glsl;
mod guard;
mod header;
pub mod isf;
mod items;
mod lex;
mod order;
pub mod passage;
mod pictures;
mod preprocess;
mod program;
pub mod shadertoy;
mod size;
mod translate;
mod varyings;
mod vertex;
pub mod wgsl;
mod words;

pub use fault::ShaderFault;
pub use program::{
    Builtin, Field, FieldKind, FieldSource, Input, InputKind, Language, Pass, Program, Role, Slot, SlotSource, Uniforms,
};
pub use size::SizeExpr;
pub use translate::{MOST_BYTES, translate};

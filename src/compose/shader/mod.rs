//! From a user's shader text – our WGSL, Shadertoy-style GLSL or ISF – to a program that the device takes.
//!
//! Pure: no device, no files. [`translate`] takes the text, and gives a [`Program`] with modules, the layout of its uniforms and
//! what its textures stand for, or one [`ShaderFault`] with the place in the user's own text.

mod annotations;
mod compile;
mod fault;
mod guard;
mod lex;
mod program;
mod size;
mod translate;
mod vertex;
pub mod wgsl;
mod words;

pub use fault::ShaderFault;
pub use program::{
    Builtin, Field, FieldKind, FieldSource, Input, InputKind, Language, Pass, Program, Role, Slot, SlotSource, Uniforms,
};
pub use size::SizeExpr;
pub use translate::{MOST_BYTES, translate};

//! The YAML document and the typed project that it says.
//!
//! Owns the table of keys, the positioned tree, variables, the walk and its messages, the schema. Must not know the GPU,
//! libav or the clock, and reads no file but the document itself: facts about sources come in as arguments.

mod amounts;
pub mod analysis;
mod audible;
pub mod build;
mod canvas_color;
pub mod decode;
mod deliverable;
mod doubts;
pub mod effect;
mod encoder_wish;
pub mod expected;
pub mod expression;
pub mod form;
mod heard;
pub mod image_names;
mod lettering;
pub mod listening;
pub mod model;
pub mod motion;
pub mod moving;
mod musical;
pub mod nearest;
mod nested;
pub mod notes;
pub mod objects;
pub mod parse;
pub mod paths;
pub mod place;
mod played;
pub mod presets;
pub mod reading;
pub mod reference;
pub mod render;
pub mod schema;
mod screen;
pub mod shader;
mod shader_doubts;
pub mod span;
pub mod table;
pub mod time;
pub mod track;
pub mod tree;
pub mod values;
pub mod vars;
pub mod verdict;
pub mod video_codec;
pub mod walk;

pub use decode::decode;
pub use model::Project;
pub use nested::{Documents, Load};
pub use place::{Place, Problem, Severity};
pub use reading::{Reading, Source, SourceUse, Wanted, read, read_knowing, read_with};
pub use reference::reference_markdown;
pub use render::render_problem;
pub use schema::schema;
pub use span::{duration, layer_end, layer_from, layer_span, layer_speed, sound_end, sound_span};
pub use verdict::judge;

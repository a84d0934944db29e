//! The one table of keys: the parser, the schema, the reference page and the search for near names all read it.
//!
//! Owns names, types, defaults, bounds and what is built. Must not know how a value is read.

pub mod audio;
pub mod common;
pub mod exports;
pub mod key;
pub mod kinds;
pub mod played;
pub mod presets;
pub mod text;
pub mod top;
pub mod units;

pub use common::{COMMON, EFFECTS, FOREIGN_PREFIX};
pub use exports::{EXPORT, is_unbuilt_preset};
pub use key::{Holds, Key, Kind, Least, Moves, Quantity, Type, Word};
pub use kinds::KINDS;
pub use presets::PRESET;
pub use top::TOP;
pub use units::FREQUENCY;

//! Units that every room speaks: exact rational time, hashes, typed failures, atomic files, facts about sources, SVG.
//!
//! Owns small types without behaviour of their own. Must not know any other room.

pub mod atomic_file;
pub mod author;
pub mod base64;
pub mod beats;
pub mod bytes;
pub mod captions;
pub mod clock;
pub mod detected;
pub mod facts;
pub mod failure;
pub mod hash;
pub mod lossy_path;
pub mod mesh;
pub mod midi;
pub mod printable;
pub mod process;
pub mod quiet;
pub mod rational;
pub mod shader_facts;
pub mod svg;
pub mod tempo;

pub use failure::{Failure, Reason};
pub use hash::Digest;
pub use rational::Rational;

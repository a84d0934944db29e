//! The harness that the rooms' tests share.

pub mod desk;
pub mod dice;
pub mod disk;
pub mod ears;
pub mod films;
pub mod program;
pub mod screen;

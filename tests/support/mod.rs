//! The harness that the rooms tests share.

pub mod screen;

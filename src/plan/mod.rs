//! Frames to chunks: keys, render class, estimates. Pure.
//!
//! Owns what a chunk's key is made of. Must not do I/O or look at a clock.

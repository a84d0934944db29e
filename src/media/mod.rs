//! libav, and nothing else knows libav: probe, decode, encode, mux.
//!
//! Owns the one place where unsafe calls into FFmpeg happen. Must not know projects, timelines or the GPU.

pub mod packet;

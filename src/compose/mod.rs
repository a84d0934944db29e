//! Resolved layers to a frame in the encoder's planes: device, layers, text, blend, convert, readback.
//!
//! Owns the GPU. Must not know libav, files that are being written, jobs or the clock.

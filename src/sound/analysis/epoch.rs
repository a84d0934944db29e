//! The number of what this folder computes.

/// Raised when the same samples and settings give other bytes, samples or beginnings.
pub const EPOCH: u32 = 1;

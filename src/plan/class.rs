//! What kind of box made the pixels, and how far its bytes can be relied on.

use serde::{Deserialize, Serialize};

/// Everything about a box that may change the bytes of a chunk. It is part of every key, so that two boxes that render
/// differently never mix in one film by accident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderClass {
    pub adapter: String,
    pub driver: String,
    /// Software adapters render on the CPU.
    pub software: bool,
    /// The CPU's architecture and feature level.
    pub cpu: String,
    /// libav's libraries and the encoders in them.
    pub libav: String,
}

/// How reproducible a preset's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Determinism {
    /// The same bytes within one render class whatever the threads.
    A,
    /// The same bytes with the pinned threads and flags of the preset.
    B,
    /// Not reproducible.
    C,
}

/// The CPU's architecture with the feature level that float code is compiled and dispatched for.
pub fn cpu_level() -> String {
    #[cfg(target_arch = "x86_64")]
    {
        let level = if std::arch::is_x86_feature_detected!("avx512f") {
            "v4"
        } else if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            "v3"
        } else if std::arch::is_x86_feature_detected!("sse4.2") {
            "v2"
        } else {
            "v1"
        };
        format!("x86_64-{level}")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        std::env::consts::ARCH.to_owned()
    }
}

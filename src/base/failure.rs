//! Why something did not work, as a typed reason and one sentence that a person can act on.

use serde::{Deserialize, Serialize};

/// The reasons that the CLI, the API, the log and the TUI all name alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    InvalidProject,
    SourceMissing,
    SourceChanged,
    SourceDamaged,
    Stalled,
    NoAdapter,
    DeviceLost,
    ShaderFailed,
    EncoderMissing,
    EncoderFailed,
    DiskFull,
    OutputExists,
    Permission,
    MemoryLimit,
    Crashed,
    VerifyFailed,
}

impl Reason {
    pub const ALL: [Self; 16] = [
        Self::InvalidProject,
        Self::SourceMissing,
        Self::SourceChanged,
        Self::SourceDamaged,
        Self::Stalled,
        Self::NoAdapter,
        Self::DeviceLost,
        Self::ShaderFailed,
        Self::EncoderMissing,
        Self::EncoderFailed,
        Self::DiskFull,
        Self::OutputExists,
        Self::Permission,
        Self::MemoryLimit,
        Self::Crashed,
        Self::VerifyFailed,
    ];

    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InvalidProject => "invalid-project",
            Self::SourceMissing => "source-missing",
            Self::SourceChanged => "source-changed",
            Self::SourceDamaged => "source-damaged",
            Self::Stalled => "stalled",
            Self::NoAdapter => "no-adapter",
            Self::DeviceLost => "device-lost",
            Self::ShaderFailed => "shader-failed",
            Self::EncoderMissing => "encoder-missing",
            Self::EncoderFailed => "encoder-failed",
            Self::DiskFull => "disk-full",
            Self::OutputExists => "output-exists",
            Self::Permission => "permission",
            Self::MemoryLimit => "memory-limit",
            Self::Crashed => "crashed",
            Self::VerifyFailed => "verify-failed",
        }
    }

    /// Whether the same work, tried again with nothing changed by a person, may succeed.
    pub const fn recoverable(self) -> bool {
        matches!(
            self,
            Self::Stalled
                | Self::DeviceLost
                | Self::EncoderFailed
                | Self::DiskFull
                | Self::MemoryLimit
                | Self::Crashed
                | Self::VerifyFailed
        )
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// A typed reason with the sentence that is shown for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub reason: Reason,
    pub message: String,
}

impl Failure {
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into() }
    }

    /// The failure behind an I/O error on `path`, told as what was being done there.
    pub fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        let reason = match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Reason::DiskFull,
            ErrorKind::NotFound => Reason::SourceMissing,
            _ => Reason::Permission,
        };
        Self::new(reason, format!("{}: {doing}: {error}", crate::base::printable::path(path)))
    }

    /// Exit code of a foreground command that ends with this failure.
    pub const fn exit_code(&self) -> u8 {
        if self.reason.recoverable() { 75 } else { 1 }
    }
}

//! The chunk store: finished chunks under their keys, whole or absent.
//!
//! Owns the chunk file (our packet log), the folder that holds them, claims, leases and eviction. Must not know how a chunk
//! is made or what a key is made of.

pub mod chunk_file;
pub mod folder;
pub mod kept;
pub mod lease;
mod patient;
mod proof;
pub mod reader;
pub mod writer;

pub use chunk_file::{ChunkFooter, ChunkHeader, SAMPLES_SIGNED, SIGNATURE_BYTES, Signature};
pub use folder::{Busy, ChunkStore, Claim, StoredChunk, Swept};
pub use lease::{DEFAULT_LIMIT, Evicted, Lease};
pub use reader::{ChunkReader, Record};
pub use writer::{ChunkLog, ChunkWriter};

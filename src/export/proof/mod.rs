//! What is kept of the pictures and the sound that went into a film, small enough to travel with it: signatures of all
//! frames, and how loud the sound is.
//!
//! Owns its bytes and where they lie (in the receipt, or beside it where they are many). Must not know how a film is judged.

pub mod envelope;
pub mod place;
pub mod reader;
pub mod writer;

pub use envelope::{Envelope, Loudness, SoundSigner};
pub use place::{Kept, ReceiptProof, path_for, publish};
pub use reader::{ProofReader, ProofRecord};
pub use writer::ProofWriter;

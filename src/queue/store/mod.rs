//! The queue on disk.
//!
//! Owns the database file, its schema, and what is refused as a place for it. Must not decide where a job stands: it
//! keeps what the transition function says.

pub mod ground;
mod open;
mod row;
mod schema;
mod table;

pub use table::{AttemptMark, AttemptRow, Store, StoreError};

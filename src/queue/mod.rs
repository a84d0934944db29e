//! The truth about jobs: model, the one transition function, order, retry; store/ keeps it in SQLite.
//!
//! Owns job states. Must not know processes, sockets, media or terminals.

pub mod model;

pub use model::JobState;

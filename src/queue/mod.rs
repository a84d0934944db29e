//! The truth about jobs: model, the one transition function, order, retry; store/ keeps it in SQLite.
//!
//! Owns job states. Must not know processes, sockets, media or terminals.

pub mod model;
pub mod order;
pub mod store;
pub mod transition;

pub use model::{Job, JobState, Life, NewJob, Stage};
pub use store::{Store, StoreError};
pub use transition::{Event, Refused, transition};

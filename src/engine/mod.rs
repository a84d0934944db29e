//! The long-lived service: lifecycle, recovery, scheduler, supervisor, watcher, vitals.
//!
//! Owns the queue's life and the workers. Must not open media, a GPU or a codec.

pub mod lock;
pub mod start;
pub mod view;

pub use start::start_detached;

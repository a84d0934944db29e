//! The long-lived service: lifecycle, recovery, scheduler, supervisor, watcher, vitals.
//!
//! Owns the queue's life and the workers. Must not open media, a GPU or a codec.

//! One export, from a plan to a published and verified file.
//!
//! Owns lanes, the ring's back-pressure, the chunk store, progress, publishing and the receipt. Must not know the queue,
//! the engine, the API or a terminal: it says what happens as events on one channel.

pub mod event;
pub mod store;

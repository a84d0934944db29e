//! The process around one order: read it, run it, report, exit.
//!
//! Owns the files of an attempt. Must not know the queue or the engine: everything it is told stands in its order.

pub mod awake;
pub mod order;
mod run;
pub mod signals;

pub use run::run;

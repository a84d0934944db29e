//! Tests of the engine room: real processes, with a small shell script in the part of the worker.

mod adding;
mod exclusive;
mod folders;
pub mod harness;
mod jobs;
mod recovery;
mod supervisor;

//! `rushes verify`: what was not touched is never accused, and every fault is found, named and placed.

mod exports;
pub mod film;
mod pictures;
mod proofs;
mod sound;
mod tags;
mod untouched;

//! `rushes analyse`: what a sound is like over time, for people and for programs.
//!
//! Owns its words, its lines, its table and its picture. Must not know how a sound is decoded or transformed.

mod chart;
mod frames;
mod labels;
mod material;
mod summary;
mod survey;
mod verb;

pub use verb::Analyse;

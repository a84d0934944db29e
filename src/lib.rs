//! `rushes` turns project files into finished videos on render boxes that people reach over SSH.
//!
//! This file is the map of the house. Imports run downwards only; `tests/house/` reads them and fails when a wall breaks.
//!
//! | room | what it is |
//! |---|---|
//! | [`base`] | units that everything speaks: rational time, hashes, typed failures, atomic files, facts |
//! | [`config`] | settings and places |
//! | [`project`] | the YAML document → typed project, with positions and all its mistakes |
//! | [`timeline`] | project → what is visible and audible when |
//! | [`media`] | libav: probe, decode, encode, mux |
//! | [`sound`] | decode, resample, mix |
//! | [`compose`] | resolved layers → a frame in the encoder's planes |
//! | [`plan`] | frames → chunks and their keys; pure |
//! | [`export`] | one export from plan to published file |
//! | [`worker`] | the process around one order |
//! | [`queue`] | the truth about jobs |
//! | [`engine`] | the long-lived service |
//! | [`api`] | the wire |
//! | [`tui`] | eyes and hands |
//! | [`cli`] | the words that a person types |
//!
//! Promises that hold everywhere:
//!
//! 1. Pixels and samples depend on the project, its assets and the render class; never on the clock, thread timing, lane
//!    count or what ran before.
//! 2. Nothing under its final name is ever half-made. Nothing a user had is overwritten or deleted unasked.
//! 3. Every queue is bounded, every wait has a deadline or a watchdog on progress, every resource a limit.
//! 4. Every failure is a typed reason and one sentence a person can act on, the same everywhere.
//! 5. A state that can't be read is never replaced by an empty one.
//! 6. Foreign text is stripped of control sequences before it reaches a terminal.

pub mod api;
pub mod base;
pub mod cli;
pub mod compose;
pub mod config;
pub mod engine;
pub mod export;
pub mod media;
pub mod plan;
pub mod project;
pub mod queue;
pub mod sound;
pub mod timeline;
pub mod tui;
pub mod worker;

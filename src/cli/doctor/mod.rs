//! `rushes doctor`: what this box can do, and what will bite.
//!
//! Owns the questions that only a person asks before trusting a box. Must not repair anything.

mod ground;
mod session;
mod verb;

pub use session::kills_at_logout;
pub use verb::{Doctor, Examination, Finding};

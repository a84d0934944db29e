//! What stands between header and footer: queue, projects, phases, a project's facts, log.
//!
//! Must not know how keys and messages change the model.

mod log;
mod phases;
mod project;
mod projects;
mod queue;
mod state;

pub use log::log;
pub use phases::{phases, phases_height};
pub use project::project;
pub use projects::projects;
pub use queue::queue;
pub use state::{eta_text, percent_text, phase_word, state_role, state_word};

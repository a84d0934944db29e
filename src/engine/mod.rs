//! The long-lived service: lifecycle, recovery, scheduler, supervisor, watcher, vitals.
//!
//! Owns the queue's life and the workers. Must not open media, a GPU or a codec, and must not know the wire: the API
//! asks it through [`EngineHandle`].

mod board;
mod door;
mod freeze;
mod handle;
mod life;
pub mod lock;
mod logs;
mod options;
mod refusal;
mod scheduler;
mod start;
pub mod supervisor;
pub mod view;
mod vitals;
mod watcher;

pub use board::Subscription;
pub use door::Door;
pub use handle::EngineHandle;
pub use life::Engine;
pub use options::Options;
pub use refusal::Refusal;
pub use start::{leave_caller, start_detached};
pub use watcher::FolderWatch;

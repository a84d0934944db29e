//! The projects in the folders that clients look at, followed as the disk changes.
//!
//! Owns the looking. Must not decide what a valid project is: `look` asks the project room.

mod folder;
mod follow;
mod look;

pub(super) use folder::{allowed, look_once, read_document};
pub use follow::FolderWatch;
pub(super) use follow::Watchers;

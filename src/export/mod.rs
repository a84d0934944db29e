//! One export, from a plan to a published and verified file.
//!
//! Owns lanes, the ring's back-pressure, the chunk store, progress, publishing and the receipt. Must not know the queue,
//! the engine, the API or a terminal: it says what happens as events on one channel.

pub mod analyses;
pub mod assemble;
pub mod bench;
mod beside;
pub mod bounds;
pub mod budget;
pub mod cache;
mod captions;
pub mod check;
mod composers;
mod encoder_choice;
pub mod encoders;
pub mod event;
pub mod facts;
mod flow;
pub mod fonts;
mod formats;
mod frames_of;
mod gif;
pub mod heard;
pub mod history;
pub mod images;
pub mod journal;
pub mod lane;
pub mod limits;
pub mod listening;
pub mod luts;
mod made;
mod making;
mod memory;
pub mod meshes;
pub mod meter;
mod notes;
mod others;
pub mod pictures;
pub mod prepare;
pub mod proof;
pub mod publish;
mod publish_folder;
pub mod receipt;
pub mod request;
pub mod room;
mod run;
pub mod shaders;
pub mod sheet;
pub mod signature;
pub mod sound;
pub mod steps;
pub mod still;
pub mod stop;
pub mod store;
mod tempo;
pub mod verify;
pub mod waits;
mod whole;

pub use composers::Adapter;
pub use limits::Limits;
pub use request::ExportWork;
pub use run::{Outcome, run};
pub use sound::LibavSound;
pub use stop::{StopFlag, Stopped};

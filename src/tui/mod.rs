//! Eyes and hands: model, actions, keymap, screens, panes, popups, themes.
//!
//! Owns the terminal. Must not know anything but the API's client and wire types.

pub mod actions;
pub mod ask;
pub mod draw;
pub mod glyphs;
pub mod keymap;
pub mod link;
pub mod list;
pub mod log;
pub mod model;
pub mod options;
pub mod panes;
pub mod pen;
pub mod popups;
pub mod run;
pub mod screens;
pub mod sizes;
pub mod steps;
pub mod terminal;
pub mod themes;
pub mod update;
pub mod words;
pub mod world;
pub mod writer;

pub use actions::keys_markdown;
pub use link::{Answer, EngineEnd, Link, LinkEvent, Reply, Request, pair};
pub use options::Options;
pub use run::{Farewell, run};
pub use terminal::last_words;

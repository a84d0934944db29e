//! What frames the panes on every screen: header, footer, status line, and the word to a terminal that is too small.
//!
//! Must not know how keys and messages change the model.

mod footer;
mod header;
mod small;

pub use footer::{footer, message_rule};
pub use header::header;
pub use small::{status_line, too_small};

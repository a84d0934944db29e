//! Whether a file is what was rendered: decodes all of it and holds it against the signatures of its frames and the loudness
//! of its sound.
//!
//! Owns comparing, finding what a fault is and where, and the verdict. Must not know how a film is made or published.

mod align;
mod before;
mod check;
mod container;
mod doubts;
mod expected;
mod folder;
mod judge;
mod length;
mod look;
mod pictures;
mod rendered;
mod shift;
mod sound;
mod stated;
mod unknown;
mod verdict;

pub use before::before_publication;
pub use check::{Attend, verify};
pub use expected::Expected;
pub use stated::{Stated, look as stated};
pub use verdict::{Fault, FaultKind, Verdict};

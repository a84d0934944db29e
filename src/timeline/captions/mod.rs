//! Files of captions: bytes → cues, and which of them are seen when.
//!
//! Reading is pure and never fails half-way: what can't be understood is left out with a sentence that says where.

mod ass;
mod ass_text;
mod clock;
mod encoding;
mod markup;
mod place;
mod read;
mod remarks;
mod shown;
mod srt;
mod vtt;
mod writer;

pub use read::{LARGEST_FILE, MOST_CUES, read};
pub use shown::TimedCaptions;

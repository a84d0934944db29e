//! From a file's bytes to its cues.

use crate::base::captions::{CaptionFacts, Cue};

use super::remarks::Remarks;
use super::{ass, encoding, srt, vtt};

/// Larger files are no captions.
pub const LARGEST_FILE: u64 = 10 << 20;
/// More captions than a day of talk.
pub const MOST_CUES: usize = 100_000;

/// The cues of one file as they are found.
pub(super) struct Cues {
    pub remarks: Remarks,
    found: Vec<Cue>,
}

impl Cues {
    /// Takes a cue that was begun on `line`, unless nothing of it would be seen.
    pub fn add(&mut self, line: usize, cue: Cue) {
        if cue.end <= cue.start {
            self.remarks.say(line, "the caption ends before it begins and is left out");
        } else if cue.text.is_empty() {
            self.remarks.ignore(line, "caption without text");
        } else {
            self.found.push(cue);
        }
    }

    /// Whether there are as many as one file may have; what follows is left out.
    pub fn full(&mut self, line: usize) -> bool {
        let full = self.found.len() >= MOST_CUES;
        if full {
            self.remarks.say(line, format!("more than {MOST_CUES} captions; what follows is left out"));
        }
        full
    }
}

/// What a file of captions says. Its ending tells the format, unless its first words tell better.
pub fn read(ending: &str, bytes: &[u8]) -> CaptionFacts {
    let mut cues = Cues { remarks: Remarks::default(), found: Vec::new() };
    let text = encoding::text(bytes, &mut cues.remarks);
    let beginning = text.trim_start();
    let styled = beginning.get(..13).is_some_and(|word| word.eq_ignore_ascii_case("[script info]"));
    if beginning.starts_with("WEBVTT") {
        vtt::read(&text, &mut cues);
    } else if styled || matches!(ending, "ass" | "ssa") {
        ass::read(&text, &mut cues);
    } else if ending == "vtt" {
        cues.remarks.say(1, "the file does not begin with `WEBVTT`");
        srt::read(&text, &mut cues);
    } else {
        srt::read(&text, &mut cues);
    }
    // Cues that begin together stay in the order of the file.
    cues.found.sort_by_key(|cue| cue.start);
    CaptionFacts { cues: cues.found, remarks: cues.remarks.finish() }
}

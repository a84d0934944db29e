//! Files of notes and of beats, read where facts are gathered.

use std::path::Path;

use crate::base::facts::{Content, SourceFacts};
use crate::base::{Digest, Failure, Reason, beats, midi, printable};
use crate::timeline;

use super::captions::bytes_of;

/// What a file of notes or beats is, by its ending.
#[derive(Debug, Clone, Copy)]
pub(super) enum Score {
    Midi,
    Beats,
}

impl Score {
    /// `None` for other files.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        if midi::ENDINGS.contains(&ending.as_str()) {
            return Some(Self::Midi);
        }
        beats::ENDINGS.contains(&ending.as_str()).then_some(Self::Beats)
    }

    /// Facts about a file. One that can't be used is no failure here: its content says why.
    pub fn probe(self, path: &Path) -> Result<SourceFacts, Failure> {
        let (what, most) = match self {
            Self::Midi => ("a MIDI file", timeline::midi::LARGEST_FILE),
            Self::Beats => ("a list of beats", beats::LARGEST_FILE),
        };
        let (identity, bytes) = bytes_of(path, what, most)?;
        let read = if bytes.len() as u64 > most {
            Err(format!("{what} has at most {} MiB", most >> 20))
        } else {
            self.read(&bytes)
        };
        let content = read.unwrap_or_else(|why| {
            let sentence = format!("{}: {}", printable::path(path), printable::text(&why));
            Content::Unreadable(Failure::new(Reason::SourceDamaged, sentence))
        });
        Ok(SourceFacts { identity, hash: Digest::of(&bytes), content })
    }

    fn read(self, bytes: &[u8]) -> Result<Content, String> {
        match self {
            Self::Midi => timeline::midi::read(bytes).map(Content::Midi),
            Self::Beats => {
                let text = std::str::from_utf8(bytes).map_err(|_| "this is no text".to_owned())?;
                beats::BeatFacts::read(text).map(Content::Beats)
            }
        }
    }
}

//! Reading a report while it is written: from where the last look ended, whole lines only.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use crate::export::event::Event;
use crate::worker::order::Report;

/// Bytes of one look.
const LOOK: u64 = 1 << 20;
/// What is read of the end of a report that was written before anybody followed it. A line is some hundred bytes.
const END: u64 = 256 << 10;
/// A longer line is no report of ours.
const LONGEST: usize = 256 << 10;

#[derive(Debug)]
pub struct Tail {
    path: PathBuf,
    job: i64,
    attempt: u32,
    offset: u64,
    /// The beginning of a line whose end is not written yet.
    begun: Vec<u8>,
    /// Inside a line that is too long to be ours.
    skipping: bool,
    /// Lines that were no reports of this attempt.
    pub refused: u64,
}

impl Tail {
    pub fn new(path: PathBuf, job: i64, attempt: u32) -> Self {
        Self { path, job, attempt, offset: 0, begun: Vec::new(), skipping: false, refused: 0 }
    }

    /// Leaves out what was written so far, but for the end.
    pub fn skip_to_end(&mut self) {
        let length = std::fs::metadata(&self.path).map_or(0, |meta| meta.len());
        if length > END {
            self.offset = length - END;
            // Most likely that is in the middle of a line.
            self.skipping = true;
        }
    }

    /// What was written since the last look. `true` with it: there may be more at once.
    pub fn look(&mut self) -> io::Result<(Vec<Event>, bool)> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), false)),
            Err(error) => return Err(error),
        };
        file.seek(SeekFrom::Start(self.offset))?;
        let mut bytes = Vec::new();
        let count = file.take(LOOK).read_to_end(&mut bytes)? as u64;
        self.offset += count;
        let mut events = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.take(piece, &mut events);
        }
        Ok((events, count == LOOK))
    }

    /// Bytes read so far, to see whether anything came.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    fn take(&mut self, piece: &[u8], events: &mut Vec<Event>) {
        let ends = piece.ends_with(b"\n");
        if !self.skipping {
            self.begun.extend_from_slice(piece);
            if self.begun.len() > LONGEST {
                self.skipping = true;
                self.refused += 1;
                self.begun.clear();
            }
        }
        if !ends {
            return;
        }
        let line = std::mem::take(&mut self.begun);
        if std::mem::take(&mut self.skipping) || line.trim_ascii().is_empty() {
            return;
        }
        match serde_json::from_slice::<Report>(&line) {
            Ok(report) if report.job == self.job && report.attempt == self.attempt => events.push(report.event),
            _ => self.refused += 1,
        }
    }
}

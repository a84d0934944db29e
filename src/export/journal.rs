//! The log of an export, a line of JSON an event. Where its disk is full, lines are kept until there is room again; progress,
//! which the next one makes old, is left out instead.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::base::{Failure, printable};

use super::event::Event;
use super::room::is_full;

/// Lines that are kept while there is no room for them.
const MOST_KEPT: usize = 4096;
/// Between two looks whether there is room again, once all else is done.
const LOOK: Duration = Duration::from_millis(250);

pub struct Journal {
    path: PathBuf,
    lines: Mutex<Lines>,
}

struct Lines {
    file: File,
    waiting: VecDeque<Vec<u8>>,
    /// Bytes of the first one that are in the file already.
    begun: usize,
    /// Why they wait.
    full: Option<String>,
}

impl Journal {
    /// Appends to the file at `path`.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| Failure::io("opening the log", path, &error))?;
        let lines = Lines { file, waiting: VecDeque::new(), begun: 0, full: None };
        Ok(Self { path: path.to_owned(), lines: Mutex::new(lines) })
    }

    /// Adds a line; `event` is what it tells. A progress says whether the log itself waits for room.
    pub fn append(&self, event: &Event, line: impl FnOnce(&Event) -> serde_json::Result<Vec<u8>>) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.write();
        if matches!(event, Event::Progress(_)) && !lines.waiting.is_empty() {
            return;
        }
        let Ok(mut bytes) = line(event) else { return };
        bytes.push(b'\n');
        if lines.waiting.len() >= MOST_KEPT {
            // The first one may be half written, so that the one behind it goes.
            lines.waiting.remove(1);
        }
        lines.waiting.push_back(bytes);
        lines.write();
    }

    /// What the log waits for, while it does.
    pub fn waits(&self) -> Option<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.full.as_ref().map(|error| {
            format!("{}: {error}; free some space, and what happened meanwhile is written", printable::path(&self.path))
        })
    }

    /// The event as it is told on: a progress says that the log waits.
    pub fn told_with(&self, mut event: Event) -> Event {
        if let Event::Progress(progress) = &mut event
            && progress.waiting.is_none()
        {
            progress.waiting = self.waits();
        }
        event
    }

    /// Waits until everything is written, as long as `go_on` says so and no longer than `longest`.
    pub fn settle(&self, longest: Duration, go_on: impl Fn() -> bool) {
        let since = Instant::now();
        loop {
            let left = {
                let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
                lines.write();
                lines.waiting.len()
            };
            if left == 0 || since.elapsed() >= longest || !go_on() {
                return;
            }
            std::thread::sleep(LOOK);
        }
    }
}

impl Lines {
    /// Writes what there is room for.
    fn write(&mut self) {
        while let Some(line) = self.waiting.front() {
            match self.file.write(&line[self.begun..]) {
                Ok(written) => {
                    self.full = None;
                    self.begun += written;
                    if self.begun >= line.len() {
                        self.waiting.pop_front();
                        self.begun = 0;
                    }
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) if is_full(&error) => {
                    self.full = Some(error.to_string());
                    return;
                }
                // A log that can't be written stops nothing: the work is what counts.
                Err(_) => {
                    self.waiting.clear();
                    self.begun = 0;
                    return;
                }
            }
        }
    }
}

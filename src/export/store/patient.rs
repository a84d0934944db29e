//! A file whose writer waits where the disk is full. What was written stays as it is, so that the encoder behind it goes on
//! in the middle of its chunk as if nothing had happened.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::export::room::{Room, is_full};

#[derive(Debug)]
pub(super) struct PatientFile {
    file: File,
    path: PathBuf,
    room: Option<Room>,
}

impl PatientFile {
    /// Without anybody to ask for room, a full disk is an error at once.
    pub fn new(file: File, path: PathBuf, room: Option<Room>) -> Self {
        Self { file, path, room }
    }

    pub fn sync_all(&self) -> io::Result<()> {
        self.file.sync_all()
    }
}

impl Write for PatientFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match (self.file.write(bytes), &self.room) {
                // Nothing of these bytes was written, so that they can be written again.
                (Err(error), Some(room)) if is_full(&error) => {
                    if room.after_full(&self.path, &error).is_err() {
                        return Err(error);
                    }
                }
                (written, _) => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

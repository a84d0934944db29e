//! The folder of an attempt: the order goes in, identity, report and exit come out.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::base::atomic_file;
use crate::base::process::ProcessIdentity;
use crate::export::event::{Event, LogLine};
use crate::worker::order::{
    EXIT_FILE, Exit, IDENTITY_FILE, Identity, ORDER_FILE, Order, REPORT_FILE, Report, STDERR_FILE,
};

/// Larger files than any that a sound worker writes are not read.
const LARGEST: u64 = 1 << 20;
/// An order that was taken back, so that a worker which comes late finds none.
const WITHDRAWN: &str = "order.withdrawn.json";

/// An attempt, and where its files lie.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub job: i64,
    pub number: u32,
    pub nonce: String,
    pub folder: PathBuf,
}

impl Attempt {
    pub fn report(&self) -> PathBuf {
        self.folder.join(REPORT_FILE)
    }

    /// Makes the folder and writes the order into it. What lies there under the same numbers is of another queue, and
    /// is put aside.
    pub fn prepare(&self, order: &Order) -> io::Result<()> {
        if std::fs::symlink_metadata(&self.folder).is_ok() {
            let mut aside = self.folder.clone().into_os_string();
            aside.push(format!(".before-{}", self.nonce));
            std::fs::rename(&self.folder, aside)?;
        }
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        atomic_file::write(&self.folder.join(ORDER_FILE), &serde_json::to_vec_pretty(order)?)
    }

    pub fn withdraw_order(&self) {
        let _ = std::fs::rename(self.folder.join(ORDER_FILE), self.folder.join(WITHDRAWN));
    }

    pub fn stdout(&self) -> io::Result<File> {
        append(&self.folder.join("stdout.log"))
    }

    pub fn stderr(&self) -> io::Result<File> {
        append(&self.folder.join(STDERR_FILE))
    }

    /// The process that said that it works on this attempt.
    pub fn identity(&self) -> Option<ProcessIdentity> {
        let identity: Identity = read(&self.folder.join(IDENTITY_FILE))?;
        (identity.nonce == self.nonce).then_some(identity.process)
    }

    pub fn has_exit(&self) -> bool {
        self.folder.join(EXIT_FILE).exists()
    }

    /// How the worker said that it ended, if it was this attempt's worker that said so.
    pub fn exit(&self) -> Option<Exit> {
        let exit: Exit = read(&self.folder.join(EXIT_FILE))?;
        (exit.nonce == self.nonce && exit.job == self.job && exit.attempt == self.number).then_some(exit)
    }

    /// The last line that the worker's libraries printed.
    pub fn last_words(&self) -> Option<String> {
        let mut file = File::open(self.folder.join(STDERR_FILE)).ok()?;
        let length = file.metadata().ok()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(4096))).ok()?;
        let mut bytes = Vec::new();
        file.take(4096).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
        Some(crate::base::printable::text(&line.chars().take(200).collect::<String>()))
    }

    /// Adds a line to the report of a worker that is gone.
    pub fn add_line(&self, line: LogLine) -> io::Result<()> {
        let report = Report { job: self.job, attempt: self.number, event: Event::Log(line) };
        // The worker may have been cut off inside a line; this one begins on its own.
        let mut text = b"\n".to_vec();
        text.extend(serde_json::to_vec(&report)?);
        text.push(b'\n');
        append(&self.report())?.write_all(&text)
    }
}

fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let file = File::open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

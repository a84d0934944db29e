//! Exactly one engine per user: a lock on a file, held for life.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::printable;
use crate::base::{Failure, Reason};
use crate::config::Places;

const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_millis(20);

/// The lock; it goes when this value goes, or with the process. The file is opened close-on-exec, so a worker that
/// outlives the engine never keeps it.
#[derive(Debug)]
pub struct EngineLock {
    _file: File,
}

/// Who holds the lock, as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub pid: u32,
    pub host: String,
    pub version: String,
}

impl EngineLock {
    pub fn take(places: &Places) -> Result<Self, Failure> {
        let path = places.engine_lock();
        let told = |error: &std::io::Error| Failure::io("take the engine's lock", &path, error);
        let mut file = open(places).map_err(|error| told(&error))?;
        let mut tries = 0;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // Who only looks whether an engine lives holds the lock for a moment too.
                Err(TryLockError::WouldBlock) if tries < TRIES => std::thread::sleep(BETWEEN),
                Err(TryLockError::WouldBlock) => return Err(taken(&mut file)),
                Err(TryLockError::Error(error)) => return Err(told(&error)),
            }
            tries += 1;
        }
        let holder = Holder {
            pid: std::process::id(),
            host: sysinfo::System::host_name().unwrap_or_default(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let text = serde_json::to_vec(&holder).map_err(|error| told(&error.into()))?;
        file.set_len(0).and_then(|()| file.write_all(&text)).map_err(|error| told(&error))?;
        Ok(Self { _file: file })
    }
}

/// Whether an engine lives on these places.
pub fn is_held(places: &Places) -> bool {
    let Ok(file) = OpenOptions::new().read(true).write(true).open(places.engine_lock()) else { return false };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Who holds the lock, while someone does.
pub fn holder(places: &Places) -> Option<Holder> {
    let mut file = OpenOptions::new().read(true).write(true).open(places.engine_lock()).ok()?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => read_holder(&mut file),
        _ => None,
    }
}

fn open(places: &Places) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(places.engine_lock())
}

fn read_holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn taken(file: &mut File) -> Failure {
    let who = match read_holder(file) {
        Some(holder) => {
            format!(
                "pid {} on {}, version {}",
                holder.pid,
                printable::text(&holder.host),
                printable::text(&holder.version)
            )
        }
        None => "it has not said its pid yet".to_owned(),
    };
    Failure::new(Reason::Permission, format!("an engine runs already ({who}); stop it with `rushes engine stop`"))
}

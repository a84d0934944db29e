//! Whose half-made file lies there, told from its name.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::Duration;

use super::Digest;
use super::process::ProcessIdentity;

/// How long a file of another place's process is left alone: from here nobody can tell whether that process lives.
const LEFT_ALONE: Duration = Duration::from_secs(24 * 3600);

/// A process among all that may share a folder. Another box, or another container, counts its processes anew, so that the
/// same pid is somebody else there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// A short hash of the box's name and of the pid namespace.
    pub place: u32,
    pub process: ProcessIdentity,
}

impl Author {
    /// This process; `None` where /proc can't be read.
    pub fn current() -> Option<Self> {
        Some(Self { place: here(), process: ProcessIdentity::current()? })
    }

    /// Whether what it left half-made, and last wrote to `since` ago, can be cleared away.
    pub fn is_gone(self, since: Option<Duration>) -> bool {
        if self.place == here() { !self.process.is_running() } else { since.is_some_and(|since| since > LEFT_ALONE) }
    }
}

/// How long ago a file was last written to.
pub fn untouched(file: &std::fs::Metadata) -> Option<Duration> {
    file.modified().ok()?.elapsed().ok()
}

fn here() -> u32 {
    static HERE: OnceLock<u32> = OnceLock::new();
    *HERE.get_or_init(|| {
        let name = std::fs::read("/proc/sys/kernel/hostname").unwrap_or_default();
        let namespace = std::fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let hash = Digest::of(&[name.as_slice(), namespace.as_os_str().as_encoded_bytes()].concat());
        let [a, b, c, d, ..] = *hash.as_bytes();
        u32::from_be_bytes([a, b, c, d])
    })
}

impl fmt::Display for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{}-{}", self.place, self.process.pid, self.process.started)
    }
}

/// A name that no author has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAuthor;

impl FromStr for Author {
    type Err = NoAuthor;

    fn from_str(text: &str) -> Result<Self, NoAuthor> {
        let mut parts = text.split('-');
        let mut next = || parts.next().ok_or(NoAuthor);
        let place = next()?;
        let place = u32::from_str_radix(place, 16).ok().filter(|_| place.len() == 8).ok_or(NoAuthor)?;
        let (pid, started) = (next()?, next()?);
        let process = ProcessIdentity {
            pid: pid.parse().map_err(|_| NoAuthor)?,
            started: started.parse().map_err(|_| NoAuthor)?,
        };
        if parts.next().is_some() { Err(NoAuthor) } else { Ok(Self { place, process }) }
    }
}

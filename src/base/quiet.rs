//! Drivers and encoders write to the error stream as they please. While they are tried, that stream leads nowhere.

use std::fs::OpenOptions;
use std::os::fd::{AsFd, OwnedFd};

/// Does `work` without what libraries print about it.
pub fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let silence = Silence::begin();
    let done = work();
    drop(silence);
    done
}

struct Silence {
    stream: OwnedFd,
}

impl Silence {
    /// None where the stream can't be turned away; then it stays as it is.
    fn begin() -> Option<Self> {
        let stream = std::io::stderr().as_fd().try_clone_to_owned().ok()?;
        let nowhere = OpenOptions::new().write(true).open("/dev/null").ok()?;
        rustix::stdio::dup2_stderr(&nowhere).ok()?;
        Some(Self { stream })
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // It was open a moment ago, and there is nobody to tell if it is not any more.
        let _ = rustix::stdio::dup2_stderr(&self.stream);
    }
}

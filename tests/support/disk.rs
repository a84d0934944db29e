//! A small disk of its own that can be full.

#![expect(clippy::print_stderr, reason = "what was not tried is said")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A tmpfs; gone when the test is over.
pub struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// Mounts it where `at` is; `None`, and a word about it, where that is not allowed.
    pub fn mount(at: &Path, kib: u64) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "none"]).arg(at).output();
        match done {
            Ok(output) if output.status.success() => Some(Self { at: at.to_path_buf() }),
            other => {
                eprintln!("not tried: no small disk can be mounted here ({other:?})");
                None
            }
        }
    }

    pub fn resize(&self, kib: u64) {
        let done = Command::new("mount").args(["-o", &format!("remount,size={kib}k")]).arg(&self.at).status().unwrap();
        assert!(done.success());
    }

    /// Takes all that is free but `left` KiB; removing what it gives makes room again.
    pub fn fill(&self, left: u64) -> PathBuf {
        let stat = rustix::fs::statvfs(&self.at).unwrap();
        let free = stat.f_bavail * stat.f_frsize;
        let filler = self.at.join("filler");
        std::fs::write(&filler, vec![1u8; usize::try_from(free.saturating_sub(left * 1024)).unwrap()]).unwrap();
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).status();
    }
}

//! A worker's process: our child, or one that an earlier engine started.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal};
use tokio::process::{Child, Command};

use super::folder::Attempt;
use crate::base::process::ProcessIdentity;
use crate::config::Places;

/// How often a process that is not our child is looked for.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub struct WorkerProcess {
    identity: Option<ProcessIdentity>,
    child: Option<Child>,
}

/// How a process went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    Exit(i32),
    Signal(i32),
    /// Only its parent would know.
    Unknown,
}

impl WorkerProcess {
    /// Starts a worker with its output in files. As its first act it takes a session of its own, which the leader of a
    /// group could not, so that nothing which happens to the engine happens to it.
    pub fn spawn(worker: &[OsString], places: &Places, attempt: &Attempt) -> io::Result<Self> {
        let (program, arguments) = worker.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let child = Command::new(program)
            .args(arguments)
            .arg(&attempt.folder)
            .envs(places.home().map(|home| ("RUSHES_HOME", home)))
            .current_dir(&attempt.folder)
            .stdin(Stdio::null())
            .stdout(attempt.stdout()?)
            .stderr(attempt.stderr()?)
            .kill_on_drop(false)
            .spawn()?;
        let identity = child.id().and_then(ProcessIdentity::of);
        Ok(Self { identity, child: Some(child) })
    }

    pub fn found(identity: ProcessIdentity) -> Self {
        Self { identity: Some(identity), child: None }
    }

    /// The process that says it works on the attempt, or else the one that was started for it and has not come to
    /// saying so.
    pub fn find(worker: &[OsString], attempt: &Attempt) -> Option<Self> {
        if let Some(identity) = attempt.identity().filter(|identity| identity.is_running()) {
            return Some(Self::found(identity));
        }
        search(worker, &attempt.folder).map(Self::found)
    }

    /// Returns once the process is gone. May be dropped and called again.
    pub async fn gone(&mut self) -> Death {
        if let Some(child) = &mut self.child {
            return match child.wait().await {
                Ok(status) => match (status.code(), status.signal()) {
                    (Some(code), _) => Death::Exit(code),
                    (None, Some(signal)) => Death::Signal(signal),
                    (None, None) => Death::Unknown,
                },
                Err(_) => Death::Unknown,
            };
        }
        while self.identity.is_some_and(ProcessIdentity::is_running) {
            tokio::time::sleep(LOOK).await;
        }
        Death::Unknown
    }

    /// A number that grows while the process computes or reads and writes.
    pub fn effort(&self) -> u64 {
        let Some(identity) = self.identity else { return 0 };
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{}/{name}", identity.pid)).unwrap_or_default();
        let (stat, io) = (read("stat"), read("io"));
        // Fields are counted after the name, which may hold anything: user and system time are the 12th and 13th.
        let after_name = stat.rfind(')').map_or("", |end| &stat[end + 1..]);
        let ticks = after_name.split_ascii_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
        let bytes = io.lines().take(2).filter_map(|line| line.split_once(": ")?.1.parse::<u64>().ok());
        ticks.chain(bytes).fold(0, u64::wrapping_add)
    }

    pub fn ask_to_stop(&self) {
        self.signal(Signal::TERM);
    }

    pub fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// To the worker's whole group, if that process still is the one we mean.
    fn signal(&self, signal: Signal) {
        let Some(identity) = self.identity.filter(|identity| identity.is_running()) else { return };
        let Some(pid) = i32::try_from(identity.pid).ok().and_then(Pid::from_raw) else { return };
        // It has no group before it took its session.
        if rustix::process::kill_process_group(pid, signal).is_err() {
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
}

/// Looks through the processes for one whose command line ends as a worker's of this attempt does.
pub fn search(worker: &[OsString], folder: &Path) -> Option<ProcessIdentity> {
    let mut tail = Vec::new();
    for word in worker.last().map(OsString::as_os_str).into_iter().chain([folder.as_os_str()]) {
        tail.extend_from_slice(OsStr::as_bytes(word));
        tail.push(0);
    }
    let own = std::process::id();
    std::fs::read_dir("/proc").ok()?.filter_map(Result::ok).find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        if pid == own || !line.ends_with(&tail) { None } else { ProcessIdentity::of(pid) }
    })
}

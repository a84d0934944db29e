//! The real program in a home of its own; whatever it started is gone when the test is over.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rushes::api::types::JobView;
use rushes::base::process::ProcessIdentity;
use rushes::config::Places;
use serde_json::Value;

pub struct Program {
    home: PathBuf,
}

/// How long a fact may take to come true on a busy box.
pub const DEADLINE: Duration = Duration::from_secs(90);

impl Program {
    pub fn new(home: &Path) -> Self {
        Self { home: home.to_path_buf() }
    }

    pub fn places(&self) -> Places {
        Places::under(&self.home)
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rushes"));
        command.args(words).env("RUSHES_HOME", &self.home).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    pub fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What the program printed; it must have ended well.
    pub fn prints(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {:?}\n{stderr}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.prints(words)).unwrap()
    }

    pub fn job(&self, id: i64) -> JobView {
        let jobs = self.json(&["jobs", "--json"]);
        let found = jobs["jobs"].as_array().unwrap().iter().find(|job| job["id"] == id).cloned();
        serde_json::from_value(found.unwrap_or_else(|| panic!("no job {id} in {jobs}"))).unwrap()
    }

    /// The process of a job's newest attempt, once it has said who it is.
    pub fn worker(&self, id: i64) -> Option<ProcessIdentity> {
        let folder = self.places().attempt(id, 1).parent()?.to_path_buf();
        let attempts = std::fs::read_dir(folder).ok()?.flatten();
        let newest = attempts.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max()?;
        let bytes = std::fs::read(self.places().attempt(id, newest).join("identity.json")).ok()?;
        let identity: rushes::worker::order::Identity = serde_json::from_slice(&bytes).ok()?;
        identity.process.is_running().then_some(identity.process)
    }

    /// Finished chunks in this home's store.
    pub fn chunks(&self) -> usize {
        let shards = std::fs::read_dir(self.places().chunks()).into_iter().flatten().flatten();
        let files = shards.flat_map(|shard| std::fs::read_dir(shard.path()).into_iter().flatten().flatten());
        files.filter(|file| file.path().extension().is_some_and(|ending| ending == "chunk")).count()
    }

    pub fn engine_pid(&self) -> Option<u32> {
        let output = self.run(&["engine", "status", "--json"]);
        let status: Value = serde_json::from_slice(&output.stdout).ok()?;
        u32::try_from(status["pid"].as_u64()?).ok()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.run(&["engine", "stop"]);
        let jobs = std::fs::read_dir(self.places().state().join("jobs")).into_iter().flatten().flatten();
        let ids = jobs.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        for process in ids.filter_map(|id| self.worker(id)) {
            kill(process.pid);
        }
    }
}

/// SIGKILL: nothing in the process gets to say goodbye.
pub fn kill(pid: u32) {
    if let Some(pid) = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

/// Asks until there is an answer; panics with `what` when the deadline passes.
#[track_caller]
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(since.elapsed() < DEADLINE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

//! An engine on demand: started in the background when a client finds none.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::base::{Failure, Reason};
use crate::config::Places;

/// How long a fresh engine has to open its door.
const DEADLINE: Duration = Duration::from_secs(10);

/// Starts `EXE engine run --detached` with its output in the engine's log, and waits until its door opens.
///
/// The program that is started takes a session of its own as its first act, so that the terminal may go.
pub fn start_detached(places: &Places, exe: &Path) -> Result<(), Failure> {
    places.make_state().map_err(|error| Failure::io("make the state folder", places.state(), &error))?;
    let log_path = places.engine_log();
    let open_log = || OpenOptions::new().create(true).append(true).mode(0o600).open(&log_path);
    let log = open_log().map_err(|error| Failure::io("open the engine's log", &log_path, &error))?;
    let log_too = log.try_clone().map_err(|error| Failure::io("open the engine's log", &log_path, &error))?;
    let begins = log.metadata().map_or(0, |meta| meta.len());
    let mut child = Command::new(exe)
        .args(["engine", "run", "--detached"])
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(log_too)
        .spawn()
        .map_err(|error| Failure::io("start the engine", exe, &error))?;
    let since = Instant::now();
    while since.elapsed() < DEADLINE {
        if UnixStream::connect(places.socket()).is_ok() {
            // A client that lives long collects its engine's end, so that no zombie stays behind.
            std::thread::spawn(move || child.wait());
            return Ok(());
        }
        if let Ok(Some(_)) = child.try_wait() {
            // Another client may have been faster: then its engine is the one, and its door opens any moment.
            return wait_for_another(places, since, begins);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(refused(places, begins, "did not open its door within 10 seconds"))
}

fn wait_for_another(places: &Places, since: Instant, begins: u64) -> Result<(), Failure> {
    while since.elapsed() < DEADLINE {
        if UnixStream::connect(places.socket()).is_ok() {
            return Ok(());
        }
        if !super::lock::is_held(places) {
            return Err(refused(places, begins, "ended at once"));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(refused(places, begins, "ended at once"))
}

/// What the engine said last is what went wrong.
fn refused(places: &Places, begins: u64, what: &str) -> Failure {
    let log = places.engine_log();
    let said = last_words(&log, begins);
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    Failure::new(Reason::Crashed, format!("the engine {what}{said} (log: {})", crate::base::printable::path(&log)))
}

fn last_words(log: &Path, begins: u64) -> String {
    use std::io::{Read, Seek, SeekFrom};
    let Ok(mut file) = std::fs::File::open(log) else { return String::new() };
    if file.seek(SeekFrom::Start(begins)).is_err() {
        return String::new();
    }
    let mut bytes = Vec::new();
    let _ = file.take(64 * 1024).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let last = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
    crate::base::printable::text(last.trim())
}

/// Takes a session of its own, away from the terminal: the first act of `engine run --detached`.
pub fn leave_terminal() {
    // It fails only for a leader of a process group, whom no terminal of ours has.
    let _ = rustix::process::setsid();
}

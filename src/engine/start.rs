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

/// A log that has grown so large is put aside when an engine starts.
const LARGEST_LOG: u64 = 4 << 20;

/// Starts `EXE engine run --detached` with its output in the engine's log, and waits until its door opens.
///
/// The program that is started leaves its caller as its first act, so that the terminal may go.
pub fn start_detached(places: &Places, exe: &Path) -> Result<(), Failure> {
    places.make_state().map_err(|error| Failure::io("make the state folder", places.state(), &error))?;
    let since = Instant::now();
    let mut ended = false;
    loop {
        match start_once(places, exe, since)? {
            Start::Open => return Ok(()),
            Start::Late => return Err(Failure::new(Reason::Crashed, late(places))),
            Start::Ended { reason, told } if ended => return Err(Failure::new(reason, told)),
            // It may have found an engine that was just going. A second one that ends too has a reason of its own.
            Start::Ended { .. } => ended = true,
        }
    }
}

enum Start {
    Open,
    Late,
    Ended { reason: Reason, told: String },
}

fn start_once(places: &Places, exe: &Path, since: Instant) -> Result<Start, Failure> {
    let log_path = places.engine_log();
    let told = |error: std::io::Error| Failure::io("open the engine's log", &log_path, &error);
    if std::fs::metadata(&log_path).is_ok_and(|meta| meta.len() > LARGEST_LOG) {
        std::fs::rename(&log_path, log_path.with_extension("log.old")).map_err(told)?;
    }
    let log = OpenOptions::new().create(true).append(true).mode(0o600).open(&log_path).map_err(told)?;
    let log_too = log.try_clone().map_err(told)?;
    let begins = log.metadata().map_or(0, |meta| meta.len());
    let mut child = Command::new(exe)
        .args(["engine", "run", "--detached"])
        .envs(places.home().map(|home| ("RUSHES_HOME", home)))
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(log_too)
        .spawn()
        .map_err(|error| Failure::io("start the engine", exe, &error))?;
    let mut status = None;
    while since.elapsed() < DEADLINE {
        if UnixStream::connect(places.socket()).is_ok() {
            // A client that lives long collects its engine's end, so that no zombie stays behind.
            std::thread::spawn(move || child.wait());
            return Ok(Start::Open);
        }
        status = status.or_else(|| child.try_wait().ok().flatten());
        // Another client may have been faster: then its engine is the one, and its door opens any moment.
        if let Some(status) = status
            && !super::lock::is_held(places)
        {
            // An engine that refuses to run says so with 1, and would refuse again.
            let reason = if status.code() == Some(1) { Reason::Permission } else { Reason::Crashed };
            return Ok(Start::Ended { reason, told: ended_at_once(places, begins) });
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(Start::Late)
}

fn late(places: &Places) -> String {
    let log = crate::base::printable::path(&places.engine_log());
    format!("the engine did not open its door within {} seconds (log: {log})", DEADLINE.as_secs())
}

/// What the engine said last is what went wrong.
fn ended_at_once(places: &Places, begins: u64) -> String {
    let log = places.engine_log();
    let said = last_words(&log, begins);
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    format!("the engine ended at once{said} (log: {})", crate::base::printable::path(&log))
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

/// Takes a session of its own, away from the terminal, and lets go of the caller's files: the first act of `engine run
/// --detached`, before anything is opened. A lock that a script holds would else be held for as long as the engine lives.
pub fn leave_caller() {
    // It fails only for a leader of a process group, whom no terminal of ours has.
    let _ = rustix::process::setsid();
    let Ok(open) = std::fs::read_dir("/dev/fd") else { return };
    let inherited: Vec<i32> =
        open.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).filter(|number| *number > 2).collect();
    for number in inherited {
        // One of them was the look into the folder, and is closed already.
        let _ = nix::unistd::close(number);
    }
}

//! Tests of the worker room: how its process answers signals.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rushes::export::StopFlag;
use rushes::worker::signals;
use rustix::process::{Pid, Signal, kill_process};

const CHILD: &str = "RUSHES_TEST_SIGNALS";

fn until(what: &str, mut fact: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !fact() {
        assert!(Instant::now() < deadline, "waited for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Not a test by itself: a process whose work hangs, so that it never looks at the raised flag.
#[test]
#[ignore = "runs as the child of another test"]
fn child_that_hangs() {
    let Some(said) = std::env::var_os(CHILD) else { return };
    let stop = StopFlag::default();
    signals::raise_on_signal(&stop);
    until("a signal", || stop.is_raised());
    std::fs::write(said, "raised").unwrap();
    std::thread::sleep(Duration::from_secs(60));
}

#[test]
fn a_second_signal_ends_a_process_that_hangs() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "worker::child_that_hangs", "--ignored"])
        .env(CHILD, &said)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let pid = Pid::from_child(&child);
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
    };
    // SIGHUP, SIGINT and SIGTERM are 1, 2 and 15.
    let all = 1 | 1 << 1 | 1 << 14;
    until("the signals to be caught", || caught() & all == all);
    kill_process(pid, Signal::INT).unwrap();
    until("the flag", || said.exists());
    assert!(child.try_wait().unwrap().is_none(), "the first one only asks");
    kill_process(pid, Signal::TERM).unwrap();
    let mut ended = None;
    until("the end", || {
        ended = child.try_wait().unwrap();
        ended.is_some()
    });
    let ended = ended.unwrap();
    assert_eq!((ended.code(), ended.signal()), (Some(130), None));
}

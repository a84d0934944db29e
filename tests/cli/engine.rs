//! Verbs that talk to the engine, in a home of their own.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::program::Program;

fn rushes_in(home: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rushes")).env("RUSHES_HOME", home).args(words).output().unwrap()
}

#[test]
fn looking_for_an_engine_starts_none() {
    let home = tempfile::tempdir().unwrap();
    let said = rushes_in(home.path(), &["status"]);
    assert_eq!(said.status.code(), Some(1));
    let complaint = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(complaint.contains("no engine runs") && complaint.contains("rushes engine start"), "{complaint}");
    let said = rushes_in(home.path(), &["engine", "stop"]);
    assert_eq!((said.status.code(), String::from_utf8_lossy(&said.stdout).trim()), (Some(0), "no engine runs"));
    assert!(!home.path().join("state/engine.sock").exists());
}

#[test]
fn a_home_that_no_engine_can_live_in_is_not_worth_trying_again() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("a-very-long-name-indeed".repeat(5));
    let said = rushes_in(&home, &["jobs"]);
    let complaint = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(1), "{complaint}");
    assert!(complaint.contains("set RUSHES_HOME to a shorter folder"), "{complaint}");
}

#[test]
fn an_engine_keeps_no_file_of_whoever_started_it_open() {
    let home = tempfile::tempdir().unwrap();
    let program = Program::new(home.path());
    let lock = home.path().join("a-scripts-lock");
    // Its numbers are those that scripts use, and one that a shell chooses.
    let script = format!("exec 3>'{0}' 9>'{0}' {{any}}>'{0}'; \"$0\" engine start", lock.display());
    let mut shell = Command::new("bash");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_rushes")]).env("RUSHES_HOME", home.path());
    assert!(shell.status().unwrap().success());
    let open = std::fs::read_dir(format!("/proc/{}/fd", program.engine_pid().unwrap())).unwrap();
    let open: Vec<_> = open.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok()).collect();
    assert!(!open.contains(&lock), "{open:?}");
}

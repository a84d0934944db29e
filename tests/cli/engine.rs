//! Verbs that talk to the engine, in a home of their own.

use std::path::Path;
use std::process::{Command, Output};

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

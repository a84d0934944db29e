//! What a supervisor relies on: a report that is still being written, and a worker that has not said who it is.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use rushes::engine::supervisor::process::search;
use rushes::engine::supervisor::tail::Tail;
use rushes::export::event::Event;
use rushes::worker::order::Report;

#[test]
fn a_worker_that_has_not_said_who_it_is_is_found_by_its_command_line() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("3");
    std::fs::create_dir(&folder).unwrap();
    let worker: Vec<OsString> = ["sh", "-c", "read -r line; true", "worker"].map(OsString::from).to_vec();
    assert_eq!(search(&worker, &folder), None);
    let mut child = std::process::Command::new(&worker[0])
        .args(&worker[1..])
        .arg(&folder)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let since = Instant::now();
    let mut found = None;
    while found.is_none() && since.elapsed() < Duration::from_secs(5) {
        found = search(&worker, &folder);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(found.map(|identity| identity.pid), Some(child.id()));
    assert_eq!(search(&worker, &folder), None);
}

fn line(job: i64, attempt: u32) -> String {
    serde_json::to_string(&Report { job, attempt, event: Event::Cancelled }).unwrap()
}

#[test]
fn a_torn_line_waits_for_its_end_and_stale_or_endless_lines_are_counted() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("report.jsonl");
    let mut tail = Tail::new(path.clone(), 7, 2);
    assert_eq!(tail.look().unwrap().0, []);

    let mut file = File::create(&path).unwrap();
    let whole = line(7, 2);
    let (head, rest) = whole.split_at(9);
    file.write_all(head.as_bytes()).unwrap();
    assert_eq!(tail.look().unwrap().0, []);
    writeln!(file, "{rest}\n{}\n{}\nnonsense", line(7, 1), line(8, 2)).unwrap();
    assert_eq!(tail.look().unwrap().0, [Event::Cancelled]);
    assert_eq!(tail.refused, 3);

    writeln!(file, "{}", "x".repeat(1 << 20)).unwrap();
    writeln!(file, "{}", line(7, 2)).unwrap();
    let mut events = Vec::new();
    while events.is_empty() {
        events = tail.look().unwrap().0;
    }
    assert_eq!(events, [Event::Cancelled]);
    assert_eq!(tail.refused, 4);
}

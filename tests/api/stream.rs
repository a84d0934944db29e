//! The stream: a snapshot, then every change, numbered without gaps.

use std::time::Duration;

use rushes::api::stream::Messages;
use rushes::api::types::{Change, JobState, StreamMessage};

use super::talk::Served;
use crate::engine::harness::{DEADLINE, DOCUMENT, until, until_state};

async fn next(messages: &mut Messages) -> StreamMessage {
    tokio::time::timeout(DEADLINE, messages.next()).await.unwrap().unwrap().unwrap()
}

/// Reads on until a message is the one that is waited for; checks that none is missing on the way.
async fn until_change<T>(messages: &mut Messages, seq: &mut u64, mut wanted: impl FnMut(Change) -> Option<T>) -> T {
    loop {
        let message = next(messages).await;
        *seq += 1;
        assert_eq!(message.seq, *seq, "no gap");
        if let Some(found) = wanted(message.change) {
            return found;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_comes_first_and_then_what_changes_without_gaps() {
    let served = Served::with("identify; say 'first line'; progress 40 1 0; complete").await;
    let mut messages = served.client.stream(Some(served.home.folder.path())).await.unwrap();
    let first = next(&mut messages).await;
    let Change::Snapshot { engine, jobs, folder, .. } = first.change else { panic!("{first:?}") };
    assert_eq!((first.seq, engine.pid, jobs.len()), (0, std::process::id(), 0));
    assert_eq!(folder.unwrap().projects[0].name, "film");

    let id = served.home.add(&served.handle, "a.mp4").await;
    let mut seq = 0;
    let mut states = Vec::new();
    let mut lines = Vec::new();
    until_change(&mut messages, &mut seq, |change| {
        match change {
            Change::Job { job } => {
                assert_eq!(job.id, id);
                if states.last() != Some(&job.state) {
                    states.push(job.state);
                }
            }
            Change::Log { line, .. } => lines.push(line.text),
            _ => {}
        }
        (states.last() == Some(&JobState::Done)).then_some(())
    })
    .await;
    assert_eq!(states, [JobState::Waiting, JobState::Running, JobState::Done]);
    assert_eq!(lines, ["first line"]);

    std::fs::write(served.home.output("second.yaml"), DOCUMENT).unwrap();
    until_change(&mut messages, &mut seq, |change| match change {
        Change::Folder { folder } => (folder.projects.len() == 2).then_some(()),
        _ => None,
    })
    .await;
    let vitals = until_change(&mut messages, &mut seq, |change| match change {
        Change::Vitals { vitals } => Some(vitals),
        _ => None,
    })
    .await;
    assert!(vitals.memory_total > vitals.memory_used && vitals.disk_free > 0, "{vitals:?}");
    served.client.remove(id).await.unwrap();
    until_change(&mut messages, &mut seq, |change| {
        matches!(change, Change::Removed { id: gone } if gone == id).then_some(())
    })
    .await;
    served.end().await;
    // The engine says goodbye, which tells a client that it did not crash.
    let last = loop {
        match tokio::time::timeout(DEADLINE, messages.next()).await.unwrap() {
            Some(Ok(_)) => {}
            last => break last,
        }
    };
    assert_eq!(last, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_too_slow_gets_a_new_snapshot_and_nobody_waits_for_it() {
    let served = Served::with("identify; i=0; while [ $i -lt 20000 ]; do say \"line $i $(printf '%0900d' 0)\"; i=$((i+1)); [ -e ../../../../enough ] && break; done; complete").await;
    let mut slow = served.client.stream(None).await.unwrap();
    let first = next(&mut slow).await;
    assert!(matches!(first.change, Change::Snapshot { .. }));
    let mut quick = served.client.stream(None).await.unwrap();
    let id = served.home.add(&served.handle, "a.mp4").await;

    // The quick one reads thousands of lines while the slow one reads nothing.
    let mut seen = 0;
    while seen < 4000 {
        if matches!(next(&mut quick).await.change, Change::Log { .. }) {
            seen += 1;
        }
    }
    std::fs::write(served.home.output("enough"), "").unwrap();
    until_state(&served.handle, id, JobState::Done).await;

    let mut seq = first.seq;
    let jobs = until_change(&mut slow, &mut seq, |change| match change {
        Change::Snapshot { jobs, .. } => Some(jobs),
        _ => None,
    })
    .await;
    assert_eq!(jobs.len(), 1, "the new snapshot shows the job that it had missed");
    served.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_followed_only_while_somebody_looks() {
    let served = Served::with("").await;
    let refused = served.client.stream(Some(std::path::Path::new("films"))).await.unwrap_err();
    assert!(refused.to_string().contains("must be absolute"), "{refused}");
    let open_ears = || {
        let fds = std::fs::read_dir("/proc/self/fd").unwrap().flatten();
        fds.filter(|fd| std::fs::read_link(fd.path()).is_ok_and(|to| to.to_string_lossy().contains("inotify"))).count()
    };
    let before = open_ears();
    let mut messages = served.client.stream(Some(served.home.folder.path())).await.unwrap();
    next(&mut messages).await;
    drop(messages);
    until("the watch is given back", || (open_ears() <= before).then_some(())).await;
    tokio::time::timeout(Duration::from_secs(5), served.end()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_jobs_are_seen_whatever_names_lie_in_the_folder() {
    use std::os::unix::ffi::OsStrExt;
    let served = Served::with("").await;
    std::fs::write(served.home.output("x").with_file_name(std::ffi::OsStr::from_bytes(b"caf\xe9.yaml")), DOCUMENT)
        .unwrap();
    let mut messages = served.client.stream(Some(served.home.folder.path())).await.unwrap();
    let first = next(&mut messages).await;
    let Change::Snapshot { folder: Some(folder), .. } = first.change else { panic!("{first:?}") };
    assert_eq!(folder.projects.len(), 1);
    assert!(folder.note.unwrap().contains("is no UTF-8"));
    served.end().await;
}

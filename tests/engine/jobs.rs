//! What becomes of jobs: done, failed, tried again, cancelled.

use std::time::{Duration, Instant};

use rushes::base::Reason;
use rushes::base::process::ProcessIdentity;
use rushes::engine::Refusal;
use rushes::queue::JobState;

use super::harness::{Home, Leftover, kill, until, until_gone, until_state};

/// Says who it is and that it has done some chunks, and works until it is ended.
const ENDLESS: &str = "identify; progress 10 $attempt 0; exec sleep 600";
const ENDLESS_BARREN: &str = "identify; exec sleep 600";

#[tokio::test]
async fn a_job_is_done_by_a_worker_and_its_log_can_be_read() {
    let home = Home::new("identify; say 'here we go'; progress 40 1 0; complete");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let done = until_state(&handle, id, JobState::Done).await;
    assert_eq!((done.percent, done.attempt), (100.0, 1));
    assert_eq!(done.progress.unwrap().chunks_done, 1);
    assert!(done.started_at.is_some() && done.ended_at.is_some());
    let page = handle.log(id, 0).await.unwrap();
    assert_eq!(page.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), ["here we go"]);
    assert_eq!(handle.log(id, page.next).await.unwrap().lines, []);
    let history = handle.attempts(id).await.unwrap();
    assert_eq!((history.len(), history[0].how.as_deref(), history[0].chunks), (1, Some("completed"), Some(3)));
    engine.end().await;
}

#[tokio::test]
async fn jobs_run_one_after_the_other_in_the_order_they_were_added() {
    let home = Home::new("identify; echo $job >> ../../../../order; complete");
    let engine = home.engine();
    let handle = engine.handle();
    let mut ids = Vec::new();
    for index in 0..4 {
        ids.push(home.add(&handle, &format!("{index}.mp4")).await);
    }
    for id in &ids {
        until_state(&handle, *id, JobState::Done).await;
    }
    let order = std::fs::read_to_string(home.folder.path().join("order")).unwrap();
    assert_eq!(order.lines().map(|line| line.parse::<i64>().unwrap()).collect::<Vec<_>>(), ids);
    engine.end().await;
}

#[tokio::test]
async fn a_killed_worker_is_followed_by_the_next_attempt_at_once_and_percent_never_falls() {
    let home = Home::new(
        "identify; if [ $attempt -lt 4 ]; then progress $((50 - attempt)) $attempt $((attempt - 1)); exec sleep 600; fi; say 'at last'; complete",
    );
    let mut options = home.options();
    options.pause = Duration::from_secs(600);
    let engine = rushes::engine::Engine::start(&home.places(), options).unwrap();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    for attempt in 1..=3 {
        let worker = home.worker(id, attempt).await;
        until("its progress is seen", || {
            handle.job(id).unwrap().progress.filter(|p| p.chunks_done == u64::from(attempt))
        })
        .await;
        assert_eq!(handle.job(id).unwrap().percent, 49.0);
        kill(worker);
        let since = Instant::now();
        until("the next attempt", || (handle.job(id).unwrap().attempt > attempt).then_some(())).await;
        assert!(since.elapsed() < Duration::from_secs(3));
    }
    until_state(&handle, id, JobState::Done).await;
    let history = handle.attempts(id).await.unwrap();
    assert_eq!(history.iter().map(|row| row.attempt).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(history[0].how.as_ref().unwrap().contains("SIGKILL"), "{history:?}");
    let log = handle.log(id, 0).await.unwrap();
    assert!(log.file.unwrap().ends_with("jobs/1/4/report.jsonl"));
    engine.end().await;
}

#[tokio::test]
async fn a_worker_that_dies_three_times_without_a_new_chunk_fails_the_job() {
    let home = Home::new(ENDLESS_BARREN);
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    for attempt in 1..=3 {
        kill(home.worker(id, attempt).await);
    }
    let failed = until_state(&handle, id, JobState::Failed).await;
    assert_eq!((failed.reason, failed.attempt), (Some(Reason::Crashed), 3));
    let note = failed.note.unwrap();
    assert!(note.contains("SIGKILL") && note.contains("3 attempts in a row"), "{note}");
    let log = handle.log(id, 0).await.unwrap();
    assert!(log.lines.last().unwrap().text.contains("SIGKILL"), "the log ends with how the worker ended: {log:?}");

    home.rewrite("identify; complete");
    handle.retry(id).await.unwrap();
    let done = until_state(&handle, id, JobState::Done).await;
    assert_eq!(done.attempt, 4, "attempts go on counting");
    engine.end().await;
}

#[tokio::test]
async fn a_failure_that_trying_again_can_not_help_fails_at_once() {
    let home = Home::new(
        r#"identify; leave '{"event":"failed","reason":"source-missing","message":"clip.mp4 is not there","recoverable":false}' 0"#,
    );
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let failed = until_state(&handle, id, JobState::Failed).await;
    assert_eq!((failed.reason, failed.attempt), (Some(Reason::SourceMissing), 1));
    assert_eq!(failed.note.as_deref(), Some("clip.mp4 is not there"));
    engine.end().await;
}

#[tokio::test]
async fn a_failure_that_may_pass_is_tried_again() {
    let home = Home::new(
        r#"identify; if [ $attempt = 1 ]; then leave '{"event":"failed","reason":"device-lost","message":"gone","recoverable":true}' 0; fi; complete"#,
    );
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    assert_eq!(until_state(&handle, id, JobState::Done).await.attempt, 2);
    engine.end().await;
}

#[tokio::test]
async fn success_without_a_file_is_no_success() {
    let home = Home::new(
        r#"identify; leave '{"event":"completed","output":"/nowhere/a.mp4","frames":25,"duration":1.0,"receipt":"/nowhere/r"}' 0"#,
    );
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let failed = until_state(&handle, id, JobState::Failed).await;
    assert_eq!(failed.reason, Some(Reason::VerifyFailed));
    engine.end().await;
}

#[tokio::test]
async fn an_exit_of_another_order_is_not_believed() {
    let home = Home::new("identify; nonce=other; complete");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let failed = until_state(&handle, id, JobState::Failed).await;
    assert_eq!(failed.reason, Some(Reason::Crashed));
    assert!(failed.note.unwrap().contains("ended with code 0 and no result"));
    engine.end().await;
}

#[tokio::test]
async fn reports_of_another_attempt_are_refused_and_counted() {
    let home = Home::new("identify; attempt=77; progress 99 9 0; attempt=1; progress 5 0 0; exec sleep 600");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let job = until("the true progress", || Some(handle.job(id).unwrap()).filter(|job| job.progress.is_some())).await;
    assert_eq!(job.percent, 5.0);
    assert_eq!(handle.refused_reports(), 1);
    handle.cancel(id).await.unwrap();
    until_state(&handle, id, JobState::Cancelled).await;
    engine.end().await;
}

#[tokio::test]
async fn cancel_ends_the_worker_and_then_says_so() {
    let home = Home::new(ENDLESS);
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let worker = home.worker(id, 1).await;
    let asked = handle.cancel(id).await.unwrap();
    assert_eq!((asked.state, asked.note.as_deref()), (JobState::Running, Some("cancelling")));
    until_state(&handle, id, JobState::Cancelled).await;
    assert!(!worker.is_running(), "cancelled means that it is gone");
    assert!(matches!(handle.cancel(id).await, Err(Refusal::NotNow(_))));
    engine.end().await;
}

#[tokio::test]
async fn a_worker_that_will_not_stop_is_made_to_with_all_its_children() {
    let home = Home::new("trap '' TERM; identify; sleep 600 & echo $! > child; while :; do sleep 600; done");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let worker = home.worker(id, 1).await;
    let file = home.attempt(id, 1).join("child");
    let child = until("its child", || {
        let pid: u32 = std::fs::read_to_string(&file).ok()?.trim().parse().ok()?;
        rushes::base::process::ProcessIdentity::of(pid)
    })
    .await;
    let since = Instant::now();
    handle.cancel(id).await.unwrap();
    until_state(&handle, id, JobState::Cancelled).await;
    assert!(since.elapsed() >= Duration::from_millis(400), "it was asked first");
    assert_eq!(handle.log(id, 0).await.unwrap().lines, [], "no accident is told of");
    until_gone(worker).await;
    until_gone(child).await;
    engine.end().await;
}

#[tokio::test]
async fn cancelling_a_job_that_waits_never_starts_it() {
    let home = Home::new(ENDLESS);
    let engine = home.engine();
    let handle = engine.handle();
    let first = home.add(&handle, "a.mp4").await;
    let second = home.add(&handle, "b.mp4").await;
    assert_eq!(handle.cancel(second).await.unwrap().state, JobState::Cancelled);
    handle.cancel(first).await.unwrap();
    until_state(&handle, first, JobState::Cancelled).await;
    assert!(!home.attempt(second, 1).exists());
    engine.end().await;
}

#[tokio::test]
async fn a_worker_that_falls_silent_is_ended_and_tried_again() {
    let home = Home::new("identify; if [ $attempt = 1 ]; then exec sleep 600; fi; complete");
    let mut options = home.options();
    options.stall = Duration::from_millis(300);
    let engine = rushes::engine::Engine::start(&home.places(), options).unwrap();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let stuck = home.worker(id, 1).await;
    assert_eq!(until_state(&handle, id, JobState::Done).await.attempt, 2);
    until_gone(stuck).await;
    assert!(handle.attempts(id).await.unwrap()[0].how.as_ref().unwrap().starts_with("stalled"));
    engine.end().await;
}

#[tokio::test]
async fn a_worker_that_is_busy_may_be_silent_for_longer() {
    let home = Home::new(
        "identify; end=$(($(date +%s) + 3)); while [ $(date +%s) -lt $end ]; do cat /proc/self/stat > /dev/null; done; complete",
    );
    let mut options = home.options();
    options.stall = Duration::from_secs(1);
    let engine = rushes::engine::Engine::start(&home.places(), options).unwrap();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    assert_eq!(until_state(&handle, id, JobState::Done).await.attempt, 1);
    engine.end().await;
}

#[tokio::test]
async fn a_worker_that_can_not_be_started_is_told() {
    let home = Home::new("");
    let mut options = home.options();
    options.worker = vec!["/nowhere/rushes".into()];
    let engine = rushes::engine::Engine::start(&home.places(), options).unwrap();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let failed = until_state(&handle, id, JobState::Failed).await;
    assert!(failed.note.unwrap().contains("the worker could not be started"));
    engine.end().await;
}

#[tokio::test]
async fn only_an_ended_job_can_be_removed_and_its_logs_go_with_it() {
    let home = Home::new(ENDLESS);
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    home.worker(id, 1).await;
    assert!(matches!(handle.remove(id).await, Err(Refusal::NotNow(_))));
    handle.cancel(id).await.unwrap();
    until_state(&handle, id, JobState::Cancelled).await;
    handle.remove(id).await.unwrap();
    assert_eq!(handle.job(id), Err(Refusal::NoSuchJob(id)));
    assert!(!home.attempt(id, 1).exists());
    let next = home.add(&handle, "a.mp4").await;
    assert!(next > id);
    handle.cancel(next).await.unwrap();
    until_state(&handle, next, JobState::Cancelled).await;
    engine.end().await;
}

#[tokio::test]
async fn percent_falls_only_when_a_person_asks_for_another_go() {
    let home = Home::new(
        "identify; if [ $attempt = 1 ]; then progress 60 3 0; exit 1; fi; progress 20 1 0; while :; do sleep 0.05; done",
    );
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let told = async |attempt| {
        until(&format!("attempt {attempt} tells where it stands"), || {
            let job = handle.job(id).unwrap();
            let done = job.progress.as_ref().map_or(0, |progress| progress.chunks_done);
            (job.attempt == attempt && done == 1).then_some(job.percent)
        })
        .await
    };
    assert_eq!(told(2).await, 60.0);
    handle.cancel(id).await.unwrap();
    until_state(&handle, id, JobState::Cancelled).await;
    handle.retry(id).await.unwrap();
    assert_eq!(told(3).await, 20.0);
    handle.cancel(id).await.unwrap();
    until_state(&handle, id, JobState::Cancelled).await;
    engine.end().await;
}

#[tokio::test]
async fn a_log_goes_on_after_a_long_stretch_without_lines() {
    let home = Home::new("identify; say first; complete");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    until_state(&handle, id, JobState::Done).await;
    let report = home.attempt(id, 1).join("report.jsonl");
    let first = std::fs::read_to_string(&report).unwrap();
    let stretch = format!("{}\n", "x".repeat(1 << 10)).repeat(17 << 10);
    std::fs::write(&report, format!("{first}{stretch}{}", first.replace("first", "second"))).unwrap();
    let (mut from, mut texts) = (0, Vec::new());
    loop {
        let page = handle.log(id, from).await.unwrap();
        texts.extend(page.lines.into_iter().map(|line| line.text));
        if page.next == from {
            break;
        }
        from = page.next;
    }
    assert_eq!(texts, ["first", "second"]);
    engine.end().await;
}

#[tokio::test]
async fn what_a_worker_started_goes_with_it() {
    let home = Home::new("sleep 600 & echo $! > \"$dir/child\"; identify; wait");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    home.worker(id, 1).await;
    let child = std::fs::read_to_string(home.attempt(id, 1).join("child")).unwrap();
    let child = ProcessIdentity::of(child.trim().parse().unwrap()).unwrap();
    let _leftover = Leftover(child);
    handle.cancel(id).await.unwrap();
    until_state(&handle, id, JobState::Cancelled).await;
    until_gone(child).await;
    engine.end().await;
}

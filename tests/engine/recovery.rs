//! An engine that comes back: it finds what the last one left, and never makes a second worker.

use rushes::base::process::ProcessIdentity;
use rushes::engine::Engine;
use rushes::queue::JobState;

use super::harness::{Home, Leftover, kill, until, until_gone, until_state};

/// Works until the file `go` lies in the home.
const PATIENT: &str =
    "identify; progress 30 3 0; while [ ! -e ../../../../go ]; do sleep 0.02; done; say 'went on'; complete";

/// An engine on a runtime of its own, so that it can go as suddenly as a killed one.
fn killed_engine<T>(home: &Home, meanwhile: impl AsyncFnOnce(&Engine) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (engine, result) = runtime.block_on(async {
        let engine = home.engine();
        let result = meanwhile(&engine).await;
        (engine, result)
    });
    runtime.shutdown_background();
    drop(engine);
    result
}

fn with_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn workers_started(home: &Home, job: i64) -> usize {
    std::fs::read_dir(home.attempt(job, 1).parent().unwrap()).unwrap().count()
}

#[test]
fn a_running_worker_is_found_again_and_followed_to_its_end() {
    let home = Home::new(PATIENT);
    let (id, worker) = killed_engine(&home, async |engine| {
        let id = home.add(&engine.handle(), "a.mp4").await;
        (id, home.worker(id, 1).await)
    });
    let _leftover = Leftover(worker);
    assert!(worker.is_running(), "the worker outlives its engine");
    with_runtime(async {
        let engine = home.engine();
        let handle = engine.handle();
        let job = until("the old progress is known again", || {
            Some(handle.job(id).unwrap()).filter(|job| job.percent == 30.0)
        })
        .await;
        assert_eq!((job.state, job.attempt), (JobState::Running, 1));
        std::fs::write(home.folder.path().join("go"), "").unwrap();
        let done = until_state(&handle, id, JobState::Done).await;
        assert_eq!(done.attempt, 1);
        assert_eq!(workers_started(&home, id), 1, "no second worker");
        assert_eq!(handle.log(id, 0).await.unwrap().lines.len(), 1);
        engine.end().await;
    });
}

#[test]
fn a_worker_that_ended_while_no_engine_ran_is_settled_by_its_exit() {
    let home = Home::new(PATIENT);
    let (id, worker) = killed_engine(&home, async |engine| {
        let id = home.add(&engine.handle(), "a.mp4").await;
        (id, home.worker(id, 1).await)
    });
    std::fs::write(home.folder.path().join("go"), "").unwrap();
    with_runtime(async {
        until("the worker ends", || home.has_exit(id, 1).then_some(())).await;
        until_gone(worker).await;
        let engine = home.engine();
        let done = until_state(&engine.handle(), id, JobState::Done).await;
        assert_eq!(done.attempt, 1);
        engine.end().await;
    });
}

#[test]
fn a_worker_that_died_while_no_engine_ran_is_followed_by_the_next_attempt() {
    let home = Home::new(PATIENT);
    let (id, worker) = killed_engine(&home, async |engine| {
        let id = home.add(&engine.handle(), "a.mp4").await;
        (id, home.worker(id, 1).await)
    });
    kill(worker);
    std::fs::write(home.folder.path().join("go"), "").unwrap();
    with_runtime(async {
        until_gone(worker).await;
        let engine = home.engine();
        let handle = engine.handle();
        assert_eq!(until_state(&handle, id, JobState::Done).await.attempt, 2);
        let history = handle.attempts(id).await.unwrap();
        assert!(history[0].how.as_ref().unwrap().contains("vanished"), "{history:?}");
        engine.end().await;
    });
}

#[test]
fn a_worker_that_has_not_said_who_it_is_yet_is_found_all_the_same() {
    let home = Home::new("while [ ! -e ../../../../go ]; do sleep 0.02; done; identify; complete");
    let id = killed_engine(&home, async |engine| {
        let handle = engine.handle();
        let id = home.add(&handle, "a.mp4").await;
        until("the worker has begun", || std::fs::metadata(home.attempt(id, 1).join("stderr.log")).ok()).await;
        until("and is at work", || find_process(&home.attempt(id, 1))).await;
        id
    });
    with_runtime(async {
        let engine = home.engine();
        let handle = engine.handle();
        std::fs::write(home.folder.path().join("go"), "").unwrap();
        assert_eq!(until_state(&handle, id, JobState::Done).await.attempt, 1);
        engine.end().await;
    });
}

fn find_process(folder: &std::path::Path) -> Option<ProcessIdentity> {
    std::fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let line = std::fs::read_to_string(entry.path().join("cmdline")).ok()?;
        let works = line.starts_with("sh\0") && line.contains(folder.to_str()?);
        works.then(|| ProcessIdentity::of(entry.file_name().to_str()?.parse().ok()?))?
    })
}

#[test]
fn a_process_that_only_has_the_old_workers_number_is_left_alone() {
    let home = Home::new(PATIENT);
    let (id, worker) = killed_engine(&home, async |engine| {
        let id = home.add(&engine.handle(), "a.mp4").await;
        (id, home.worker(id, 1).await)
    });
    kill(worker);
    std::fs::write(home.folder.path().join("go"), "").unwrap();
    // The number was given again, to this very test.
    let file = home.attempt(id, 1).join("identity.json");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace(&format!("\"pid\":{}", worker.pid), &format!("\"pid\":{}", std::process::id())))
        .unwrap();
    with_runtime(async {
        let engine = home.engine();
        assert_eq!(until_state(&engine.handle(), id, JobState::Done).await.attempt, 2);
        engine.end().await;
    });
}

#[test]
fn a_cancel_that_the_engine_did_not_live_to_finish_is_finished() {
    let home = Home::new("trap '' TERM; identify; while :; do sleep 600; done");
    let (id, worker) = killed_engine(&home, async |engine| {
        let handle = engine.handle();
        let id = home.add(&handle, "a.mp4").await;
        let worker = home.worker(id, 1).await;
        handle.cancel(id).await.unwrap();
        (id, worker)
    });
    let _leftover = Leftover(worker);
    with_runtime(async {
        let engine = home.engine();
        until_state(&engine.handle(), id, JobState::Cancelled).await;
        until_gone(worker).await;
        engine.end().await;
    });
}

#[test]
fn waiting_jobs_wait_for_the_found_worker() {
    let home = Home::new(PATIENT);
    let (first, second, worker) = killed_engine(&home, async |engine| {
        let handle = engine.handle();
        let first = home.add(&handle, "a.mp4").await;
        let second = home.add(&handle, "b.mp4").await;
        (first, second, home.worker(first, 1).await)
    });
    let _leftover = Leftover(worker);
    with_runtime(async {
        let engine = home.engine();
        let handle = engine.handle();
        until("the old worker is followed", || Some(handle.job(first).unwrap()).filter(|job| job.percent > 0.0)).await;
        assert_eq!(handle.job(second).unwrap().state, JobState::Waiting);
        std::fs::write(home.folder.path().join("go"), "").unwrap();
        until_state(&handle, first, JobState::Done).await;
        until_state(&handle, second, JobState::Done).await;
        engine.end().await;
    });
}

#[test]
fn a_found_jobs_progress_is_known_before_anybody_can_ask() {
    let noise =
        "i=0; while [ $i -lt 4000 ]; do echo \"noise $(printf '%0100d' 0)\"; i=$((i+1)); done >> \"$dir/report.jsonl\"";
    let home = Home::new(&format!(
        "identify; progress 10 1 0; {noise}; progress 30 3 0; while [ ! -e ../../../../go ]; do sleep 0.02; done; complete"
    ));
    let (id, worker) = killed_engine(&home, async |engine| {
        let id = home.add(&engine.handle(), "a.mp4").await;
        let worker = home.worker(id, 1).await;
        until("the worker is far", || Some(()).filter(|()| engine.handle().job(id).unwrap().percent == 30.0)).await;
        (id, worker)
    });
    let _leftover = Leftover(worker);
    with_runtime(async {
        let engine = home.engine();
        let job = engine.handle().job(id).unwrap();
        assert_eq!((job.percent, job.progress.map(|progress| progress.chunks_done)), (30.0, Some(3)));
        engine.end().await;
    });
}

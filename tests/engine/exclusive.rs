//! Exactly one engine for each user, whatever stands in its way.

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};

use rushes::config::Places;
use rushes::engine::{Engine, lock};

use super::harness::{Home, Leftover, until};

#[tokio::test]
async fn of_many_that_start_at_once_exactly_one_is_it() {
    let home = Home::new("");
    let mut starting = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (places, options) = (home.places(), home.options());
        starting.spawn(async move { Engine::start(&places, options) });
    }
    let mut engines = Vec::new();
    while let Some(started) = starting.join_next().await {
        match started.unwrap() {
            Ok(engine) => engines.push(engine),
            Err(refused) => assert!(refused.message.contains("an engine runs already"), "{refused}"),
        }
    }
    assert_eq!(engines.len(), 1);
    let refused = home.try_engine().err().unwrap();
    assert!(refused.message.contains(&format!("pid {}", std::process::id())), "it says who: {refused}");
    assert_eq!(lock::holder(&home.places()).unwrap().pid, std::process::id());
    for engine in engines {
        engine.end().await;
    }
    assert_eq!(lock::holder(&home.places()), None);
    home.engine().end().await;
}

#[tokio::test]
async fn a_worker_does_not_keep_the_lock_or_the_queue_open() {
    let home = Home::new("identify; ls -l /proc/$$/fd > fds; exec sleep 600");
    let engine = home.engine();
    let handle = engine.handle();
    let id = home.add(&handle, "a.mp4").await;
    let worker = home.worker(id, 1).await;
    let _leftover = Leftover(worker);
    let file = home.attempt(id, 1).join("fds");
    let open =
        until("the list of its files", || std::fs::read_to_string(&file).ok().filter(|text| text.contains("stderr")))
            .await;
    assert!(!open.contains("engine.lock") && !open.contains("queue.db") && !open.contains("socket:"), "{open}");
    engine.end().await;
    assert!(worker.is_running());
    assert!(!lock::is_held(&home.places()), "the worker lives, the lock is free");
}

#[tokio::test]
async fn the_door_is_for_its_owner_only() {
    let home = Home::new("");
    let engine = home.engine();
    let places = home.places();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&places.socket()), 0o600);
    assert_eq!(mode(places.state()), 0o700);
    assert_eq!(mode(&places.engine_lock()), 0o600);
    assert_eq!(mode(&places.database()), 0o600);
    assert_eq!(mode(&places.database().with_extension("db-wal")), 0o600);
    engine.end().await;
    assert!(!places.socket().exists(), "an engine that goes takes its door with it");
}

#[tokio::test]
async fn a_socket_that_is_left_over_is_replaced() {
    let home = Home::new("");
    home.places().make_state().unwrap();
    drop(UnixListener::bind(home.places().socket()).unwrap());
    let engine = home.engine();
    assert!(std::os::unix::net::UnixStream::connect(home.places().socket()).is_ok());
    engine.end().await;
}

#[tokio::test]
async fn what_is_no_socket_of_ours_is_never_deleted() {
    let home = Home::new("");
    let socket = home.places().socket();
    home.places().make_state().unwrap();

    std::fs::write(&socket, "a diary").unwrap();
    let refused = home.try_engine().err().unwrap();
    assert!(refused.message.contains("this is no socket; move it away"), "{refused}");
    assert_eq!(std::fs::read_to_string(&socket).unwrap(), "a diary");
    std::fs::remove_file(&socket).unwrap();

    std::os::unix::fs::symlink("/dev/null", &socket).unwrap();
    assert!(home.try_engine().is_err());
    assert!(std::fs::symlink_metadata(&socket).unwrap().file_type().is_symlink());
    std::fs::remove_file(&socket).unwrap();

    let other = UnixListener::bind(&socket).unwrap();
    let refused = home.try_engine().err().unwrap();
    assert!(refused.message.contains("another program answers"), "{refused}");
    assert!(std::fs::symlink_metadata(&socket).unwrap().file_type().is_socket());
    drop(other);
}

#[tokio::test]
async fn a_path_that_is_too_long_for_a_socket_is_said_to_be() {
    let home = tempfile::tempdir().unwrap();
    let places = Places::under(&home.path().join("a-very-long-name-indeed".repeat(5)));
    let refused = Engine::start(&places, Home::new("").options()).err().unwrap();
    assert!(refused.message.contains("set RUSHES_HOME to a shorter folder"), "{refused}");
}

#[test]
fn an_engine_that_ends_at_once_is_told_with_its_last_words() {
    let home = Home::new("");
    let exe = home.folder.path().join("rushes");
    std::fs::write(
        &exe,
        "#!/bin/sh\necho \"called with $* in $RUSHES_HOME\"\necho 'the queue is on fire' >&2\nexit 1\n",
    )
    .unwrap();
    std::fs::set_permissions(&exe, std::fs::Permissions::from_mode(0o755)).unwrap();
    let refused = rushes::engine::start_detached(&home.places(), &exe).unwrap_err();
    assert!(refused.message.contains("ended at once: the queue is on fire"), "{refused}");
    assert!(!refused.reason.recoverable(), "an engine that refuses would refuse again");
    let log = std::fs::read_to_string(home.places().engine_log()).unwrap();
    assert!(log.contains(&format!("called with engine run --detached in {}", home.folder.path().display())), "{log}");

    std::fs::write(&exe, "#!/bin/sh\nkill -9 $$\n").unwrap();
    let crashed = rushes::engine::start_detached(&home.places(), &exe).unwrap_err();
    assert!(crashed.reason.recoverable(), "{crashed}");
}

#[test]
fn the_lock_file_alone_is_no_lock() {
    let home = Home::new("");
    home.places().make_state().unwrap();
    std::fs::write(home.places().engine_lock(), r#"{"pid":1,"host":"box","version":"9"}"#).unwrap();
    assert!(!lock::is_held(&home.places()));
    let runs = Command::new("true").stdin(Stdio::null()).status().unwrap();
    assert!(runs.success());
    let taken = lock::EngineLock::take(&home.places()).unwrap();
    assert!(lock::is_held(&home.places()));
    drop(taken);
    assert!(!lock::is_held(&home.places()));
}

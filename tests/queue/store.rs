//! The queue on disk: what it keeps, and what it refuses.

use std::path::{Path, PathBuf};

use rushes::queue::store::{AttemptMark, ground};
use rushes::queue::{Event, Job, NewJob, Stage, Store, StoreError, transition};
use rushes::worker::order::ExportWork;
use tempfile::TempDir;

fn new_job(output: &str) -> NewJob {
    NewJob {
        work: ExportWork {
            project: PathBuf::from("/films/night.yaml"),
            document: "rushes: 1\ntitle: \"Nacht – 夜\"\n".to_owned(),
            set: vec![("name".to_owned(), "value".to_owned())],
            export: "default".to_owned(),
            output: None,
            overwrite: false,
            also: Vec::new(),
            full_verify: false,
            documents: [(PathBuf::from("/films/opening.yaml"), "rushes: 1\n".to_owned())].into(),
        },
        title: Some("Nacht – 夜".to_owned()),
        output: PathBuf::from(output),
    }
}

fn queue() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("queue.db");
    (home, path)
}

fn step(job: &Job, event: Event) -> Job {
    Job { life: transition(&job.life, event).unwrap(), ..job.clone() }
}

#[test]
fn jobs_come_back_as_they_were_in_the_order_they_were_added() {
    let (_home, path) = queue();
    let mut store = Store::open(&path).unwrap();
    let added = store.add(&[new_job("/out/a.mp4"), new_job("/out/b.mp4")], 17).unwrap();
    let running = step(&added[0], Event::Start);
    let running = store.save(&running, Some(&AttemptMark::Begun { nonce: "abc" }), 18).unwrap();
    let cancelling = store.save(&step(&running, Event::Cancel), None, 19).unwrap();
    drop(store);

    let store = Store::open(&path).unwrap();
    assert_eq!(store.jobs().unwrap(), [cancelling.clone(), added[1].clone()]);
    assert_eq!(cancelling.life.stage, Stage::Running { cancelling: true });
    let attempts = store.attempts(cancelling.id).unwrap();
    assert_eq!((attempts.len(), attempts[0].attempt, attempts[0].nonce.as_str()), (1, 1, "abc"));
}

#[test]
fn a_change_from_an_old_version_is_refused_and_changes_nothing() {
    let (_home, path) = queue();
    let mut store = Store::open(&path).unwrap();
    let old = store.add(&[new_job("/out/a.mp4")], 0).unwrap().remove(0);
    let held = store.save(&step(&old, Event::Hold), None, 0).unwrap();
    assert_eq!(store.save(&step(&old, Event::Cancel), None, 0), Err(StoreError::Changed));
    assert_eq!(store.remove(&old), Err(StoreError::Changed));
    assert_eq!(store.jobs().unwrap(), [held]);
}

#[test]
fn ids_are_never_given_again() {
    let (_home, path) = queue();
    let mut store = Store::open(&path).unwrap();
    let first = store.add(&[new_job("/out/a.mp4")], 0).unwrap().remove(0);
    store.remove(&first).unwrap();
    drop(store);
    let second = Store::open(&path).unwrap().add(&[new_job("/out/a.mp4")], 0).unwrap().remove(0);
    assert!(second.id > first.id);
}

#[test]
fn two_active_jobs_never_share_an_output() {
    let (_home, path) = queue();
    let mut store = Store::open(&path).unwrap();
    let first = store.add(&[new_job("/out/a.mp4")], 0).unwrap().remove(0);
    let refused = store.add(&[new_job("/out/b.mp4"), new_job("/out/a.mp4")], 0).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("/out/a.mp4: job {} writes there already; wait for it, cancel it, or choose another output", first.id)
    );
    assert_eq!(store.jobs().unwrap().len(), 1, "all or none");
    assert!(store.add(&[new_job("/out/c.mp4"), new_job("/out/c.mp4")], 0).is_err());

    // Cancelled, its place is free; tried again while another has it, it is refused.
    let cancelled = store.save(&step(&first, Event::Cancel), None, 0).unwrap();
    store.add(&[new_job("/out/a.mp4")], 0).unwrap();
    assert!(matches!(store.save(&step(&cancelled, Event::Retry), None, 0), Err(StoreError::OutputTaken { .. })));
}

#[test]
fn a_queue_of_a_newer_program_is_refused_and_left_alone() {
    let (_home, path) = queue();
    drop(Store::open(&path).unwrap());
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(&path).unwrap_err().to_string();
    assert!(refused.contains("written by a newer rushes (schema 99, this one knows 1)"), "{refused}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn another_programs_database_is_refused() {
    let (_home, path) = queue();
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(db);
    let refused = Store::open(&path).unwrap_err().to_string();
    assert!(refused.contains("another program"), "{refused}");
}

/// Fills a queue, closes it, and gives the bytes of its file.
fn filled(path: &Path) -> Vec<u8> {
    let mut store = Store::open(path).unwrap();
    let jobs: Vec<NewJob> = (0..40).map(|index| new_job(&format!("/out/{index}.mp4"))).collect();
    store.add(&jobs, 0).unwrap();
    drop(store);
    std::fs::read(path).unwrap()
}

#[test]
fn a_broken_queue_never_becomes_an_empty_one() {
    let (home, path) = queue();
    let good = filled(&path);
    std::fs::create_dir_all(home.path().join("jobs/1/1")).unwrap();
    let mut broken: Vec<(String, Vec<u8>)> = vec![
        ("no database".to_owned(), b"this is no database, but somebody's notes. ".repeat(99)),
        ("emptied".to_owned(), Vec::new()),
        ("cut in half".to_owned(), good[..good.len() / 2].to_vec()),
        ("header gone".to_owned(), [vec![0; 100], good[100..].to_vec()].concat()),
    ];
    for page in 1..good.len() / 4096 {
        let mut bytes = good.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xa5);
        broken.push((format!("page {page} overwritten"), bytes));
    }
    for (what, bytes) in broken {
        std::fs::write(&path, &bytes).unwrap();
        match Store::open(&path).and_then(|store| store.jobs()) {
            Ok(jobs) => assert_eq!(jobs.len(), 40, "{what}: opened, but not with every job"),
            Err(refused) => {
                let told = refused.to_string();
                assert!(told.contains("queue.db: the queue can't be read"), "{what}: {told}");
                assert!(told.contains("move the file away"), "{what}: {told}");
                assert_eq!(std::fs::read(&path).unwrap(), bytes, "{what}: the file was changed");
            }
        }
    }
}

#[test]
fn a_row_that_makes_no_sense_is_told_and_not_guessed() {
    let (_home, path) = queue();
    filled(&path);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute("UPDATE jobs SET state = 'sleeping' WHERE id = 7", []).unwrap();
    drop(db);
    let refused = Store::open(&path).unwrap().jobs().unwrap_err().to_string();
    assert!(refused.contains("no state is called 'sleeping'"), "{refused}");
}

#[test]
fn a_progress_that_cannot_be_read_is_none_and_hides_no_job() {
    let (_home, path) = queue();
    filled(&path);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute("UPDATE jobs SET progress = '{\"percent\":' WHERE id = 7", []).unwrap();
    drop(db);
    let jobs = Store::open(&path).unwrap().jobs().unwrap();
    assert_eq!(jobs.len(), 40);
    assert_eq!(jobs.iter().find(|job| job.id == 7).unwrap().progress, None);
}

#[test]
fn network_file_systems_are_known_by_their_numbers() {
    let plain = || None;
    assert_eq!(ground::name(0x6969, plain), Some("NFS"));
    assert_eq!(ground::name(0xff53_4d42, plain), Some("SMB"));
    assert_eq!(ground::name(0x0102_1997, plain), Some("9P"));
    assert_eq!(ground::name(0xef53, plain), None, "ext4");
    assert_eq!(ground::name(0x6573_5546, || Some("fuse.sshfs".to_owned())), Some("sshfs"));
    assert_eq!(ground::name(0x6573_5546, || Some("fuseblk".to_owned())), None);
    assert_eq!(ground::unfit(&std::env::temp_dir()), None);
}

#[test]
fn a_folder_that_takes_no_file_is_refused_at_the_start() {
    let missing = Path::new("/proc/self/queue.db");
    let refused = Store::open(missing).unwrap_err().to_string();
    assert!(refused.contains("/proc/self"), "{refused}");
}

#[test]
fn a_store_that_was_killed_in_the_middle_keeps_what_it_had_promised() {
    let (home, path) = queue();
    let mut store = Store::open(&path).unwrap();
    store.add(&[new_job("/out/a.mp4")], 0).unwrap();
    // Never closed: what is on disk now is what a killed engine leaves.
    let copy = home.path().join("after.db");
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(path.with_extension("db-wal"), home.path().join("after.db-wal")).unwrap();
    assert_eq!(Store::open(&copy).unwrap().jobs().unwrap().len(), 1);
    drop(store);
}

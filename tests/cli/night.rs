//! The night's work: the real program, killed in the middle, and what is there in the morning.

use std::fs;

use rushes::api::types::JobState;
use rushes::export::receipt::{Receipt, path_for};

use crate::support::desk::Desk;
use crate::support::program::{Program, kill, wait_for};

/// Ten chunks that take a second or so each, so that there is something to kill.
const LONG: &str = r##"rushes: 1
canvas: { size: 640x360, fps: 25, duration: 20s, background: "#203040" }
audio: [ { source: tune.wav } ]
layers:
  - { image: logo.png, scale: 8, position: [ 0s: [0%, 50%], 20s: { to: [100%, 50%] } ], rotate: [ 0s: 0, 20s: 720 ] }
  - { text: "The night", size: 60px, color: "#ffffff", position: [50%, 80%] }
exports: { default: { quality: medium, chunk: 2s } }
"##;

fn add(program: &Program, project: &std::path::Path) -> i64 {
    let added = program.json(&["add", "--json", project.to_str().unwrap()]);
    added[0]["id"].as_i64().unwrap()
}

fn wait_until_done(program: &Program, id: i64) {
    let output = program.run(&["wait", &id.to_string()]);
    let job = program.job(id);
    assert_eq!(job.state, JobState::Done, "{job:#?}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success());
}

#[test]
fn a_worker_that_is_killed_three_times_costs_three_chunks_at_most() {
    let desk = Desk::new();
    let project = desk.project("long.yaml", LONG);
    let quiet = desk.file("undisturbed.mp4");
    let undisturbed = Program::new(&desk.file("quiet"));
    undisturbed.prints(&["render", project.to_str().unwrap(), "-o", quiet.to_str().unwrap()]);

    let program = Program::new(&desk.file("home"));
    let id = add(&program, &project);
    let mut killed = Vec::new();
    for chunks in [1, 3, 5] {
        let worker = wait_for("a worker that has told of some chunks", || {
            let worker = program.worker(id)?;
            let told = program.job(id).progress.is_some_and(|progress| progress.chunks_done >= chunks);
            (told && !killed.contains(&worker)).then_some(worker)
        });
        kill(worker.pid);
        killed.push(worker);
    }
    wait_until_done(&program, id);
    let output = desk.file("renders/long.mp4");
    assert!(fs::read(&output).unwrap() == fs::read(&quiet).unwrap(), "the bytes differ from an undisturbed run");
    let receipt = Receipt::read(&path_for(&output)).unwrap();
    assert_eq!(receipt.chunks.len(), 10);

    let log = (1..=4)
        .filter_map(|attempt| fs::read_to_string(program.places().attempt(id, attempt).join("report.jsonl")).ok());
    let encoded: usize = log.map(|report| report.matches("\"text\":\"chunk ").count()).sum();
    // A worker that is killed just after a chunk got its name has not told of it; one in the making is made once more.
    assert!((7..=13).contains(&encoded), "{encoded} chunks were encoded");
    let hidden = fs::read_dir(desk.file("renders")).unwrap().count();
    assert_eq!(hidden, 2, "the file and its receipt, nothing half-made");
}

#[test]
fn a_worker_outlives_its_engine_and_the_next_client_finds_both() {
    let desk = Desk::new();
    let project = desk.project("long.yaml", LONG);
    let program = Program::new(&desk.file("home"));
    let id = add(&program, &project);
    let worker = wait_for("a worker at work", || program.worker(id).filter(|_| program.chunks() >= 1));
    let stat = fs::read_to_string(format!("/proc/{}/stat", worker.pid)).unwrap();
    let session = stat[stat.rfind(')').unwrap() + 1..].split_ascii_whitespace().nth(3).unwrap().to_owned();
    assert_eq!(session, worker.pid.to_string(), "the worker has a session of its own");
    let engine = program.engine_pid().unwrap();
    kill(engine);
    wait_for("the engine's end", || (program.engine_pid() != Some(engine)).then_some(()));
    assert!(worker.is_running(), "the worker went with its engine");
    // Asking for the jobs starts another engine.
    let found =
        wait_for("the next engine", || program.run(&["add", "--json", project.to_str().unwrap()]).status.code());
    assert_eq!(found, 1, "the same output is already being made");
    assert_ne!(program.engine_pid(), Some(engine));
    assert_eq!(program.worker(id), Some(worker), "it is the same worker, not a second one");
    assert_eq!(program.job(id).state, JobState::Running);
    wait_until_done(&program, id);
    assert_eq!(program.job(id).attempt, 1);
    let log = fs::read_to_string(program.places().engine_log()).unwrap();
    assert_eq!(log.matches("the engine is there").count(), 2, "{log}");
    assert!(log.contains(&format!("job {id}: attempt 1 is found at work")), "{log}");
    assert!(log.contains(&format!("job {id}: attempt 1 ended: completed")), "{log}");
}

#[test]
fn a_cancelled_job_leaves_no_file_and_its_worker_is_gone() {
    let desk = Desk::new();
    let project = desk.project("long.yaml", LONG);
    let program = Program::new(&desk.file("home"));
    let id = add(&program, &project);
    let worker = wait_for("a worker at work", || program.worker(id).filter(|_| program.chunks() >= 1));
    assert_eq!(program.prints(&["cancel", &id.to_string()]), format!("job {id} cancelling\n"));
    wait_for("the worker's end", || (!worker.is_running()).then_some(()));
    wait_for("the job's end", || (program.job(id).state == JobState::Cancelled).then_some(()));
    assert!(!desk.file("renders/long.mp4").exists());

    program.prints(&["retry", &id.to_string()]);
    wait_until_done(&program, id);
    assert!(desk.file("renders/long.mp4").exists());
}
